"""The list of applicants who wait, the chosen one beside it, and taking the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.people import Actor
from engine.workflow import worklist
from engine.workflow.models import WorklistEntry
from processes.apply import queries as applications
from processes.apply.declared import declared
from processes.apply.models import Application, Material
from processes.review import inbox, queries
from processes.review.rules import STAGES
from web.office.review import declared as beside
from web.office.review.desk import IDENTITY
from web.office.review.times import due, short
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect
from web.ui.views import Chip, Key, Row, Tag, pager

router = APIRouter(prefix="/review")
PAGE = "office/review/inbox.html"
CHIPS = {"mine": "待我审核", "today": "今天到期", "returned": "补正已回", "blind": "抽检", "held": "我占用的"}
SPECIAL = {"review/blind": "抽检", "review/supervise": "主管决定", "review/settle": "裁定"}
KEYS = (
    Key(("J", "K"), "上下移动"),
    Key(("Enter",), "领取并审核", "#take"),
    Key(("S",), "跳过", "#skip > summary"),
    *(
        Key((str(place),), label, f"a.cf-chip[data-filter='{name}']")
        for place, (name, label) in enumerate(CHIPS.items(), 1)
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    waiting: inbox.Waiting
    tag: Tag
    due: Tag
    href: str
    current: bool

    @property
    def note(self) -> str:
        return f"{self.waiting.materials} 份 · {short(self.waiting.submitted_at)}"


@dataclass(frozen=True, slots=True)
class Chosen:
    entry: Entry
    facts: Sequence[Row]
    materials: Sequence[Material]
    identity: Tag | None
    history: Sequence[Row]


@router.get("")
def show(
    request: Request,
    session: DbSession,
    actor: Reviewer,
    name: Annotated[str, Query(alias="filter")] = "mine",
    q: str = "",
    sort: str = "due",
    entry: UUID | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    name = name if name in inbox.FILTERS else "mine"
    q = q.strip()[:50]
    counts = inbox.counts(session, actor)
    rows = inbox.waiting(session, actor, name=name, q=q, sort=sort, page=number)
    chosen = next((row for row in rows if row.entry_id == entry), rows[0] if rows else None)
    kept = {"filter": name, "q": q, "sort": sort, "page": number}
    entries = [_entry(row, kept, current=row is chosen) for row in rows]
    finished, returned = queries.tally(session, actor.person_id)
    return page(
        request,
        PAGE,
        "desk",
        chips=[Chip(label, f"/review?filter={key}", key == name, counts[key]) for key, label in CHIPS.items()],
        entries=entries,
        chosen=_chosen(session, next(each for each in entries if each.current)) if chosen else None,
        pager=pager(
            request.url,
            page=number,
            total=inbox.found(session, actor, q, name) if q else counts[name],
            size=inbox.PAGE,
        ),
        q=q,
        sort=sort,
        name=name,
        tally=f"今日已办 {finished}" + (f" · 退回率 {round(returned * 100 / finished)}%" if finished else ""),
        refreshed=f"{clock.shanghai(clock.now()):%H:%M:%S}",
        keys=KEYS,
    )


@router.post("/next")
def take_next(
    request: Request, session: DbSession, actor: Reviewer, entry: Annotated[UUID | None, Form()] = None
) -> Response:
    """Take the chosen applicant, or the one who waits longest. Raises HeldByAnother, NotYours."""
    taken = worklist.take(session, actor, entry) if entry else next_entry(session, actor)
    if taken is None:
        return redirect(request, "/review", toast="现在没有待审的申请。")
    return redirect(request, f"/review/{number_of(session, taken)}")


def next_entry(session: Session, actor: Actor) -> WorklistEntry | None:
    """Lease the applicant who waits longest for one of the actor's review groups."""
    return worklist.next_applicant(session, actor, groups=inbox.review_groups(actor))


def number_of(session: Session, entry: WorklistEntry) -> str:
    return applications.application(session, UUID(entry.business_key)).no


def _entry(row: inbox.Waiting, kept: dict[str, object], *, current: bool) -> Entry:
    special = SPECIAL.get(row.form)
    tag = Tag(special, "info") if special else Tag("补正已回", "info") if row.returned else Tag("首次")
    return Entry(row, tag, due(row.due_at), f"/review?{urlencode(kept | {'entry': row.entry_id})}", current)


def _chosen(session: Session, entry: Entry) -> Chosen:
    application = session.get_one(Application, entry.waiting.application_id)
    blind = entry.waiting.form == "review/blind"
    before = [] if blind else queries.conclusions(session, application.id)
    return Chosen(
        entry,
        beside.facts(application, declared(application)),
        queries.current_materials(session, application.id),
        IDENTITY.get(application.identity_result or ""),
        [Row(STAGES[row.stage], f"{short(row.concluded_at)} {row.person_name}") for row in before],
    )
