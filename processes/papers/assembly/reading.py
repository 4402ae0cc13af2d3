"""Reading the element table and the bank for an assembly."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.papers.assembly.bank import Bank, Element, ElementTree, Item, Point
from processes.papers.models import Draw
from processes.questions.models import AssessmentPoint, ElementRange, Question, QuestionStatus, QuestionVersion


def bank_of(session: Session, table_id: UUID) -> Bank:
    """The table's tree, and the approved questions on its points with their newest version and all their draws.

    What learners have practised is left out.
    """
    tree = tree_of(session, table_id)
    draws = (
        select(Draw.question_id, func.count().label("drawn"), func.max(Draw.cools_until).label("cools_until"))
        .group_by(Draw.question_id)
        .subquery()
    )
    now = clock.now()
    rows = session.execute(
        select(
            Question.id,
            Question.version_id,
            Question.point_id,
            Question.kind,
            Question.duplicate_group,
            QuestionVersion.difficulty,
            func.coalesce(draws.c.drawn, 0),
            draws.c.cools_until,
        )
        .join(QuestionVersion, QuestionVersion.id == Question.version_id)
        .join(AssessmentPoint, AssessmentPoint.id == Question.point_id)
        .outerjoin(draws, draws.c.question_id == Question.id)
        .where(
            AssessmentPoint.table_id == table_id,
            Question.status == QuestionStatus.APPROVED,
            Question.practised_at.is_(None),
        )
        .order_by(Question.id)
    )
    items = [
        Item(question, version, point, kind, group, difficulty, drawn, _still(cools_until, now))
        for question, version, point, kind, group, difficulty, drawn, cools_until in rows
    ]
    return Bank(tree, items, now)


def tree_of(session: Session, table_id: UUID) -> ElementTree:
    ranges = session.execute(
        select(
            ElementRange.id,
            ElementRange.parent_id,
            ElementRange.level,
            ElementRange.code,
            ElementRange.name,
            ElementRange.weight,
        )
        .where(ElementRange.table_id == table_id)
        .order_by(ElementRange.place, ElementRange.id)
    )
    points = session.execute(
        select(
            AssessmentPoint.id,
            AssessmentPoint.range_id,
            AssessmentPoint.code,
            AssessmentPoint.name,
            AssessmentPoint.importance,
        )
        .join(ElementRange, ElementRange.id == AssessmentPoint.range_id)
        .where(AssessmentPoint.table_id == table_id)
        .order_by(ElementRange.place, AssessmentPoint.place, AssessmentPoint.id)
    )
    return ElementTree([Element(*row) for row in ranges], [Point(*row) for row in points])


def _still(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None
