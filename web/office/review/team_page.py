"""The lead's desk: who has what, giving work to somebody, taking it back, who passed over what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow.worklist import ESCALATE_AFTER
from processes.review import filters, team
from web.office.reauthentication import password_errors
from web.office.review.times import due
from web.ui.guards import DbSession, ReviewLead
from web.ui.page import page
from web.ui.roles import group_name
from web.ui.typed import Typed, TypedForm
from web.ui.views import Chip, Key, Tag, pager

router = APIRouter(prefix="/review/team")
PAGE = "office/review/team.html"
DAYS = {"7": "最近 7 天", "30": "最近 30 天", "90": "最近 90 天"}
KEYS = (
    Key(("J",), "下一行", shown=False),
    Key(("K",), "上一行", shown=False),
    Key(("A",), "指派", "[name=action][value=assign]", shown=False),
    Key(("R",), "放回", "[name=action][value=release]", shown=False),
)
ACTIONS = {"assign": "指派", "release": "放回"}


@dataclass(frozen=True, slots=True)
class Line:
    work: team.Work
    due: Tag
    has: Tag
    group: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What a refused form had in it, and what came of one that was carried out."""

    chosen: Sequence[UUID] = ()
    to: str = ""
    errors: Sequence[FieldError] = ()
    action: str = ""
    done: Sequence[team.Done] = field(default_factory=list)


@router.get("")
def show(request: Request, session: DbSession, actor: ReviewLead) -> Response:
    return _draw(request, session, actor, Sent())


@router.post("")
def act(request: Request, session: DbSession, actor: ReviewLead, typed: TypedForm) -> Response:
    """Assign or release what was chosen, under the password; each row is told what came of it."""
    action, to = typed.first("action"), typed.first("to")
    chosen, errors = _chosen(typed)
    people = team.members(session, actor)
    recipient = next((one for one in people if str(one) == to), None)
    if action not in ACTIONS:
        errors.append(FieldError("action", "请选择指派或放回"))
    if action == "assign" and recipient is None:
        errors.append(FieldError("to", "请选择指派给谁"))
    if not errors or not typed.first("password"):  # a wrong one counts, so it is looked at last
        errors += password_errors(actor, typed, f"以确认是本人{ACTIONS[action]}")
    if errors:
        return _draw(request, session, actor, Sent(chosen, to, errors), status=422)
    if action == "assign" and recipient is not None:
        done = team.assign(session, actor, chosen, recipient)
    else:
        done = team.release(session, actor, chosen)
    session.expire_all()
    return _draw(request, session, actor, Sent(action=ACTIONS[action], done=done))


@router.get("/skips")
def skips(request: Request, session: DbSession, actor: ReviewLead, days: str = "30", person: str = "") -> Response:
    """Who passed over what, and why."""
    days = days if days in DAYS else "30"
    people = team.members(session, actor)
    chosen = next((one for one in people if str(one) == person), None)
    rows = team.skips(session, actor, days=int(days), person=chosen)
    lines = [
        {
            "no": row.no,
            "name": row.name,
            "person": row.person,
            "reason": row.reason,
            "at": datetime_cn(row.at),
            "group": group_name(row.group),
            "times": row.times,
            "escalated": row.open and row.times >= ESCALATE_AFTER,
        }
        for row in rows
    ]
    names = [(str(one), name) for one, name in people.items()]
    return page(
        request,
        "office/review/skips.html",
        lines=lines,
        days=days,
        spans=list(DAYS.items()),
        people=names,
        person=str(chosen or ""),
        many=len(rows) == team.MOST,
        tally=_tally(rows),
    )


def _tally(rows: Sequence[team.Skipped]) -> list[tuple[str, int]]:
    """How often each person passed somebody over, the most first."""
    names = {row.person for row in rows}
    counted = [(name, sum(row.person == name for row in rows)) for name in names]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def _chosen(typed: Typed) -> tuple[list[UUID], list[FieldError]]:
    value = typed.text.get("entry", [])
    texts = [value] if isinstance(value, str) else value
    try:
        chosen = list(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        return [], [FieldError("entry", "选中的申请无法识别，请刷新页面重新选择")]
    if not chosen:
        return [], [FieldError("entry", "请先在列表中选择申请")]
    if len(chosen) > team.MOST:
        return chosen, [FieldError("entry", f"一次最多办理 {team.MOST} 件，您选择了 {len(chosen)} 件")]
    return chosen, []


def _draw(request: Request, session: Session, actor: Actor, sent: Sent, status: int = 200) -> Response:
    asked = request.query_params
    state = asked.get("state", "all")
    state = "overdue" if asked.get("overdue") else state if state in team.STATES else "all"
    size = team.MOST if asked.get("size") == str(team.MOST) else team.SIZE
    number, _ = filters.page_of(asked.get("page", ""))
    counts = team.counts(session, actor)
    rows = team.team(session, actor, state=state, page=number, size=size)
    people = team.members(session, actor)
    return page(
        request,
        PAGE,
        status=status,
        chips=[
            Chip(label, f"/review/team?state={name}", name == state, counts[name])
            for name, label in team.STATES.items()
        ],
        lines=[_line(row, sent.chosen) for row in rows],
        people=[(str(one), name) for one, name in people.items()],
        to=sent.to,
        said={error.path: error.message for error in sent.errors},
        errors=list(sent.errors),
        action=f"/review/team?state={state}" + (f"&size={size}" if size != team.SIZE else ""),
        done=sent.done,
        acted=sent.action,
        succeeded=sum(not one.refusal for one in sent.done),
        pager=pager(request.url, page=number, total=counts[state], size=size),
        more=None
        if size == team.MOST or counts[state] <= team.SIZE
        else f"/review/team?state={state}&size={team.MOST}",
        most=team.MOST,
        keys=KEYS,
    )


def _line(row: team.Work, chosen: Sequence[UUID]) -> Line:
    has = Tag("无人占用")
    if row.held_until is not None:
        has = Tag(f"{row.holder}处理中，到 {clock.shanghai(row.held_until):%H:%M}", "now", "lock")
    elif row.assignee:
        has = Tag(f"已指派{row.assignee}", "info", "person")
    return Line(row, due(row.due_at), has, group_name(row.group), row.entry_id in chosen)
