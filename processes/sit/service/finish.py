"""The end of a sitting: by the candidate, by time, by force. Who was forced may be let in again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock, notices, outbox
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from processes.sit import queries, rules
from processes.sit.errors import (
    AnswersOnTheWay,
    NotConfirmed,
    NotStarted,
    OtherDevice,
    SittingOver,
    TooEarlyToHandIn,
)
from processes.sit.events import EndStands
from processes.sit.models import Sitting, SittingState
from processes.sit.service import journal, telling

HOWS = {
    "own": "考生交卷",
    "time": "时间到，自动交卷",
    "idle": "长时间无操作，强制交卷",
    "switches": "离开考试界面超过次数，强制交卷",
    "invigilator": "监考员终止作答",
}


def earliest(session: Session, sitting: Sitting) -> tuple[datetime, int]:
    """When the candidate may hand in by himself, and how many minutes after the session's start that is."""
    held = queries.held(session, sitting.session_id)
    return held.session.starts_at + timedelta(minutes=held.plan.early_minutes), held.plan.early_minutes


def hand_in(session: Session, sitting: Sitting, *, fence: int, confirmed: bool, head: int | None) -> None:
    """The candidate's own. `head` is the last line that his device has put down, None without a script.

    Repeating changes nothing. Raises NotStarted, OtherDevice, SittingOver, NotConfirmed, AnswersOnTheWay,
    TooEarlyToHandIn.
    """
    if fence != sitting.fence:
        raise OtherDevice
    if sitting.state == SittingState.HANDED_IN:
        return
    if sitting.started_at is None:
        raise NotStarted
    if sitting.state != SittingState.RUNNING:
        raise SittingOver
    if not confirmed:
        raise NotConfirmed
    if head is not None and head > sitting.sequence:
        raise AnswersOnTheWay(count=head - sitting.sequence)
    at, minutes = earliest(session, sitting)
    if clock.now() < at:
        raise TooEarlyToHandIn(minutes=minutes, at=datetime_cn(at))
    _end(session, Actor(sitting.person_id, sitting.tenant_id, "考生"), sitting, "own")
    telling.tell(session, sitting)


def time_is_up(session: Session, sitting: Sitting, *, complete: bool = False) -> bool:
    """Hand in when the deadline is over. A device that is offline then gets two minutes to send what it holds,
    unless it says that it is `complete`. Returns whether the sitting ended."""
    if sitting.state != SittingState.RUNNING or sitting.deadline is None:
        return False
    now = clock.now()
    if now < sitting.deadline:
        return False
    seen = sitting.last_seen_at or sitting.deadline
    offline = seen < sitting.deadline - rules.OUTAGE_AFTER or sitting.unsent > 0
    until = sitting.deadline + (rules.LATE_GRACE if offline else rules.GRACE)
    if now < until and not complete:
        return False
    _end(session, Actor.system(sitting.tenant_id), sitting, "time")
    telling.tell(session, sitting)
    return True


def force(
    session: Session, sitting: Sitting, how: str, *, actor: Actor | None = None, reason: str = "", **evidence: Any
) -> None:
    """Hand in against the candidate's will. The case learns of it when it can't be reversed any more."""
    if sitting.state != SittingState.RUNNING or sitting.deadline is None:
        return
    _end(session, actor or Actor.system(sitting.tenant_id), sitting, how, reason=reason, **evidence)
    notices.send(
        session,
        sitting.person_id,
        "sitting.forced",
        title="考试已强制交卷",
        body=f"{HOWS[how]}。您的作答全部保留。如有异议请当场向监考组长说明，由其决定是否恢复作答。",
        link="/my",
    )
    outbox.record(session, EndStands(sitting_id=sitting.id), at=sitting.deadline + rules.REVERSIBLE)


def _end(session: Session, actor: Actor, sitting: Sitting, how: str, *, reason: str = "", **evidence: Any) -> None:
    now = clock.now()
    at = min(now, sitting.deadline or now) if how == "time" else now
    sitting.state, sitting.handed_in_at, sitting.handed_in_how = SittingState.HANDED_IN, at, how
    sitting.receipt = journal.head_of(sitting)
    sitting.away_since = sitting.hand_up_at = sitting.move_asked_at = sitting.move_code = sitting.move_proof = None
    told: dict[str, Any] = {
        "how": how,
        "answered": sitting.answered,
        "lines": sitting.sequence,
        "receipt": sitting.receipt,
    }
    telling.note(session, sitting, "handed_in", actor=actor, reason=reason, **told, **evidence)
    telling.record(session, actor, "sitting.handed_in", sitting, reason=reason, **told)
