"""Read papers, and what they can be made of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.workflow.models import WorkItem
from processes.papers.errors import NoSuchPaper
from processes.papers.models import Draw, Paper, PaperItem, PaperOpening, PaperStatus
from processes.questions.models import AssessmentPoint, ElementRange, ElementTable, Question, QuestionVersion


def paper(session: Session, paper_id: UUID, *, lock: bool = False) -> Paper:
    """Raises NoSuchPaper. With `lock` the row is held until the end of the transaction and read anew."""
    statement = select(Paper).where(Paper.id == paper_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchPaper
    return found


def papers(session: Session, status: str = "", *, limit: int = 50, offset: int = 0) -> Sequence[Paper]:
    """Papers, newest first; all of them when no status is named."""
    statement = select(Paper).order_by(Paper.id.desc()).limit(limit).offset(offset)
    if status:
        statement = statement.where(Paper.status == status)
    return session.scalars(statement).all()


def counts(session: Session) -> dict[str, int]:
    """How many papers there are of each status."""
    return dict(session.execute(select(Paper.status, func.count()).group_by(Paper.status)).all())


def sealed(session: Session, occupation: str, grade: str) -> Sequence[Paper]:
    """Papers that a session of this occupation and grade may use, newest first."""
    of = Paper.occupation == occupation, Paper.grade == grade, Paper.status == PaperStatus.SEALED
    return session.scalars(select(Paper).where(*of).order_by(Paper.sealed_at.desc(), Paper.id.desc())).all()


def items(session: Session, paper_id: UUID) -> Sequence[PaperItem]:
    """The questions of a paper, in order."""
    return session.scalars(select(PaperItem).where(PaperItem.paper_id == paper_id).order_by(PaperItem.place)).all()


def items_in_full(session: Session, paper_id: UUID) -> Sequence[tuple[PaperItem, QuestionVersion]]:
    """The questions of a paper with what they say, in order."""
    statement = (
        select(PaperItem, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == PaperItem.version_id)
        .where(PaperItem.paper_id == paper_id)
    )
    return [(item, version) for item, version in session.execute(statement.order_by(PaperItem.place))]


def tables(session: Session) -> Sequence[ElementTable]:
    """The element tables in force."""
    active = select(ElementTable).where(ElementTable.active)
    return session.scalars(active.order_by(ElementTable.occupation, ElementTable.grade)).all()


def table(session: Session, table_id: UUID) -> ElementTable:
    return session.get_one(ElementTable, table_id)


def open_forms(session: Session, row: Paper) -> frozenset[str]:
    """The forms of a paper's process that wait for somebody, whoever it is."""
    waiting = select(WorkItem.form_key).where(WorkItem.instance_id == row.instance_id, WorkItem.status == "open")
    return frozenset(session.scalars(waiting))


def is_assembling(session: Session, row: Paper) -> bool:
    """Whether the job is not done with it: it waits, it draws, or its result has not reached the process yet."""
    if row.status == PaperStatus.ASSEMBLING:
        return True
    return row.status in (PaperStatus.SHORT, PaperStatus.ASSEMBLED) and not open_forms(session, row)


def numbers_of(session: Session, rows: Sequence[PaperItem]) -> dict[UUID, str]:
    """The numbers of the questions in a paper."""
    wanted = Question.id.in_([row.question_id for row in rows])
    return dict(session.execute(select(Question.id, Question.no).where(wanted)).all())


def elements_of(session: Session, rows: Sequence[PaperItem]) -> dict[UUID, tuple[ElementRange, AssessmentPoint]]:
    """The range and the point of each question in a paper, by the point's id."""
    statement = (
        select(ElementRange, AssessmentPoint)
        .join(AssessmentPoint, AssessmentPoint.range_id == ElementRange.id)
        .where(AssessmentPoint.id.in_([row.point_id for row in rows]))
    )
    return {point.id: (each, point) for each, point in session.execute(statement)}


def kept_secret() -> CompoundSelect[UUID]:
    """Questions that nobody may be shown now: they lie in a paper that was not opened yet, or they cool."""
    opened = select(PaperOpening.paper_id)
    held = Paper.status.in_((PaperStatus.ASSEMBLING, PaperStatus.ASSEMBLED, PaperStatus.SEALED))
    lying = (
        select(PaperItem.question_id).join(Paper, Paper.id == PaperItem.paper_id).where(held, Paper.id.not_in(opened))
    )
    return lying.union(select(Draw.question_id).where(Draw.cools_until > clock.now()))


def was_read(session: Session, paper_id: UUID, starts_at: datetime) -> bool:
    """Whether candidates have read the paper in a session that begins at another time."""
    other = select(PaperOpening.id).where(PaperOpening.paper_id == paper_id, PaperOpening.starts_at != starts_at)
    return session.scalar(other.limit(1)) is not None
