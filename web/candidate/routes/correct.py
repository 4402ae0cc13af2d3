"""Correcting what was returned: only the faulted items are open."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.clock import shanghai
from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.text import deadline_cn
from engine.workflow import commands
from forms import kit
from processes.apply import queries, service
from processes.apply.models import Application
from processes.apply.rules.materials import KINDS
from processes.review import queries as review
from processes.review.models import CorrectionNotice
from web.candidate.forms import raw_form
from web.candidate.routes.cases import case_view
from web.candidate.routes.materials import portrait_waits, seen_of
from web.candidate.wizard import correction_row
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm
from web.ui.views import Fault, FileRow

router = APIRouter()
FORM = "review/correct"


@router.get("/cases/{no}/correct")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    application = queries.own_by_number(session, actor, no)
    notice = review.open_notice(session, application.id)
    if notice is None:
        return redirect(request, f"/my/cases/{no}", toast="现在没有需要补正的内容")
    return _draw(request, session, application, notice)


@router.post("/cases/{no}/correct")
def take(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """Keep every good file; hand the correction in once everything is there. `remove` and `later` as in the wizard."""
    application = queries.own_by_number(session, actor, no)
    item = next(
        (
            each
            for each in commands.open_items(session, actor, business_key=str(application.id))
            if each.form_key == FORM
        ),
        None,
    )
    if item is None:
        return redirect(request, f"/my/cases/{no}", toast="现在没有需要补正的内容")
    if kind := typed.first("remove"):
        service.unstage_correction(session, actor, application, kind, seen=seen_of(typed, kind))
        return redirect(request, f"/my/cases/{no}/correct", toast="已移除")
    errors, status = _stage_all(session, actor, application, typed)
    if typed.first("later") and not errors:
        return redirect(request, "/my", toast="已保存，可随时回来继续补正")
    answers = _answers(session, application, typed)
    if not errors and answers.ok and portrait_waits(session, application):
        return redirect(request, f"/my/cases/{no}/portrait")
    if not errors and answers.ok:
        try:
            with session.begin_nested():
                commands.complete(session, actor, item.id, answers.values)
            return redirect(request, f"/my/cases/{no}", toast="补正已提交，审核将继续")
        except InvalidForm as refusal:
            errors = refusal.errors
    notice = review.open_notice(session, application.id)
    return _draw(request, session, application, notice, [*errors, *answers.errors], answers.typed, status)


def _stage_all(session: Session, actor: Actor, application: Application, typed: Typed) -> tuple[list[FieldError], int]:
    errors, status = [], 422
    for fault in review.faults_to_correct(session, application.id):
        upload = typed.uploads.get(fault.kind)
        if upload is None or fault.material_id is None:
            continue
        faulted = queries.material(session, fault.material_id)
        try:
            with session.begin_nested():
                service.stage_correction(
                    session,
                    actor,
                    application,
                    faulted,
                    data=upload.data,
                    filename=upload.filename,
                    seen=seen_of(typed, fault.kind),
                )
        except AppError as refusal:
            errors.append(FieldError(fault.kind, f"{fault.title}：{refusal.sentence}"))
            status = refusal.status
    return errors, status


def _answers(session: Session, application: Application, typed: Typed) -> kit.Checked:
    """What was written about the declared steps that were faulted. Pressing the button says that it is complete."""
    faulted = {fault.step for fault in review.faults_to_correct(session, application.id)}
    asked = {f"{step}_faulted": step in faulted for step in ("identity", "history")}
    form = kit.load(raw_form(session, application, FORM))
    return kit.check(form, {**typed.text, "complete": "true"}, variables=asked)


def _draw(
    request: Request,
    session: Session,
    application: Application,
    notice: CorrectionNotice | None,
    errors: Sequence[FieldError] = (),
    answers: Mapping[str, str] | None = None,
    status: int = 422,
) -> Response:
    faults = review.faults_of(notice)
    said = {error.path: error.message for error in errors}
    fields = [
        {
            "name": f"{fault.step}_answer",
            "title": fault.title,
            "text": fault.text,
            "value": (answers or {}).get(f"{fault.step}_answer", ""),
            "error": said.get(f"{fault.step}_answer"),
        }
        for fault in faults
        if fault.step
    ]
    return page(
        request,
        "candidate/correct.html",
        "correct",
        status=status if errors else 200,
        case=case_view(session, application),
        count=len(faults),
        deadline=f"请在 {deadline_cn(notice.due_at)} 前提交补正，其余内容无需重交。" if notice else "",
        rows=rows(session, application, notice, said),
        target=f"correction:{application.id}",
        fields=fields,
        errors=list(errors),
    )


def rows(
    session: Session, application: Application, notice: CorrectionNotice | None, said: Mapping[str, str]
) -> list[FileRow]:
    """The returned materials of a case, each with what is wrong with its new file."""
    faults = [fault for fault in review.faults_of(notice) if fault.material_id is not None]
    faulted = queries.named_files(session, [fault.material_id for fault in faults if fault.material_id])
    staged = {row.kind: (row, file) for row, file in queries.staged_files(session, application.id)}
    kinds = dict(KINDS) | {kind.code: kind for kind in queries.needed(application)}
    issued = shanghai(notice.issued_at) if notice else None
    note = f"{issued.month}月{issued.day}日 {issued:%H:%M} 退回" if issued else ""
    return [
        correction_row(
            kinds[fault.kind],
            faulted[fault.material_id],
            staged.get(fault.kind),
            Fault(fault.reason, fault.text, note),
            said.get(fault.kind),
            f"/my/cases/{application.no}",
        )
        for fault in faults
        if fault.material_id is not None
    ]
