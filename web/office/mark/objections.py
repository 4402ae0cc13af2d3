"""Objections: what waits, the decision by somebody who was not involved, and a second person on another score."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.errors import AlreadyDone, NotYours
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.apply import queries as applications
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.models import Objection
from processes.mark.words import in_words, points
from web.office.review.times import due
from web.ui.guards import DbSession, ObjectionDesk
from web.ui.page import page, redirect
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/mark/objections")


@dataclass(frozen=True, slots=True)
class Line:
    href: str
    no: str
    name: str
    raised: str
    tag: Tag


@router.get("")
def show_all(request: Request, session: DbSession, actor: ObjectionDesk) -> Response:
    rows = queries.objections(session, open_only=False)
    lines = [
        Line(f"/mark/objections/{one.no}", one.no, application.name, datetime_cn(one.raised_at), _tag(session, one))
        for one, application in rows
    ]
    return page(request, "office/mark/objections.html", lines=lines)


@router.get("/{no}")
def show(request: Request, session: DbSession, actor: ObjectionDesk, no: str) -> Response:
    """Raises NoSuchObjection."""
    one = queries.objection(session, no)
    item, note = _for(session, actor, one)
    return _draw(request, session, one, form=kit.view(_form(session, item)) if item else None, note=note)


@router.post("/{no}")
def decide(request: Request, session: DbSession, actor: ObjectionDesk, no: str, typed: TypedForm) -> Response:
    """Raises NoSuchObjection, AlreadyDone, NotYours, FourEyes, SameDecider, NotConfirmed."""
    one = queries.objection(session, no)
    if one.decided_at is not None:
        raise AlreadyDone
    item = commands.item_for(session, actor, _latest(session, one).id)
    form = _form(session, item)
    checked = kit.check(form, typed.text)
    errors = list(checked.errors)
    if not errors:
        try:
            _complete(session, actor, item, checked.values)
            session.refresh(one)
            return redirect(request, "/mark/objections", toast=f"异议 {no} {_done(one)}")
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, one, form=kit.view(form, checked.typed, errors), errors=errors)


def _draw(
    request: Request,
    session: Session,
    one: Objection,
    *,
    form: kit.FormView | None,
    note: str = "",
    errors: Sequence[FieldError] = (),
) -> Response:
    return page(
        request,
        "office/mark/objection.html",
        status=422 if errors else 200,
        title=f"成绩异议 {one.no}",
        facts=_facts(session, one),
        form=form,
        note=note,
        action=f"/mark/objections/{one.no}",
        errors=list(errors),
    )


def _complete(session: Session, actor: Actor, item: WorkItem, values: dict[str, object]) -> None:
    with session.begin_nested():
        commands.complete(session, actor, item.id, values)


def _done(one: Objection) -> str:
    if one.decided_at is not None:
        return "已答复"
    return "已提交确认，确认后更正才生效" if one.decision else "已退回复核"


def _for(session: Session, actor: Actor, one: Objection) -> tuple[WorkItem | None, str]:
    """The open task when the actor may do it; else why there is none for him."""
    item = _item(session, one)
    if item is None:
        return None, ""
    try:
        return commands.item_for(session, actor, item.id), ""
    except NotYours as refusal:
        return None, str(refusal)


def _latest(session: Session, one: Objection) -> WorkItem:
    """The open task, or the one done last."""
    rows = select(WorkItem).where(WorkItem.instance_id == one.instance_id)
    return session.scalars(rows.order_by(WorkItem.status != "open", WorkItem.id.desc()).limit(1)).one()


def _item(session: Session, one: Objection) -> WorkItem | None:
    rows = select(WorkItem).where(WorkItem.instance_id == one.instance_id, WorkItem.status == "open")
    return session.scalar(rows.limit(1))


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _tag(session: Session, one: Objection) -> Tag:
    if one.decided_at is not None:
        return Tag("成立，已更正", "warn") if one.decision == "upheld" else Tag("维持原成绩", "ok")
    if one.decision:
        return Tag("更正待确认", "warn")
    item = _item(session, one)
    return due(item.due_at) if item else Tag("已答复")


def _facts(session: Session, one: Objection) -> list[Row]:
    result = queries.result(session, one.result_id)
    application = applications.application(session, one.application_id)
    facts = [
        Row("申请编号", application.no, mono=True),
        Row("考生", application.name),
        Row("科目", Subject(result.subject).title),
        Row("异议时的成绩", points(one.score_before)),
        Row("现在的成绩", in_words(result)),
        Row("异议内容", one.text),
        Row("提出时间", datetime_cn(one.raised_at)),
    ]
    given = queries.scores(session, application.id, result.subject, result.attempt)
    facts += [Row(f"考评员 {each.person_name}", f"{points(each.score)} {each.remark}".strip()) for each in given]
    if one.refused_because:
        facts.append(Row("未获确认", f"{one.refused_because}（{one.refused_by_name}）"))
    if one.decision == "upheld":
        facts.append(
            Row(
                "拟更正为" if one.decided_at is None else "更正为",
                f"{points(one.score_wished)}（{one.decided_by_name}）",
            )
        )
    if one.confirmed_by_name:
        facts.append(Row("确认人", one.confirmed_by_name))
    if one.decision:
        when = f"，{datetime_cn(one.decided_at)}" if one.decided_at else ""
        facts.append(Row("答复", f"{one.answer}（{one.decided_by_name}{when}）"))
    return facts
