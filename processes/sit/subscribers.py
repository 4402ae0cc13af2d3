"""What the exam does when seats are published, and when a moment has come that no browser may be needed for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, notices, outbox
from engine.platform.database import tenant_of
from engine.platform.people import Actor
from processes.arrange.events import SeatsPublished
from processes.arrange.models import ExamSession, Seat
from processes.sit import queries
from processes.sit.events import AnswersAmended, CountdownOver, EndStands, SessionOver, TimeIsUp
from processes.sit.models import Sitting, SittingState
from processes.sit.rules import LATE_GRACE
from processes.sit.service import admit, beat, finish, seats, telling

NEVER_BEGAN = (SittingState.EXPECTED, SittingState.ADMITTED)


@outbox.subscriber(SeatsPublished)
def expect_candidates(session: Session, event: SeatsPublished) -> None:
    """Sittings of the session's live seats."""
    seats.expect(session, event.session_id)


@outbox.subscriber(TimeIsUp)
def hand_in_by_time(session: Session, event: TimeIsUp) -> None:
    """Hand in whoever's time is over, browser or not; a deadline that was moved has an event of its own."""
    sitting = queries.sitting(session, event.sitting_id, lock=True)
    ended, now = finish.time_is_up(session, sitting), clock.now()
    if not ended and sitting.state == SittingState.RUNNING and sitting.deadline and sitting.deadline <= now:
        outbox.record(session, event, at=sitting.deadline + LATE_GRACE)  # the device is offline: look once more


@outbox.subscriber(CountdownOver)
def end_countdown(session: Session, event: CountdownOver) -> None:
    """The last step of the ladder."""
    sitting = queries.sitting(session, event.sitting_id, lock=True)
    beat.countdown_over(session, sitting, kind=event.kind, mark=event.mark)


@outbox.subscriber(EndStands)
def let_end_stand(session: Session, event: EndStands) -> None:
    """A forced end that nobody has reversed becomes known to its case."""
    sitting = queries.sitting(session, event.sitting_id, lock=True)
    if sitting.state in (SittingState.HANDED_IN, SittingState.DISQUALIFIED):
        telling.tell(session, sitting)


@outbox.subscriber(SessionOver)
def end_session(session: Session, event: SessionOver) -> None:
    """Whoever never began is absent. A session that was moved meanwhile has an event of its own."""
    row = session.get(ExamSession, event.session_id)
    if row is None or row.void or row.ends_at + LATE_GRACE > clock.now():
        return
    never = (
        select(Sitting)
        .join(Seat, Seat.id == Sitting.seat_id)
        .where(Sitting.session_id == row.id, Sitting.state.in_(NEVER_BEGAN), ~Seat.void)
        .order_by(Sitting.id)
        .with_for_update(of=Sitting)
    )
    system = Actor.system(tenant_of(session))
    for sitting in session.scalars(never).all():
        admit.absent(session, system, sitting)


@outbox.subscriber(AnswersAmended)
def tell_of_amendment(session: Session, event: AnswersAmended) -> None:
    """The candidate hears that answers of his count after all."""
    sitting = queries.sitting(session, event.sitting_id)
    notices.send(
        session,
        sitting.person_id,
        "sitting.amended",
        title="断网期间的作答已采纳",
        body="监考组长已采纳您断网期间的作答，成绩以重新核算后的为准。",
        link="/my",
    )
