"""What the records say of each turn: whether it did happen to the one whom the script chose for it. Reads only."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.database import work
from engine.workflow.models import Instance
from processes.apply.models import Application
from processes.certify.models import Certificate, CertificateState
from processes.mark.models import Objection, ResultState, SubjectResult
from processes.pay.models import Payment, PayOrder, Refund
from processes.pay.rules.status import RefundStatus
from processes.sit.models import Sitting, SittingEvent, SittingState
from web.entry.story.checks import tenant
from web.entry.story.script import CERTIFIED, DISQUALIFIED, UNPAID, Turn

Happened = Callable[[Session, Application], bool]


def happened(turns: Mapping[str, Turn]) -> dict[str, bool]:
    """By the name of the turn; `turns` are those of the cast by number of the application."""
    with work(tenant()) as session:
        rows = session.scalars(select(Application).where(Application.no.in_(turns)))
        who = {turns[row.no]: row for row in rows}
        return {turn.value: turn in who and LOOK[turn](session, who[turn]) for turn in LOOK}


def _late(session: Session, row: Application) -> bool:
    """Two payments of one order, and one of them went back."""
    payments = _payments(session, row)
    done = select(Refund.id).where(
        Refund.payment_id.in_([one.id for one in payments]), Refund.status == RefundStatus.DONE
    )
    return len(payments) == 2 and len(session.scalars(done).all()) == 1 and _end(session, row) == CERTIFIED


def _booked_once(session: Session, row: Application) -> bool:
    return len(_payments(session, row)) == 1


def _unpaid(session: Session, row: Application) -> bool:
    return not _payments(session, row) and _end(session, row) == UNPAID


def _absent(session: Session, row: Application) -> bool:
    first, again = (_results(session, row, attempt) for attempt in (1, 2))
    return ResultState.ABSENT in first.values() and _passed_again(first, again)


def _failed(session: Session, row: Application) -> bool:
    """One subject failed, another passed and was not sat again."""
    first, again = (_results(session, row, attempt) for attempt in (1, 2))
    states = set(first.values())
    return states == {ResultState.FAILED, ResultState.PASSED} and _passed_again(first, again)


def _passed_again(first: Mapping[str, str], again: Mapping[str, str]) -> bool:
    """Exactly what was not passed was sat again, and passed."""
    open_ones = {subject for subject, state in first.items() if state != ResultState.PASSED}
    return set(again) == open_ones and set(again.values()) == {ResultState.PASSED}


def _reversed(session: Session, row: Application) -> bool:
    return _told(session, row, "disqualified", "reversed") and _end(session, row) == CERTIFIED


def _disqualified(session: Session, row: Application) -> bool:
    states = session.scalars(select(Sitting.state).where(Sitting.application_id == row.id)).all()
    return (
        _told(session, row, "disqualified", "confirmed")
        and SittingState.DISQUALIFIED in states
        and _end(session, row) == DISQUALIFIED
    )


def _objection(session: Session, row: Application) -> bool:
    """A score that did not pass became one that does."""
    found = session.scalars(select(Objection).where(Objection.application_id == row.id)).one()
    before, after = found.score_before or 0, found.score_after or 0
    return before < 600 <= after and set(_results(session, row, 1).values()) == {ResultState.PASSED}


def _voided(session: Session, row: Application) -> bool:
    states = session.scalars(select(Certificate.state).where(Certificate.application_id == row.id)).all()
    return sorted(states) == sorted((CertificateState.VALID, CertificateState.VOID))


LOOK: Mapping[Turn, Happened] = {
    Turn.LATE: _late,
    Turn.NOTICES: _booked_once,
    Turn.UNPAID: _unpaid,
    Turn.ABSENT: _absent,
    Turn.FAILED: _failed,
    Turn.REVERSED: _reversed,
    Turn.DISQUALIFIED: _disqualified,
    Turn.OBJECTION: _objection,
    Turn.VOID: _voided,
}


def _payments(session: Session, row: Application) -> list[Payment]:
    orders = select(PayOrder.id).where(PayOrder.application_id == row.id)
    return list(session.scalars(select(Payment).where(Payment.order_id.in_(orders))))


def _results(session: Session, row: Application, attempt: int) -> dict[str, str]:
    of = SubjectResult.application_id == row.id, SubjectResult.attempt == attempt
    return dict(session.execute(select(SubjectResult.subject, SubjectResult.state).where(*of)).tuples().all())


def _told(session: Session, row: Application, *kinds: str) -> bool:
    """Whether the wall's own record has all of these."""
    sittings = select(Sitting.id).where(Sitting.application_id == row.id)
    found = session.scalars(select(SittingEvent.kind).where(SittingEvent.sitting_id.in_(sittings))).all()
    return set(kinds) <= set(found)


def _end(session: Session, row: Application) -> str | None:
    return session.scalar(select(Instance.end_name).where(Instance.id == row.instance_id))
