"""Objections: what waits, and the decision by somebody who was not involved."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.apply import queries as applications
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.models import Objection
from processes.mark.words import in_words, points
from web.office.review.times import due
from web.ui.guards import DbSession, ObjectionOfficer
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
def show_all(request: Request, session: DbSession, actor: ObjectionOfficer) -> Response:
    rows = queries.objections(session, open_only=False)
    lines = [
        Line(f"/mark/objections/{one.no}", one.no, application.name, datetime_cn(one.raised_at), _tag(session, one))
        for one, application in rows
    ]
    return page(request, "office/mark/objections.html", lines=lines)


@router.get("/{no}")
def show(request: Request, session: DbSession, actor: ObjectionOfficer, no: str) -> Response:
    """Raises NoSuchObjection."""
    one = queries.objection(session, no)
    item = _item(session, one)
    form = _form(session, item) if item else None
    return page(
        request,
        "office/mark/objection.html",
        title=f"成绩异议 {one.no}",
        facts=_facts(session, one),
        form=kit.view(form) if form else None,
        action=f"/mark/objections/{no}",
    )


@router.post("/{no}")
def decide(request: Request, session: DbSession, actor: ObjectionOfficer, no: str, typed: TypedForm) -> Response:
    """Raises NoSuchObjection, AlreadyDone, FourEyes."""
    one = queries.objection(session, no)
    item = commands.item_for(session, actor, _known(session, one).id)
    form = _form(session, item)
    checked = kit.check(form, typed.text)
    errors = list(checked.errors)
    if not errors:
        try:
            _complete(session, actor, item, checked.values)
            return redirect(request, "/mark/objections", toast=f"异议 {no} 已答复")
        except InvalidForm as refusal:
            errors = refusal.errors
    return page(
        request,
        "office/mark/objection.html",
        status=422,
        title=f"成绩异议 {one.no}",
        facts=_facts(session, one),
        form=kit.view(form, checked.typed, errors),
        action=f"/mark/objections/{no}",
        errors=errors,
    )


def _complete(session: Session, actor: Actor, item: WorkItem, values: dict[str, object]) -> None:
    with session.begin_nested():
        commands.complete(session, actor, item.id, values)


def _known(session: Session, one: Objection) -> WorkItem:
    rows = select(WorkItem).where(WorkItem.instance_id == one.instance_id)
    return session.scalars(rows).one()


def _item(session: Session, one: Objection) -> WorkItem | None:
    rows = select(WorkItem).where(WorkItem.instance_id == one.instance_id, WorkItem.status == "open")
    return session.scalar(rows.limit(1))


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _tag(session: Session, one: Objection) -> Tag:
    if one.decision:
        return Tag("成立，已更正", "warn") if one.decision == "upheld" else Tag("维持原成绩", "ok")
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
    if one.decided_at is not None:
        facts.append(Row("答复", f"{one.answer}（{one.decided_by_name}，{datetime_cn(one.decided_at)}）"))
    return facts
