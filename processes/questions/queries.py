"""Read the question bank."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from processes.questions.errors import NoSuchQuestion, NotYourQuestion
from processes.questions.models import (
    AssessmentPoint,
    ElementTable,
    Question,
    QuestionRemark,
    QuestionStatus,
    QuestionVersion,
    Stage,
)
from processes.questions.rules.keys import Draft
from processes.questions.rules.likeness import Known, normal

SIZE = 30


def question_by_id(session: Session, question_id: UUID, *, lock: bool = False) -> Question:
    """Raises NoSuchQuestion."""
    wanted = select(Question).where(Question.id == question_id)
    found = session.scalar((wanted.with_for_update() if lock else wanted).execution_options(populate_existing=lock))
    if found is None:
        raise NoSuchQuestion
    return found


def question(session: Session, no: str) -> Question:
    """Raises NoSuchQuestion."""
    found = session.scalar(select(Question).where(Question.no == no))
    if found is None:
        raise NoSuchQuestion
    return found


def own(session: Session, actor: Actor, no: str) -> Question:
    """A question the actor wrote. Raises NotYourQuestion for any other, there or not."""
    found = session.scalar(select(Question).where(Question.no == no, Question.author_id == actor.person_id))
    if found is None:
        raise NotYourQuestion
    return found


def written_by(session: Session, person_id: UUID, *, campaign_id: UUID | None = None) -> Sequence[Question]:
    """A person's questions, newest first."""
    wanted = select(Question).where(Question.author_id == person_id)
    if campaign_id is not None:
        wanted = wanted.where(Question.campaign_id == campaign_id)
    return session.scalars(wanted.order_by(Question.created_at.desc(), Question.no.desc()).limit(200)).all()


def counts_of(session: Session, person_id: UUID) -> dict[str, int]:
    """How many questions a person wrote, by status."""
    wanted = select(Question.status, func.count()).where(Question.author_id == person_id).group_by(Question.status)
    return {row[0]: row[1] for row in session.execute(wanted)}


def newest(session: Session, row: Question) -> QuestionVersion:
    """The version in the bank, or under review."""
    return session.get_one(QuestionVersion, row.version_id)


def versions(session: Session, row: Question) -> Sequence[QuestionVersion]:
    """Every version, newest first."""
    wanted = select(QuestionVersion).where(QuestionVersion.question_id == row.id)
    return session.scalars(wanted.order_by(QuestionVersion.number.desc())).all()


def remarks(session: Session, row: Question) -> Sequence[QuestionRemark]:
    """What was said of a question, newest first."""
    wanted = select(QuestionRemark).where(QuestionRemark.question_id == row.id)
    return session.scalars(wanted.order_by(QuestionRemark.said_at.desc(), QuestionRemark.id.desc())).all()


def last_reason(session: Session, row: Question) -> str:
    """Why it was returned or rejected last."""
    wanted = select(QuestionRemark.text).where(
        QuestionRemark.question_id == row.id, QuestionRemark.verdict.in_(("revise", "reject"))
    )
    last = session.scalar(wanted.order_by(QuestionRemark.said_at.desc(), QuestionRemark.id.desc()).limit(1)) or ""
    return last.rstrip("。")


def kept_away(session: Session, row: Question, *, stage: Stage) -> set[UUID]:
    """Who may not review in a stage: whoever wrote any version, or reviewed one in the other stage."""
    wrote = select(QuestionVersion.written_by).where(QuestionVersion.question_id == row.id)
    wanted = select(QuestionRemark.person_id).where(
        QuestionRemark.question_id == row.id,
        QuestionRemark.stage.in_((Stage.FIRST, Stage.FINAL)),
        QuestionRemark.stage != stage,
    )
    return {row.author_id, *session.scalars(wrote), *session.scalars(wanted)}


