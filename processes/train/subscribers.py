"""What follows the opening of a learning account outside the house: the mini program's account (R1.4)."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices, outbox, ports
from engine.platform.database import tenant_of, work
from engine.platform.people import Actor
from processes.pay.events import CourseOrderPaid, CourseRefunded
from processes.train import queries
from processes.train.events import TrainingAccountOpened, TrainingEnded
from processes.train.models import State
from processes.train.ports import MiniProgramAccounts, MiniProgramRefused
from processes.train.service import account, finish

LINK_DAYS = 30


@outbox.remote_subscriber(TrainingAccountOpened)
def open_mini_program(tenant_id: UUID, reference: UUID, event: TrainingAccountOpened) -> None:
    """Open the account in the WeChat mini program and send the learner the way into it. Repeating changes nothing.

    Raises MiniProgramUnavailable, so that the outbox tries again; a refusal leaves the web page as the way to learn.
    """
    with work(tenant_id) as session:
        if queries.enrolment(session, event.enrolment_id).account_link:
            return
    try:
        link = ports.get(MiniProgramAccounts).open(learner=str(event.enrolment_id), days=LINK_DAYS)
    except MiniProgramRefused:
        return
    with work(tenant_id) as session:
        row = queries.enrolment(session, event.enrolment_id, lock=True)
        if row.account_link:
            return
        row.account_link = link
        notices.send(
            session,
            row.person_id,
            "train.mini_program",
            title="微信小程序学习账户已开通",
            body=f"“{row.title}”也可以在微信小程序里学，进度与网页相同。在“学习”页可以打开小程序。",
            link=f"/my/learning/{row.id}",
        )


@outbox.subscriber(CourseOrderPaid)
def open_course(session: Session, event: CourseOrderPaid) -> None:
    """A freely chosen course is paid, or its fee let go."""
    account.open_paid(
        session, order_id=event.order_id, course_id=event.course_id, person_id=event.person_id, name=event.payer
    )


@outbox.subscriber(CourseRefunded)
def close_course(session: Session, event: CourseRefunded) -> None:
    """The money of a course went back: its account closes, unless it was finished."""
    row = queries.of_order(session, event.order_id)
    if row is not None:
        finish.conclude(session, Actor.system(tenant_of(session)), row, State.CLOSED)


@outbox.subscriber(TrainingEnded)
def note_end(session: Session, event: TrainingEnded) -> None:
    """A training that ended closes the lesson that is still open, so that no clock runs on."""
    row = queries.enrolment(session, event.enrolment_id)
    open_one = queries.open_session(session, row.person_id, lock=True)
    if open_one is not None and open_one.enrolment_id == row.id:
        open_one.closed_at = open_one.heard_at
