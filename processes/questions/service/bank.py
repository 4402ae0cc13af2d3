"""Keeping the bank: suspending and resuming questions, naming enemies, moving a question to another point."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.ids import new_id
from engine.platform.people import Actor
from processes.questions import queries
from processes.questions.errors import NotInBank, NotSuspended, ReasonNeeded, TwoEnemiesNeeded, WrongPoint
from processes.questions.models import AssessmentPoint, Question, QuestionRemark, QuestionStatus, Stage

MOST_REASON = 500


def suspend(session: Session, actor: Actor, question: Question, *, reason: str) -> None:
    """Take a question out of use with a reason: it is not drawn any more. Raises ReasonNeeded, NotInBank."""
    reason = _reason(reason)
    if question.status != QuestionStatus.APPROVED:
        raise NotInBank(no=question.no)
    _set(session, actor, question, QuestionStatus.SUSPENDED, "suspend", reason)


def resume(session: Session, actor: Actor, question: Question, *, reason: str) -> None:
    """Bring a suspended question back with a reason. Raises ReasonNeeded, NotSuspended."""
    reason = _reason(reason)
    if question.status != QuestionStatus.SUSPENDED:
        raise NotSuspended(no=question.no)
    _set(session, actor, question, QuestionStatus.APPROVED, "resume", reason)


def make_enemies(session: Session, actor: Actor, question: Question, other_no: str) -> None:
    """Two questions never stand on one paper: their groups become one. Raises TwoEnemiesNeeded."""
    same = select(Question).where(
        Question.no == other_no.strip(),
        Question.occupation == question.occupation,
        Question.grade == question.grade,
        Question.id != question.id,
    )
    other = session.scalar(same.with_for_update())
    if other is None:
        raise TwoEnemiesNeeded(no=other_no.strip() or "（未填）")
    join(session, question, [other])
    _remark(session, actor, question, "enemies", other.no)


def join(session: Session, question: Question, others: list[Question]) -> None:
    """One duplicate group for all of them, and for everything that shared a group with any."""
    groups = {row.duplicate_group for row in (question, *others) if row.duplicate_group is not None}
    group = min(groups) if groups else new_id()
    for row in (question, *others):
        row.duplicate_group = group
    session.flush()
    if groups - {group}:
        merged = update(Question).where(Question.duplicate_group.in_(groups - {group}))
        session.execute(merged.values(duplicate_group=group))


def move_to_point(session: Session, actor: Actor, question: Question, point_id: UUID) -> None:
    """Hang a question under another point of the table in force. Raises WrongPoint."""
    table = queries.active_table(session, question.occupation, question.grade)
    point = session.get(AssessmentPoint, point_id)
    if table is None or point is None or point.table_id != table.id:
        raise WrongPoint
    if question.point_id != point.id:
        question.point_id = point.id
        _remark(session, actor, question, "point", point.name)


def _set(session: Session, actor: Actor, question: Question, status: QuestionStatus, verdict: str, reason: str) -> None:
    question.status = status
    _remark(session, actor, question, verdict, reason)


def _remark(session: Session, actor: Actor, question: Question, verdict: str, text: str) -> None:
    if question.version_id is None:
        raise LookupError("a question without a version")
    session.add(
        QuestionRemark(
            question_id=question.id,
            version_id=question.version_id,
            stage=Stage.BANK,
            verdict=verdict,
            text=text,
            person_id=actor.person_id,
            person_name=actor.name,
        )
    )
    audit.record(
        session,
        actor,
        "question.kept",
        subject=("question", question.id),
        instance_id=question.instance_id,
        after={"no": question.no, "verdict": verdict, "text": text},
    )
    session.flush()


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_REASON:
        raise ReasonNeeded
    return text
