"""Thirty people in different states. What is there stays; an interrupted seeding goes on with who is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.platform import clock
from engine.platform.database import system_work
from engine.platform.people.models import Authority
from engine.workflow import commands
from web.entry.demo.applicants import begin, walk, withdraw
from web.entry.demo.arrange import seed_arrange
from web.entry.demo.authority import SLUG, seed_authority, seed_plan
from web.entry.demo.certify import seed_certify
from web.entry.demo.papers import seed_papers
from web.entry.demo.pay import seed_pay
from web.entry.demo.people import synthetic
from web.entry.demo.questions import seed_questions
from web.entry.demo.reviews import Opinion, review
from web.entry.demo.staff import STAFF, Account
from web.entry.demo.train import seed_train

Tell = Callable[[str], None]
FIRST = 100  # people with a lower index play in the story
PASS, REJECT = Opinion("pass"), Opinion("reject")


@dataclass(frozen=True, slots=True)
class Fate:
    """How far a person goes: `until` is the step that stays open; then what each stage concludes."""

    until: str | None = None
    withdrawn: bool = False
    first: Opinion | None = None
    authority: Opinion | None = None


FATES = (
    *(Fate(until=step) for step in ("identity", "rule", "history", "materials", "check", "materials")),
    Fate(withdrawn=True),
    Fate(withdrawn=True),
    Fate(first=Opinion("return", ("work_proof",))),
    Fate(first=Opinion("return", ("diploma",))),
    Fate(first=Opinion("return", ("work_proof", "prior_certificate"))),
    Fate(first=REJECT),
    Fate(first=PASS, authority=PASS),
    Fate(first=PASS, authority=PASS),
    Fate(first=PASS),
    Fate(first=PASS),
    Fate(first=PASS),
    *(Fate() for _ in range(13)),
)


def accounts() -> tuple[Account, ...]:
    """Who may sign in to the demo, for the table at its start."""
    return STAFF


def seed(progress: Tell) -> None:
    """The authority and its people."""
    tenant = seed_authority(progress)
    seed_rooms(tenant, progress)
    seed_people(progress)


def seed_rooms(tenant: UUID, tell: Tell) -> None:
    """What the authority has before anybody applies: rooms, a question bank, a sealed paper, courses, a template."""
    seed_arrange(tenant, tell)
    seed_questions(tenant, tell)
    seed_papers(tenant, tell)
    seed_train(tenant, tell)
    seed_certify(tenant, tell)


def seed_people(tell: Tell) -> None:
    """The open plan and its applicants. The worker has to run: it verifies identities and sends notices."""
    with system_work() as system:
        tenant = system.scalars(select(Authority.id).where(Authority.slug == SLUG)).one()
    plan_id = seed_plan(tenant)
    fresh: list[tuple[UUID, Fate]] = []
    for place, fate in enumerate(FATES):
        application_id = _apply(tenant, plan_id, FIRST + place, fate)
        if application_id is not None:
            fresh.append((application_id, fate))
            if len(fresh) % 10 == 0:
                tell(f"示例申请人 {len(fresh)}/{len(FATES)}")
    _review(tenant, fresh)
    seed_pay(tenant, [application_id for application_id, fate in fresh if fate.authority], tell)
    if fresh:
        tell(f"已放入 {len(fresh)} 位示例申请人")


def _apply(tenant: UUID, plan_id: UUID, index: int, fate: Fate) -> UUID | None:
    """Let one person apply; None for who has applied before."""
    person = synthetic(index, today=clock.today())
    actor = begin(tenant, person)
    if actor is None:
        return None
    application_id = walk(tenant, plan_id, actor, person, until=fate.until)
    if fate.withdrawn:
        withdraw(tenant, actor, application_id)
    return application_id


def _review(tenant: UUID, fresh: list[tuple[UUID, Fate]]) -> None:
    """First reviews, then the minutes in which they may be taken back, then the authority."""
    first = [(application_id, fate.first) for application_id, fate in fresh if fate.first]
    authority = [(application_id, fate.authority) for application_id, fate in fresh if fate.authority]
    for stage, opinions in (("first", first), ("authority", authority)):
        for application_id, opinion in opinions:
            review(tenant, application_id, stage, opinion)
        if opinions:
            _let_pass(timedelta(minutes=3))


def _let_pass(time: timedelta) -> None:
    with system_work() as system:
        clock.move(system, time)
    while commands.fire_due(100):
        pass
