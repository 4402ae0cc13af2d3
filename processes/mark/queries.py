"""Reading results, scores and objections."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.arrange.models import ExamSession
from processes.catalogue.subjects import subjects_of
from processes.mark.errors import NoSuchObjection, NoSuchResult
from processes.mark.models import ExaminerScore, KeyCorrection, Objection, ResultState, SkillSheet, SubjectResult
from processes.mark.rules import Key
from processes.papers import content
from processes.papers.models import Paper
from processes.sit.models import Sitting, SittingState

PAGE = 50
EXAMINERS = ("examiner", "chief_examiner")  # who score for their institution


def result(session: Session, result_id: UUID, *, lock: bool = False) -> SubjectResult:
    """Raises NoSuchResult."""
    statement = select(SubjectResult).where(SubjectResult.id == result_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchResult
    return found


def results(session: Session, application_id: UUID, attempt: int | None = None) -> Sequence[SubjectResult]:
    """Results of a case, in the order they came; those of one attempt when it is named."""
    rows = select(SubjectResult).where(SubjectResult.application_id == application_id)
    if attempt is not None:
        rows = rows.where(SubjectResult.attempt == attempt)
    return session.scalars(rows.order_by(SubjectResult.attempt, SubjectResult.id)).all()


def result_of(session: Session, application_id: UUID, subject: str, attempt: int) -> SubjectResult | None:
    rows = select(SubjectResult).where(
        SubjectResult.application_id == application_id,
        SubjectResult.subject == subject,
        SubjectResult.attempt == attempt,
    )
    return session.scalar(rows)


def still_to_pass(session: Session, application: Application) -> list[str]:
    """Subjects that no attempt has passed yet; what was passed once stays passed."""
    passed = select(SubjectResult.subject).where(
        SubjectResult.application_id == application.id, SubjectResult.state == ResultState.PASSED
    )
    known = set(session.scalars(passed))
    return [subject.value for subject in subjects_of(application.grade or "") if subject.value not in known]


def key_of(session: Session, paper: Paper) -> Key:
    """The key of a sealed paper, approved corrections included. Raises Tampered."""
    corrected = corrections(session, paper.id)
    return {
        question.place: (corrected.get(question.place, question.answer), question.score)
        for question in content.unseal(paper).questions
    }


def corrections(session: Session, paper_id: UUID) -> Mapping[int, str]:
    """The corrected answers of a paper in force, by place."""
    rows = select(KeyCorrection.place, KeyCorrection.answer).where(
        KeyCorrection.paper_id == paper_id, KeyCorrection.approved_at.is_not(None)
    )
    return dict(session.execute(rows.order_by(KeyCorrection.approved_at)).all())


def papers_sat() -> Select[UUID | None]:
    """Papers whose every exam is over: somebody handed one in, nobody writes any more, and no session is to come."""
    writing = (SittingState.EXPECTED, SittingState.ADMITTED, SittingState.RUNNING)
    ahead = select(ExamSession.paper_id).where(ExamSession.ends_at > clock.now(), ~ExamSession.void)
    busy = select(Sitting.paper_id).where(Sitting.state.in_(writing))
    return select(Sitting.paper_id).where(
        Sitting.state == SittingState.HANDED_IN,
        Sitting.paper_id.not_in(ahead.where(ExamSession.paper_id.is_not(None))),
        Sitting.paper_id.not_in(busy.where(Sitting.paper_id.is_not(None))),
    )


def correctable(session: Session, *, limit: int = 200) -> Sequence[Paper]:
    """Papers whose key may be corrected, newest first."""
    rows = select(Paper).where(Paper.id.in_(papers_sat())).order_by(Paper.id.desc())
    return session.scalars(rows.limit(limit)).all()


def has_sat(session: Session, person_id: UUID, paper_id: UUID) -> bool:
    """Whether somebody took an exam with this paper."""
    found = select(Sitting.id).where(Sitting.person_id == person_id, Sitting.paper_id == paper_id)
    return session.scalar(found.limit(1)) is not None


def pending_corrections(session: Session) -> Sequence[KeyCorrection]:
    rows = select(KeyCorrection).where(KeyCorrection.approved_at.is_(None))
    return session.scalars(rows.order_by(KeyCorrection.id)).all()


def present(session: Session, application_id: UUID, subject: str, attempt: int) -> Sitting | None:
    """The sitting of somebody who was there, admitted or done."""
    here = (SittingState.ADMITTED, SittingState.RUNNING, SittingState.HANDED_IN)
    rows = select(Sitting).where(
        Sitting.application_id == application_id,
        Sitting.subject == subject,
        Sitting.attempt == attempt,
        Sitting.state.in_(here),
    )
    return session.scalar(rows.order_by(Sitting.id.desc()).limit(1))


def to_score(session: Session, institutions: Collection[UUID]) -> Sequence[tuple[Sitting, Application]]:
    """Skill and review sittings with somebody present whose scoring is still open, in these institutions."""
    closed = select(SkillSheet.id).where(
        SkillSheet.application_id == Sitting.application_id,
        SkillSheet.subject == Sitting.subject,
        SkillSheet.attempt == Sitting.attempt,
    )
    rows = (
        select(Sitting, Application)
        .join(Application, Application.id == Sitting.application_id)
        .where(
            Sitting.paper_id.is_(None),
            Sitting.state.in_((SittingState.ADMITTED, SittingState.RUNNING, SittingState.HANDED_IN)),
            Application.institution_id.in_(tuple(institutions)),
            ~closed.exists(),
        )
    )
    return [(sitting, row) for sitting, row in session.execute(rows.order_by(Sitting.session_id, Sitting.id))]


def sitting_of(session: Session, actor: Actor, sitting_id: UUID) -> tuple[Sitting, Application]:
    """A sitting that examiners of the actor's institution score. Raises NoSuchResult."""
    sitting = session.get(Sitting, sitting_id)
    if sitting is None or sitting.paper_id is not None:
        raise NoSuchResult
    application = applications.application(session, sitting.application_id)
    if application.institution_id not in actor.institutions_as(*EXAMINERS):
        raise NoSuchResult
    return sitting, application


