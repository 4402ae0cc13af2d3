"""Read admissions, rooms, sessions, seats and tickets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from processes.apply import queries as applications
from processes.apply.errors import NoSuchApplication
from processes.apply.models import Application
from processes.arrange.errors import NoSuchProposal, NoSuchRoom, NoSuchSeat, NoSuchSession, NoTicketYet
from processes.arrange.models import (
    Admission,
    AdmissionState,
    ArrangeRules,
    ExamRoom,
    ExamSession,
    Invigilation,
    Proposal,
    ProposalState,
    Seat,
    Ticket,
)
from processes.arrange.rules import tickets
from processes.catalogue.models import Institution
from processes.papers.models import Paper, PaperOpening, PaperStatus
from processes.plans.models import PlanLine

AFRESH = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """A session with where it is and for whom."""

    row: ExamSession
    room: ExamRoom
    institution: Institution
    line: PlanLine


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat with who sits there. `ticket` is None before publication."""

    seat: Seat
    admission: Admission
    application: Application
    ticket: str | None


def room(session: Session, room_id: UUID, *, lock: bool = False) -> ExamRoom:
    """Raises NoSuchRoom."""
    statement = select(ExamRoom).where(ExamRoom.id == room_id)
    found = session.scalar(statement.with_for_update().execution_options(**AFRESH) if lock else statement)
    if found is None:
        raise NoSuchRoom
    return found


def rooms(
    session: Session, institutions: Collection[UUID] | None = None, *, active: bool = True
) -> Sequence[tuple[ExamRoom, Institution]]:
    """Rooms by institution and name; without `active` also those out of use."""
    statement = select(ExamRoom, Institution).join(Institution, Institution.id == ExamRoom.institution_id)
    if active:
        statement = statement.where(ExamRoom.active)
    if institutions is not None:
        statement = statement.where(ExamRoom.institution_id.in_(tuple(institutions)))
    rows = session.execute(statement.order_by(Institution.code, ExamRoom.name))
    return [(each, institution) for each, institution in rows]


def exam_session(session: Session, session_id: UUID, *, lock: bool = False) -> ExamSession:
    """A session that is not void. Raises NoSuchSession."""
    statement = select(ExamSession).where(ExamSession.id == session_id, ~ExamSession.void)
    found = session.scalar(statement.with_for_update().execution_options(**AFRESH) if lock else statement)
    if found is None:
        raise NoSuchSession
    return found


def session_place(session: Session, session_id: UUID) -> SessionPlace:
    """Raises NoSuchSession."""
    found = next(iter(_places(session, ExamSession.id == session_id)), None)
    if found is None:
        raise NoSuchSession
    return found


def sessions_of(session: Session, plan_id: UUID) -> list[SessionPlace]:
    """A plan's sessions in the order of time."""
    return _places(session, ExamSession.plan_id == plan_id)


def session_places(session: Session, ids: Collection[UUID]) -> dict[UUID, SessionPlace]:
    return {each.row.id: each for each in _places(session, ExamSession.id.in_(tuple(ids)))}


def _places(session: Session, *conditions: ColumnElement[bool]) -> list[SessionPlace]:
    statement = (
        select(ExamSession, ExamRoom, Institution, PlanLine)
        .join(ExamRoom, ExamRoom.id == ExamSession.room_id)
        .join(Institution, Institution.id == ExamRoom.institution_id)
        .join(PlanLine, PlanLine.id == ExamSession.plan_line_id)
        .where(~ExamSession.void, *conditions)
        .order_by(ExamSession.starts_at, Institution.code, ExamRoom.name)
    )
    return [SessionPlace(*row) for row in session.execute(statement)]


def admission(session: Session, admission_id: UUID) -> Admission:
    """Raises NoSuchSeat."""
    found = session.get(Admission, admission_id)
    if found is None:
        raise NoSuchSeat
    return found


def admissions(session: Session, plan_id: UUID, *, left: bool = False) -> Sequence[Admission]:
    """Who is admitted to a plan's exam, first come first; with `left` also whose case is over."""
    statement = select(Admission).where(Admission.plan_id == plan_id)
    if not left:
        statement = statement.where(Admission.state != AdmissionState.LEFT)
    return session.scalars(statement.order_by(Admission.admitted_at, Admission.id)).all()


def admission_of(session: Session, application_id: UUID) -> Admission | None:
    """The latest attempt of a case."""
    statement = select(Admission).where(Admission.application_id == application_id)
    return session.scalar(statement.order_by(Admission.attempt.desc()).limit(1))


def seat(session: Session, seat_id: UUID, *, lock: bool = False) -> Seat:
    """A live seat. Raises NoSuchSeat."""
    statement = select(Seat).where(Seat.id == seat_id, ~Seat.void)
    found = session.scalar(statement.with_for_update().execution_options(**AFRESH) if lock else statement)
    if found is None:
        raise NoSuchSeat
    return found


def seats_of(session: Session, admission_ids: Collection[UUID]) -> Sequence[Seat]:
    """The live seats of admissions."""
    statement = select(Seat).where(Seat.admission_id.in_(tuple(admission_ids)), ~Seat.void)
    return session.scalars(statement.order_by(Seat.id).execution_options(**AFRESH)).all()


