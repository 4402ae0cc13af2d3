"""What every command of the exam does beside its own affair: the event, the audit line, the message to the case."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply.models import Application
from processes.sit.errors import ChiefOnly, OwnSitting, ReasonWanted
from processes.sit.models import Sitting, SittingEvent, SittingState

MESSAGES: Mapping[str, str] = {
    SittingState.ADMITTED: "sitting.handed_in",  # where there is no paper, presence until the close is all
    SittingState.HANDED_IN: "sitting.handed_in",
    SittingState.ABSENT: "sitting.absent",
    SittingState.DISQUALIFIED: "sitting.disqualified",
    SittingState.POSTPONED: "sitting.postponed",
}
STATES: Mapping[str, str] = {
    SittingState.EXPECTED: "未到",
    SittingState.ADMITTED: "已入场",
    SittingState.RUNNING: "作答中",
    SittingState.HANDED_IN: "已交卷",
    SittingState.ABSENT: "缺考",
    SittingState.DISQUALIFIED: "违纪取消",
    SittingState.POSTPONED: "缓考",
}
SHORTEST_REASON = 4


def note(
    session: Session, sitting: Sitting, kind: str, *, actor: Actor | None = None, reason: str = "", **detail: Any
) -> None:
    """Put down what happened at a sitting, with its evidence."""
    person = None if actor is None or actor.is_system else actor.person_id
    session.add(
        SittingEvent(sitting_id=sitting.id, kind=kind, detail=detail, reason=reason, person_id=person, at=clock.now())
    )


def record(
    session: Session, actor: Actor, action: str, sitting: Sitting, *, before: str = "", reason: str = "", **after: Any
) -> None:
    """The audit line of a decision, in the trail of the case."""
    instance_id = session.scalar(select(Application.instance_id).where(Application.id == sitting.application_id))
    told: dict[str, Any] = {"subject": sitting.subject, "sitting": sitting.state, **after}
    audit.record(
        session,
        actor,
        action,
        subject=("application", sitting.application_id),
        instance_id=instance_id,
        before={"sitting": before} if before else None,
        after=told | ({"reason": reason} if reason else {}),
    )


def tell(session: Session, sitting: Sitting) -> None:
    """Send the message of the sitting's end to its case, once. From then on the end is final."""
    if sitting.told_at is not None:
        return
    sitting.told_at = clock.now()
    session.flush()
    key = f"{sitting.application_id}:{sitting.attempt}:{sitting.subject}"
    commands.correlate(session, MESSAGES[sitting.state], key)


def reasoned(reason: str) -> str:
    """Raises ReasonWanted."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonWanted
    return reason.strip()[:500]


def not_own(actor: Actor, sitting: Sitting) -> None:
    """Nobody invigilates himself. Raises OwnSitting."""
    if actor.person_id == sitting.person_id:
        raise OwnSitting


def by_chief(is_chief: bool) -> None:
    """Raises ChiefOnly."""
    if not is_chief:
        raise ChiefOnly