def scores(session: Session, application_id: UUID, subject: str, attempt: int) -> Sequence[ExaminerScore]:
    rows = select(ExaminerScore).where(
        ExaminerScore.application_id == application_id,
        ExaminerScore.subject == subject,
        ExaminerScore.attempt == attempt,
    )
    return session.scalars(rows.order_by(ExaminerScore.id)).all()


def sheet(session: Session, application_id: UUID, subject: str, attempt: int) -> SkillSheet | None:
    rows = select(SkillSheet).where(
        SkillSheet.application_id == application_id, SkillSheet.subject == subject, SkillSheet.attempt == attempt
    )
    return session.scalar(rows)


def objection(session: Session, no: str, *, lock: bool = False) -> Objection:
    """Raises NoSuchObjection."""
    statement = select(Objection).where(Objection.no == no)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchObjection
    return found


def objections(session: Session, *, open_only: bool, limit: int = PAGE) -> Sequence[tuple[Objection, Application]]:
    rows = select(Objection, Application).join(Application, Application.id == Objection.application_id)
    if open_only:
        rows = rows.where(Objection.decided_at.is_(None))
    return [(one, row) for one, row in session.execute(rows.order_by(Objection.id.desc()).limit(limit))]


def has_open_objection(session: Session, person_id: UUID) -> bool:
    """Whether somebody waits for the answer to an objection of his own."""
    found = (
        select(Objection.id)
        .join(SubjectResult, SubjectResult.id == Objection.result_id)
        .where(SubjectResult.person_id == person_id, Objection.decided_at.is_(None))
    )
    return session.scalar(found.limit(1)) is not None


def objections_of(session: Session, application_id: UUID) -> Sequence[Objection]:
    return session.scalars(
        select(Objection).where(Objection.application_id == application_id).order_by(Objection.id)
    ).all()


def listed(
    session: Session, *, institutions: Sequence[UUID] | None, state: str = "", limit: int = PAGE, offset: int = 0
) -> Sequence[tuple[SubjectResult, Application]]:
    """Results with their applications, newest first; of all institutions when `institutions` is None."""
    rows = _listed(institutions, state).order_by(SubjectResult.id.desc()).limit(limit).offset(offset)
    return [(one, row) for one, row in session.execute(rows)]


def listed_count(session: Session, *, institutions: Sequence[UUID] | None, state: str = "") -> int:
    return session.scalar(select(func.count()).select_from(_listed(institutions, state).subquery())) or 0


def _listed(institutions: Sequence[UUID] | None, state: str) -> Select[SubjectResult, Application]:
    rows = select(SubjectResult, Application).join(Application, Application.id == SubjectResult.application_id)
    if institutions is not None:
        rows = rows.where(Application.institution_id.in_(tuple(institutions)))
    return rows.where(SubjectResult.state == state) if state else rows
