"""Handing one's place to a colleague for a time, and ending that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock, notices
from engine.platform.clock import SHANGHAI
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor, delegation, queries
from engine.platform.people.models import Delegation, Person
from engine.platform.text import date_cn, deadline_cn
from processes.review import inbox
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect
from web.ui.roles import group_name
from web.ui.typed import TypedForm
from web.ui.views import Tag

router = APIRouter(prefix="/review/delegation")
NAMES = ("group", "to", "starts_on", "ends_on", "reason")
FARTHEST = 366


@dataclass(frozen=True, slots=True)
class Line:
    """`can_end`: it has not ended yet."""

    id: UUID
    who: str
    group: str
    period: str
    reason: str
    tag: Tag
    can_end: bool


@router.get("")
def show(request: Request, session: DbSession, actor: Reviewer) -> Response:
    today = clock.today().isoformat()
    return _draw(request, session, actor, {"starts_on": today, "ends_on": today})


@router.post("")
def delegate(request: Request, session: DbSession, actor: Reviewer, typed: TypedForm) -> Response:
    """Hand a group over from one day to another, both included. The colleague is told."""
    given = {name: typed.first(name) for name in NAMES}
    try:
        starts, ends = _period(given)
        row = delegation.delegate(
            session, actor, group=given["group"], to=_uuid(given["to"]), starts_at=starts, ends_at=ends,
            reason=given["reason"],
        )  # fmt: skip
    except InvalidForm as refusal:
        return _draw(request, session, actor, given, refusal.errors)
    notices.send(
        session,
        row.delegate_id,
        "role.delegated",
        title=f"{actor.name}委托您代办{group_name(row.group)}",
        body=f"{_said(row)}，您可以代{actor.name}办理审核。原因：{row.reason}。与自己或委托人经办过的申请须由他人办理。",
        link="/review",
    )
    return redirect(request, "/review/delegation", toast="委托已登记，到期自动结束。")


@router.post("/{delegation_id}/end")
def end(request: Request, session: DbSession, actor: Reviewer, delegation_id: UUID) -> Response:
    """End it now; either of the two may. Raises NotFound."""
    row = delegation.end(session, actor, delegation_id)
    other = row.delegate_id if row.delegator_id == actor.person_id else row.delegator_id
    notices.send(
        session,
        other,
        "role.delegation_ended",
        title="委托已结束",
        body=f"{actor.name}结束了{group_name(row.group)}的委托。",
        link="/review/delegation",
    )
    still = inbox.review_groups(queries.actor(session, actor.person_id))  # who only stood in has no desk here any more
    return redirect(request, "/review/delegation" if still else "/tasks", toast="委托已结束。")


def _draw(
    request: Request, session: Session, actor: Actor, given: Mapping[str, str], errors: Sequence[FieldError] = ()
) -> Response:
    own = queries.own_groups(session, actor.person_id)
    groups = [group for group in inbox.review_groups(actor) if group in own]
    people = {one.id: one.name for one in queries.colleagues(session, *groups)}
    rows = queries.delegations_of(session, actor.person_id)
    names = {one.id: one.name for one in _people(session, rows)}
    return page(
        request,
        "office/review/delegation.html",
        status=422 if errors else 200,
        groups=[(group, group_name(group)) for group in groups],
        people=[(str(one), name) for one, name in people.items() if one != actor.person_id],
        given={name: given.get(name, "") for name in NAMES},
        errors=list(errors),
        said={error.path: error.message for error in errors},
        lines=[_line(row, actor, names) for row in rows],
    )


def _people(session: Session, rows: Sequence[Delegation]) -> Sequence[Person]:
    ids = {one for row in rows for one in (row.delegator_id, row.delegate_id)}
    return session.scalars(select(Person).where(Person.id.in_(ids))).all()


def _line(row: Delegation, actor: Actor, names: Mapping[UUID, str]) -> Line:
    given = row.delegator_id == actor.person_id
    who = f"委托{names[row.delegate_id]}" if given else f"代{names[row.delegator_id]}"
    now = clock.now()
    if row.ended_at is not None:
        tag = Tag("已提前结束")
    elif row.ends_at <= now:
        tag = Tag("已到期")
    else:
        tag = Tag("生效中", "ok") if row.starts_at <= now else Tag("未开始", "info")
    can_end = row.ended_at is None and row.ends_at > now
    return Line(row.id, who, group_name(row.group), _said(row), row.reason, tag, can_end)


def _said(row: Delegation) -> str:
    return f"{date_cn(row.starts_at)}至 {deadline_cn(row.ends_at)}"


def _period(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    """From the morning of the first day (from now on, when that is today) to the end of the last."""
    days, errors = {}, []
    for name, title in (("starts_on", "开始日期"), ("ends_on", "结束日期")):
        try:
            days[name] = date.fromisoformat(given[name])
        except ValueError:
            errors.append(FieldError(name, f"请输入{title}，例如 {clock.today().isoformat()}"))
    if not errors and days["starts_on"] < clock.today():
        errors.append(FieldError("starts_on", "开始日期应不早于今天"))
    if not errors and days["ends_on"] > clock.today() + timedelta(days=FARTHEST):
        errors.append(FieldError("ends_on", "结束日期应在一年以内"))
    if errors:
        raise InvalidForm(errors, {})
    starts = max(datetime.combine(days["starts_on"], time(), SHANGHAI), clock.now())
    return starts, datetime.combine(days["ends_on"] + timedelta(days=1), time(), SHANGHAI)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
