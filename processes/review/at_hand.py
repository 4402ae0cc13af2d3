"""What of an application waits for a person, who holds it, and why it is not theirs when it is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow import worklist
from engine.workflow.commands.items import may_do
from engine.workflow.errors import NotYours
from engine.workflow.models import Participation, WorkItem, WorklistEntry
from processes.apply.models import Application
from processes.review.errors import AnotherDesk, OwnApplication, TookPart, WaitsForApplicant
from processes.review.inbox import review_groups
from processes.review.rules import stage_of

PARTS = {
    "applicant": "申请人",
    "first_review": "初审",
    "approve": "审批",
    "blind": "盲审",
    "settle": "裁定",
}


@dataclass(frozen=True, slots=True)
class AtHand:
    """`entry` is None when nothing waits for the person; then `refusal` says why, unless nothing is open at all.

    `holder` is the colleague, or the person himself, whose lease is alive.
    """

    entry: WorklistEntry | None
    items: Sequence[WorkItem]
    holder: str
    refusal: AppError | None


def at_hand(session: Session, actor: Actor, application: Application) -> AtHand:
    """One statement; a second one only to say which part keeps a person away."""
    rows = session.execute(
        select(WorklistEntry, WorkItem, Person.name)
        .join(WorkItem, and_(WorkItem.entry_id == WorklistEntry.id, WorkItem.status == "open"))
        .outerjoin(Person, Person.id == WorklistEntry.holder_id)
        .where(WorklistEntry.instance_id == application.instance_id, WorklistEntry.open)
        .order_by(WorkItem.created_at, WorkItem.id)
    ).all()
    groups = set(review_groups(actor))
    mine = [row for row in rows if row[0].group_name in groups and _may_do(actor, row[1])]
    if not mine or application.person_id == actor.person_id:
        return AtHand(None, [], "", _refusal(session, actor, application, rows))
    entry, _, name = min(mine, key=lambda row: (row[0].holder_id != actor.person_id, row[0].due_at))
    items = [item for other, item, _ in rows if other.id == entry.id]
    return AtHand(entry, items, name if name and worklist.is_held(entry) else "", None)


def _may_do(actor: Actor, item: WorkItem) -> bool:
    try:
        may_do(actor, item)
    except NotYours:
        return False
    return True


def stage_at_hand(session: Session, application: Application) -> str:
    """The stage whose work is open now, whoever asks; empty when none is."""
    open_now = select(WorklistEntry.group_name).where(
        WorklistEntry.instance_id == application.instance_id, WorklistEntry.open
    )
    groups = [group for group in session.scalars(open_now) if not group.startswith("candidate:")]
    return stage_of(groups[0]) if groups else ""


def _refusal(
    session: Session, actor: Actor, application: Application, rows: Sequence[tuple[WorklistEntry, WorkItem, str]]
) -> AppError | None:
    if application.person_id == actor.person_id:
        return OwnApplication()
    kept_away = next((item for _, item, _ in rows if actor.in_group(item.group_name)), None)
    if kept_away is not None:
        took = select(Participation.part).where(
            Participation.instance_id == application.instance_id, Participation.person_id == actor.person_id
        )
        parts = [PARTS[part] for part in sorted(session.scalars(took)) if part in PARTS]
        return TookPart(parts="、".join(parts) or "其他环节", title=kept_away.title)
    if any(entry.group_name.startswith("candidate:") for entry, _, _ in rows):
        return WaitsForApplicant()
    other = next((item for _, item, _ in rows), None)
    return AnotherDesk(lane=f"“{other.lane}”" if other.lane else "其他岗位", title=other.title) if other else None