def draft(row: Question, version: QuestionVersion) -> Draft:
    """A version as somebody could write it again."""
    return Draft(
        kind=version.kind,
        stem=version.stem,
        options=tuple(version.options),
        answer=version.answer,
        explanation=version.explanation,
        source=version.source,
        difficulty=version.difficulty,
        point_id=row.point_id,
        pictures=dict(version.pictures),
    )


def known(session: Session, row: Question) -> list[Known]:
    """The other questions of its occupation and grade that it must not repeat."""
    return texts(session, row.occupation, row.grade, but=row.id)


def texts(session: Session, occupation: str, grade: str, *, but: UUID | None = None) -> list[Known]:
    """What an occupation and grade has in review, in the bank or suspended, by text key."""
    wanted = select(Question.id, Question.no, Question.text_key).where(
        Question.occupation == occupation,
        Question.grade == grade,
        Question.status.in_((QuestionStatus.SUBMITTED, QuestionStatus.APPROVED, QuestionStatus.SUSPENDED)),
    )
    if but is not None:
        wanted = wanted.where(Question.id != but)
    return [Known(found.id, found.no, found.text_key) for found in session.execute(wanted)]


def open_item(session: Session, actor: Actor, row: Question, form: str) -> WorkItem | None:
    """The open task of a question that the actor may do with this form."""
    items = commands.open_items(session, actor, business_key=str(row.id))
    return next((item for item in items if item.form_key == form), None)


def active_table(session: Session, occupation: str, grade: str) -> ElementTable | None:
    """The element table in force."""
    return session.scalar(
        select(ElementTable).where(
            ElementTable.occupation == occupation, ElementTable.grade == grade, ElementTable.active
        )
    )


def tables(session: Session) -> Sequence[ElementTable]:
    """Every edition of every table, the one in force first."""
    order = (ElementTable.occupation, ElementTable.grade, ElementTable.active.desc(), ElementTable.edition.desc())
    return session.scalars(select(ElementTable).order_by(*order)).all()


def bank(
    session: Session,
    *,
    occupation: str,
    grade: str,
    status: str = "",
    kind: str = "",
    points: Sequence[UUID] | None = None,
    q: str = "",
    page: int = 1,
) -> tuple[list[tuple[Question, QuestionVersion, AssessmentPoint | None]], int]:
    """A page of the bank and how many there are; `q` is a number, or words of the stem."""
    where: list[ColumnElement[bool]] = [Question.occupation == occupation, Question.grade == grade]
    if status:
        where.append(Question.status == status)
    if kind:
        where.append(Question.kind == kind)
    if points is not None:
        where.append(Question.point_id.in_(points))
    if q:
        text = normal(q) or q
        where.append(or_(Question.no == q, Question.text_key.contains(text, autoescape=True)))
    total = session.scalar(select(func.count()).select_from(Question).where(*where)) or 0
    rows = _with_text().where(*where).order_by(Question.no.desc()).limit(SIZE).offset((page - 1) * SIZE)
    return [(found, version, point) for found, version, point in session.execute(rows)], total


def counts(session: Session, occupation: str, grade: str) -> dict[str, int]:
    """How many questions there are in each status."""
    wanted = (
        select(Question.status, func.count())
        .where(Question.occupation == occupation, Question.grade == grade)
        .group_by(Question.status)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def _with_text() -> Select[Question, QuestionVersion, AssessmentPoint]:
    return (
        select(Question, QuestionVersion, AssessmentPoint)
        .join(QuestionVersion, QuestionVersion.id == Question.version_id)
        .outerjoin(AssessmentPoint, AssessmentPoint.id == Question.point_id)
    )


def group_of(session: Session, row: Question) -> list[str]:
    """The numbers of the questions that never stand on one paper with this one."""
    if row.duplicate_group is None:
        return []
    same = select(Question.no).where(Question.duplicate_group == row.duplicate_group, Question.id != row.id)
    return list(session.scalars(same.order_by(Question.no)))
