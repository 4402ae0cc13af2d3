"""Finding any application one may see, and saying who has it now and why it is not one's own to do."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.people import Actor
from engine.platform.text import date_cn
from processes.apply.models import OUTCOMES, Status
from processes.review import inbox, search
from processes.review.filters import MOST_TEXT
from processes.review.search import Found
from processes.review.team import led_groups
from web.office.review.numbers import found_by_number
from web.office.review.times import due
from web.ui.guards import DbSession, ReviewDesk
from web.ui.page import page
from web.ui.roles import group_name
from web.ui.views import Tag

router = APIRouter(prefix="/review")


@dataclass(frozen=True, slots=True)
class Line:
    """`href` leads to the list where it can be taken; `where` says who has it, and why it is not the actor's."""

    no: str
    name: str
    title: str
    submitted: str
    tag: Tag
    where: str
    due: Tag | None
    href: str


@router.get("/search")
def show(request: Request, session: DbSession, actor: ReviewDesk, q: str = "") -> Response:
    q = q.strip()[:MOST_TEXT].replace("\0", "")
    found = search.search(session, actor, q, found_by_number(session, q)) if q else []
    more = len(found) > search.MOST
    reviews = bool(inbox.review_groups(actor))
    lines = [_line(one, actor, reviews=reviews) for one in found[: search.MOST]]
    return page(request, "office/review/search.html", "found", q=q, lines=lines, more=more, reviews=reviews)


def _line(found: Found, actor: Actor, *, reviews: bool) -> Line:
    row, entry = found.application, found.entry
    tag, where = _where(found, actor)
    mine = entry is not None and tag.tone == "ok"
    href = f"/review?q={row.no}" if mine else f"/review/{row.no}" if reviews else ""
    submitted = date_cn(row.submitted_at) if row.submitted_at else ""
    return Line(row.no, row.name, found.title, submitted, tag, where, due(entry.due_at) if entry else None, href)


def _where(found: Found, actor: Actor) -> tuple[Tag, str]:
    """Who has it now; the tone is ok where the actor can do it."""
    entry, row = found.entry, found.application
    if entry is None:
        if row.status == Status.APPROVED:
            return Tag("已核准"), "审核已经结束。"
        if row.status == Status.ENDED:
            return Tag(OUTCOMES.get(row.outcome or "", "已结束")), "申请已经结束。"
        return Tag("撤回期内"), "结论已提交，撤回期满后转下一环节。"
    who = group_name(entry.group_name)
    if entry.group_name.startswith("candidate:"):
        return Tag("待申请人"), f"等待申请人办理“{entry.title}”。"
    if not actor.in_group(entry.group_name):
        led = "，由您负责督办" if entry.group_name in led_groups(actor) else ""
        held = f"，{found.holder}正在处理" if found.holder else ""
        return Tag("其他岗位", "info"), f"现由{who}办理“{entry.title}”{held}{led}。"
    if actor.kept_from(entry.excluded):
        return Tag("须回避", "warn"), "您或与您有委托关系的人参与过这份申请的其他环节，须由另一人办理。"
    if entry.holder_id != actor.person_id and found.holder and entry.lease_expires_at is not None:
        until = clock.shanghai(entry.lease_expires_at)
        return Tag("同事处理中", "now"), f"{found.holder}正在处理，占用到 {until:%H:%M}。"
    if entry.assigned_to is not None and entry.assigned_to != actor.person_id:
        return Tag("已指派", "info"), f"负责人已指派给{found.assignee}。"
    return Tag("您可以办理", "ok"), f"等待{who}办理“{entry.title}”。"
