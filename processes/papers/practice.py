"""Questions for practice: what a quiz of training has shown is in no paper from then on.

Learners read the answers of their quizzes and pass them on. So a quiz asks first what was practised before, and takes
few questions away from papers.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import tenant_of
from processes.papers.queries import kept_secret
from processes.questions.models import Question, QuestionStatus


class Practice(NamedTuple):
    """A question that may be practised; `fresh` ones were never shown before."""

    id: UUID
    version_id: UUID
    group: UUID | None
    fresh: bool


def one_at_a_time(session: Session, occupation: str, grade: str) -> None:
    """Hold back whoever else takes questions of this bank, for a paper or for practice, until the transaction ends."""
    key = f"draw {tenant_of(session)} {occupation} {grade}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def pool(session: Session, occupation: str, grade: str) -> list[Practice]:
    """Approved questions for a quiz: those practised before, and those that no paper keeps secret."""
    rows = select(Question.id, Question.version_id, Question.duplicate_group, Question.practised_at.is_(None)).where(
        Question.status == QuestionStatus.APPROVED,
        Question.occupation == occupation,
        Question.grade == grade,
        Question.id.not_in(kept_secret()),
    )
    found = session.execute(rows)
    return [Practice(one, version, group, fresh) for one, version, group, fresh in found if version is not None]


def practise(session: Session, question_ids: Sequence[UUID]) -> None:
    """These were shown in a quiz: no paper draws them any more. Repeating it changes nothing."""
    if question_ids:
        first = Question.id.in_(question_ids) & Question.practised_at.is_(None)
        session.execute(update(Question).where(first).values(practised_at=clock.now()))
