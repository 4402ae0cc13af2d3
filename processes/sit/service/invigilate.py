"""What invigilators decide during a session, each with its reason and evidence."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, notices, outbox
from engine.platform.people import Actor
from processes.sit import queries, rules
from processes.sit.errors import AlreadyFinal, NobodyWaits, NothingToCredit, NothingToDecide, OtherAsked, WrongState
from processes.sit.events import AnswersAmended, EndStands, TimeIsUp
from processes.sit.models import LateLine, Sitting, SittingState
from processes.sit.service import finish, journal, take, telling


def approve_move(session: Session, actor: Actor, sitting: Sitting, *, code: str) -> None:
    """Let the device that shows this code take over, and no other; the old one is refused from now on.

    Raises NobodyWaits, OtherAsked where another device has asked since, OwnSitting.
    """
    telling.not_own(actor, sitting)
    if sitting.state not in take.IN_THE_ROOM or sitting.move_code is None:
        raise NobodyWaits
    if code != sitting.move_code:
        raise OtherAsked(code=sitting.move_code)
    sitting.fence += 1
    sitting.handover, sitting.handover_proof = True, sitting.move_proof
    sitting.move_asked_at = sitting.move_code = sitting.move_proof = None
    telling.note(session, sitting, "moved", actor=actor, fence=sitting.fence)
    telling.record(session, actor, "sitting.moved", sitting)


def credit(session: Session, actor: Actor, sitting: Sitting, *, seconds: int, reason: str) -> None:
    """Give back time that outages have cost. Raises WrongState, NothingToCredit, ReasonWanted, OwnSitting."""
    telling.not_own(actor, sitting)
    reason = telling.reasoned(reason)
    if sitting.state != SittingState.RUNNING or sitting.deadline is None:
        raise WrongState(state=telling.STATES[sitting.state], deed="补时")
    lost = queries.outage_seconds(session, sitting)
    if not 0 < seconds <= lost:
        raise NothingToCredit(seconds=lost)
    _prolong(session, sitting, timedelta(seconds=seconds))
    telling.note(session, sitting, "credited", actor=actor, reason=reason, seconds=seconds)
    telling.record(session, actor, "sitting.credited", sitting, reason=reason, seconds=seconds)


def credit_all(session: Session, actor: Actor, session_id: UUID, *, seconds: int, reason: str) -> int:
    """The same for everybody who sits and has lost time, each at most what he lost; returns how many.

    Raises NothingToCredit where nobody has, ReasonWanted, OwnSitting.
    """
    reason, count = telling.reasoned(reason), 0
    for one in queries.placed(session, session_id):
        sitting = queries.sitting(session, one.sitting.id, lock=True)
        lost = min(seconds, queries.outage_seconds(session, sitting)) if sitting.state == SittingState.RUNNING else 0
        if lost > 0:
            credit(session, actor, sitting, seconds=lost, reason=reason)
            count += 1
    if not count:
        raise NothingToCredit(seconds=0)
    return count


def end(session: Session, actor: Actor, sitting: Sitting, *, reason: str) -> None:
    """An invigilator ends the sitting; the chief may reverse it. Raises WrongState, ReasonWanted, OwnSitting."""
    telling.not_own(actor, sitting)
    reason = telling.reasoned(reason)
    if sitting.state != SittingState.RUNNING:
        raise WrongState(state=telling.STATES[sitting.state], deed="终止作答")
    finish.force(session, sitting, "invigilator", actor=actor, reason=reason)


def warn(session: Session, actor: Actor, sitting: Sitting, *, reason: str) -> None:
    """Put a warning given face to face on record; a raised hand is answered. Raises ReasonWanted, OwnSitting."""
    telling.not_own(actor, sitting)
    telling.note(session, sitting, "warned", actor=actor, reason=telling.reasoned(reason))
    sitting.hand_up_at = None


def disqualify(session: Session, actor: Actor, sitting: Sitting, *, reason: str) -> None:
    """Cheating. The case learns of it once the chief confirms it, or can't reverse it any more.

    Raises WrongState, AlreadyFinal, ReasonWanted, OwnSitting.
    """
    telling.not_own(actor, sitting)
    reason = telling.reasoned(reason)
    if sitting.told_at is not None:
        raise AlreadyFinal
    if sitting.state not in (SittingState.ADMITTED, SittingState.RUNNING, SittingState.HANDED_IN):
        raise WrongState(state=telling.STATES[sitting.state], deed="取消资格")
    before, now = sitting.state, clock.now()
    held = queries.held(session, sitting.session_id)
    sitting.state = SittingState.DISQUALIFIED
    sitting.handed_in_at = sitting.handed_in_at or (now if sitting.started_at else None)
    sitting.receipt = journal.head_of(sitting) if sitting.started_at else None
    sitting.away_since = sitting.hand_up_at = sitting.move_asked_at = sitting.move_code = sitting.move_proof = None
    telling.note(session, sitting, "disqualified", actor=actor, reason=reason, before=before)
    telling.record(session, actor, "sitting.disqualified", sitting, before=before, reason=reason)
    notices.send(
        session,
        sitting.person_id,
        "sitting.disqualified",
        title="本场考试按违纪处理",
        body=f"原因：{reason}。监考组长复核后生效；如不同意，请当场向监考组长说明。",
        link="/my",
    )
    last = max(now, sitting.deadline or held.session.ends_at)
    outbox.record(session, EndStands(sitting_id=sitting.id), at=last + rules.REVERSIBLE)


def reverse(session: Session, actor: Actor, sitting: Sitting, *, chief: bool, reason: str) -> None:
    """Take back a forced hand-in or a disqualification: the candidate goes on where he was, with the time he lost.

    Every answer that has arrived meanwhile counts. Raises ChiefOnly, ReasonWanted, WrongState, AlreadyFinal,
    OwnSitting.
    """
    telling.not_own(actor, sitting)
    telling.by_chief(chief)
    reason = telling.reasoned(reason)
    forced = sitting.state == SittingState.HANDED_IN and sitting.handed_in_how in rules.FORCED
    if not forced and sitting.state != SittingState.DISQUALIFIED:
        raise WrongState(state=telling.STATES[sitting.state], deed="恢复作答")
    if sitting.told_at is not None:
        raise AlreadyFinal
    before, now = sitting.state, clock.now()
    seconds = 0
    if sitting.started_at is None:
        sitting.state = SittingState.ADMITTED
    else:
        lost = now - (sitting.handed_in_at or now)
        seconds = int(lost.total_seconds())
        sitting.state, sitting.active_at, sitting.last_seen_at = SittingState.RUNNING, now, now
        sitting.handed_in_at = sitting.handed_in_how = sitting.receipt = None
        most = queries.held(session, sitting.session_id).plan.most_switches
        sitting.switches = min(sitting.switches, max(most - 1, 0))
        _prolong(session, sitting, lost)
    _adopt(session, actor, sitting, queries.late_lines(session, sitting.id))
    telling.note(session, sitting, "reversed", actor=actor, reason=reason, seconds=seconds, before=before)
    telling.record(session, actor, "sitting.reversed", sitting, before=before, reason=reason, seconds=seconds)


def confirm_end(session: Session, actor: Actor, sitting: Sitting, *, chief: bool) -> None:
    """The chief lets a forced end or a disqualification stand. Raises ChiefOnly, WrongState, OwnSitting."""
    telling.not_own(actor, sitting)
    telling.by_chief(chief)
    if sitting.state not in (SittingState.HANDED_IN, SittingState.DISQUALIFIED):
        raise WrongState(state=telling.STATES[sitting.state], deed="确认")
    if sitting.told_at is None:
        telling.note(session, sitting, "confirmed", actor=actor)
        telling.record(session, actor, "sitting.confirmed", sitting)
        telling.tell(session, sitting)


def decide_late(session: Session, actor: Actor, sitting: Sitting, *, chief: bool, accept: bool, reason: str) -> None:
    """Let answers that came after the end count, or not.

    Raises ChiefOnly, ReasonWanted, NothingToDecide, OwnSitting.
    """
    telling.not_own(actor, sitting)
    telling.by_chief(chief)
    reason = telling.reasoned(reason)
    lines = queries.late_lines(session, sitting.id)
    if not lines:
        raise NothingToDecide
    if accept:
        _adopt(session, actor, sitting, lines)
        if sitting.receipt is not None:
            sitting.receipt = journal.head_of(sitting)
        if sitting.told_at is not None:
            outbox.record(session, AnswersAmended(sitting_id=sitting.id))
    else:
        _settle(actor, lines, accepted=False)
    kind = "late_accepted" if accept else "late_refused"
    telling.note(session, sitting, kind, actor=actor, reason=reason, lines=len(lines))
    telling.record(session, actor, f"sitting.{kind}", sitting, reason=reason, lines=len(lines))


def _adopt(session: Session, actor: Actor, sitting: Sitting, lines: Sequence[LateLine]) -> None:
    """Put waiting lines behind the journal, as they are: they continue it."""
    known = ("sequence", "place", "answer", "client_ms", "previous", "hash", "mac")
    for line in lines:
        journal.append(
            session, sitting, [journal.Line(**{name: getattr(line, name) for name in known})], fence=line.fence
        )
    _settle(actor, lines, accepted=True)


def _settle(actor: Actor, lines: Sequence[LateLine], *, accepted: bool) -> None:
    now = clock.now()
    for line in lines:
        line.accepted, line.decided_by, line.decided_at = accepted, actor.person_id, now


def _prolong(session: Session, sitting: Sitting, by: timedelta) -> None:
    if sitting.deadline is None:
        return
    sitting.deadline += by
    sitting.credited_seconds += int(by.total_seconds())
    outbox.record(session, TimeIsUp(sitting_id=sitting.id), at=sitting.deadline + rules.GRACE)
