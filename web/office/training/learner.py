"""One learner: progress, results to confirm, the registry's answer, an exemption to judge."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.train import queries, service
from processes.train.models import Category, Enrolment, State, TrainingResult
from processes.train.rules import in_words, missing, overall
from processes.train.service.results import FORM as RESULTS
from web.office.training.view import STATES, SYNCS, late, until
from web.ui import page, redirect
from web.ui.guards import DbSession, TrainingDesk
from web.ui.media import serve
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter()
OFFLINE = "skill_offline"


@router.get("/learners/{enrolment_id}")
def show(request: Request, session: DbSession, actor: TrainingDesk, enrolment_id: UUID) -> Response:
    return _draw(request, session, actor, queries.of_staff(session, actor, enrolment_id))


@router.post("/learners/{enrolment_id}")
def complete(
    request: Request, session: DbSession, actor: TrainingDesk, enrolment_id: UUID, typed: TypedForm
) -> Response:
    """Complete the open task of this learner: results, or an exemption. Refused, the page keeps what was typed."""
    row = queries.of_staff(session, actor, enrolment_id)
    item = _open_item(session, actor, row)
    if item is None:
        return redirect(request, f"/training/learners/{row.id}", toast="这项任务已由他人办理")
    form = _form(session, item, row)
    checked = kit.check(form, typed.text)
    errors = list(checked.errors)
    if not errors:
        try:
            with session.begin_nested():
                commands.complete(session, actor, item.id, checked.values)
            toast = "结果已确认，正在上报培训管理信息系统" if item.form_key == RESULTS else "已提交"
            return redirect(request, f"/training/learners/{row.id}", toast=toast)
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, actor, row, checked.typed, errors)


@router.post("/learners/{enrolment_id}/remind")
def remind(request: Request, session: DbSession, actor: TrainingDesk, enrolment_id: UUID) -> Response:
    row = queries.of_staff(session, actor, enrolment_id)
    told = service.remind(session, row)
    toast = "已提醒学员" if told else "这位学员现在不需要提醒"
    return redirect(request, f"/training/learners/{row.id}", toast=toast)


@router.get("/learners/{enrolment_id}/exemption-proof")
def exemption_proof(request: Request, session: DbSession, actor: TrainingDesk, enrolment_id: UUID) -> Response:
    """The earlier proof that was handed in with a request to be exempt."""
    row = queries.of_staff(session, actor, enrolment_id)
    asked = queries.exemption(session, row.id)
    if asked is None or asked.file_id is None:
        raise NotFound
    return serve(request, session.get_one(files.StoredFile, asked.file_id))


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Enrolment,
    typed: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    states = queries.progress(session, row)
    item = _open_item(session, actor, row)
    form = _form(session, item, row) if item else None
    asked, sync, tag = queries.exemption(session, row.id), queries.sync(session, row.id), late(row)
    return page(
        request,
        "office/training/learner.html",
        status=422 if errors else 200,
        learner={
            "id": row.id,
            "name": row.name,
            "title": row.title,
            "tag": STATES[State(row.state)],
            "late": tag,
            "percent": overall(states),
            "until": until(row),
            "last": datetime_cn(row.studied_at) if row.studied_at else "还没有学",
            "learning": row.state == State.LEARNING,
            "missing": missing(states),
            "reminded": datetime_cn(row.reminded_at) if row.reminded_at else "",
        },
        courses=[
            {
                "title": state.title,
                "category": Category(state.category).title,
                "percent": state.percent,
                "time": f"{in_words(state.credited)} / {in_words(state.required)}",
                "quiz": _quiz(state.quiz_questions, state.quiz_best, state.quiz_passed),
            }
            for state in states
        ],
        results=[Row(Category(each.category).title, _result(each)) for each in queries.results(session, row.id)],
        sync={
            "tag": SYNCS[sync.status],
            "text": sync.message or sync.reference,
            "note": f"已报送 {sync.attempts} 次，{datetime_cn(sync.updated_at)}",
        }
        if sync
        else None,
        exemption={
            "no": asked.proof_no,
            "reason": asked.reason,
            "answer": asked.answer,
            "file": f"/training/learners/{row.id}/exemption-proof" if asked.file_id else None,
            "at": datetime_cn(asked.asked_at),
        }
        if asked
        else None,
        form=kit.view(form, dict(typed or {}), list(errors)) if form else None,
        errors=list(errors),
    )


def _open_item(session: Session, actor: Actor, row: Enrolment) -> WorkItem | None:
    """What this member of staff can do for the learner now."""
    if row.application_id is None:
        return None
    items = commands.open_items(session, actor, business_key=str(row.application_id))
    return next((item for item in items if item.form_key.startswith("train/")), None)


def _form(session: Session, item: WorkItem, row: Enrolment) -> kit.Form:
    """The form of the task; of the results only the categories that the training has."""
    instance = session.get_one(Instance, item.instance_id)
    raw = definitions.form(session, instance.deployment_hash, item.form_key)
    if item.form_key == RESULTS:
        asked = {f"{state.category}_result" for state in queries.progress(session, row)}
        skill = "skill_result" in asked
        kept = [name for name in raw["x-order"] if name in asked or name == "note" or (name == OFFLINE and skill)]
        fields = {name: raw["properties"][name] for name in kept}
        required = [name for name in kept if name in asked]
        raw = {**raw, "properties": fields, "required": required, "x-order": kept}
    return kit.load(raw)


def _result(row: TrainingResult) -> str:
    """`合格，6 分钟，线下 240 分钟，袁培训 2026年11月24日 14:05`"""
    parts = [
        "合格" if row.verdict == "qualified" else "不合格",
        f"{row.minutes} 分钟",
        f"线下 {row.offline_minutes} 分钟" if row.offline_minutes else "",
        f"{row.person_name} {datetime_cn(row.confirmed_at)}",
        row.note,
    ]
    return "，".join(filter(None, parts))


def _quiz(questions: int, best: int | None, passed: bool) -> Tag:
    if not questions:
        return Tag("无测验")
    if passed:
        return Tag(f"{best} 分", "ok", "check2")
    return Tag("未测" if best is None else f"{best} 分，未通过", "warn")