def seated(session: Session, session_ids: Collection[UUID]) -> list[Seated]:
    """Who sits in sessions, by session and seat number."""
    statement = (
        select(Seat, Admission, Application, Ticket.no)
        .join(Admission, Admission.id == Seat.admission_id)
        .join(Application, Application.id == Seat.application_id)
        .outerjoin(Ticket, Ticket.admission_id == Seat.admission_id)
        .where(Seat.session_id.in_(tuple(session_ids)), ~Seat.void)
        .order_by(Seat.session_id, Seat.number)
    )
    return [Seated(*row) for row in session.execute(statement.execution_options(**AFRESH))]


def filled(session: Session, session_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many sit in each session; sessions with nobody are left out."""
    statement = (
        select(Seat.session_id, func.count())
        .where(Seat.session_id.in_(tuple(session_ids)), ~Seat.void)
        .group_by(Seat.session_id)
    )
    return dict(session.execute(statement).all())


def ticket(session: Session, admission_id: UUID) -> Ticket | None:
    return session.scalar(select(Ticket).where(Ticket.admission_id == admission_id))


def own_admission(session: Session, actor: Actor, no: str) -> tuple[Application, Admission]:
    """The published admission of one's own case. Another person's case is answered like one that is not there.

    Raises NoTicketYet, and NotFound's kin of the application.
    """
    application = applications.by_number(session, no)
    if application.person_id != actor.person_id:
        raise NoSuchApplication
    found = admission_of(session, application.id)
    if found is None or not is_published(session, found):
        raise NoTicketYet
    return application, found


def is_published(session: Session, row: Admission) -> bool:
    """Whether its ticket may be printed."""
    return row.state != AdmissionState.WAITING and ticket(session, row.id) is not None


def papers_for(session: Session, line: PlanLine, starts_at: datetime) -> Sequence[Paper]:
    """The sealed papers that a line's theory may use, newest first; none that was read or will be at another time."""
    statement = select(Paper).where(
        Paper.occupation == line.occupation,
        Paper.grade == line.grade,
        Paper.subject == "theory",
        Paper.status == PaperStatus.SEALED,
        Paper.id.not_in(select(PaperOpening.paper_id).where(PaperOpening.starts_at != starts_at)),
        Paper.id.not_in(_at_another_time(starts_at).with_only_columns(ExamSession.paper_id)),
    )
    return session.scalars(statement.order_by(Paper.sealed_at.desc(), Paper.id.desc())).all()


def with_paper_elsewhere(session: Session, paper_id: UUID, starts_at: datetime) -> ExamSession | None:
    """A session that is not over and has the paper, but begins at another time."""
    return session.scalar(_at_another_time(starts_at).where(ExamSession.paper_id == paper_id).limit(1))


def _at_another_time(starts_at: datetime) -> Select[ExamSession]:
    """Whoever sits later is told by those who sat before. A session that is over opened its paper, or nobody came."""
    return select(ExamSession).where(
        ExamSession.paper_id.is_not(None),
        ExamSession.starts_at != starts_at,
        ExamSession.ends_at > clock.now(),
        ~ExamSession.void,
    )


def invigilators(session: Session, session_ids: Collection[UUID]) -> dict[UUID, list[Invigilation]]:
    """Who invigilates each session now, the chief first."""
    found: dict[UUID, list[Invigilation]] = {session_id: [] for session_id in session_ids}
    statement = select(Invigilation).where(
        Invigilation.session_id.in_(tuple(session_ids)), Invigilation.ended_at.is_(None)
    )
    for row in session.scalars(statement.order_by(Invigilation.chief.desc(), Invigilation.since, Invigilation.id)):
        found[row.session_id].append(row)
    return found


def invigilates(session: Session, person_id: UUID, session_id: UUID) -> bool:
    """Whether a person invigilates a session now."""
    statement = select(Invigilation.id).where(
        Invigilation.session_id == session_id, Invigilation.person_id == person_id, Invigilation.ended_at.is_(None)
    )
    return session.scalar(statement) is not None


def replaced(session: Session, session_id: UUID) -> Sequence[Invigilation]:
    """Who no longer invigilates a session, latest first."""
    statement = select(Invigilation).where(Invigilation.session_id == session_id, Invigilation.ended_at.is_not(None))
    return session.scalars(statement.order_by(Invigilation.ended_at.desc())).all()


def proposal(session: Session, proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """Raises NoSuchProposal."""
    statement = select(Proposal).where(Proposal.id == proposal_id)
    found = session.scalar(statement.with_for_update().execution_options(**AFRESH) if lock else statement)
    if found is None:
        raise NoSuchProposal
    return found


def open_proposal(session: Session, plan_id: UUID) -> Proposal | None:
    """The plan's proposal that is being computed or looked at."""
    statement = select(Proposal).where(
        Proposal.plan_id == plan_id, Proposal.state.in_((ProposalState.ASKED, ProposalState.READY))
    )
    return session.scalar(statement.order_by(Proposal.id.desc()).limit(1))


def rules(session: Session) -> ArrangeRules:
    """What the authority has decided, or the defaults; then the row is not in the database yet."""
    return session.scalar(select(ArrangeRules)) or ArrangeRules(
        ticket_template=tickets.DEFAULT,
        notes=(
            "凭本证和身份证原件入场，缺一不可。\n"
            "手机等电子设备关机后存放在指定位置，不得带入座位。\n"
            "各科成绩均达到 60 分为合格。\n"
            "因故不能参加的，请在考试前联系报名机构。"
        ),
    )
