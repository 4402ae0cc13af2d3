"""Taking drawn questions, so that no two papers ever take the same one: under a lock, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.papers import practice
from processes.papers.assembly.bank import ElementTree, Item
from processes.papers.errors import TakenMeanwhile
from processes.papers.models import Draw, Paper, PaperItem
from processes.papers.structures import Part
from processes.questions.models import Question, QuestionStatus


def take(session: Session, paper: Paper, drawn: Sequence[Item], tree: ElementTree, parts: Sequence[Part]) -> None:
    """Put the items into the paper, part by part in the order of the element table, and write their draws down.

    Raises TakenMeanwhile when one of them was drawn, changed or suspended since the bank was read; nothing is
    written then. What an earlier assembly of this paper drew leaves it, but stays drawn.
    """
    practice.one_at_a_time(session, paper.occupation, paper.grade)
    if count := len(drawn) - _still_free(session, drawn):
        raise TakenMeanwhile(count=count)
    now = clock.now()
    session.execute(delete(PaperItem).where(PaperItem.paper_id == paper.id))
    rows = [
        {
            "paper_id": paper.id,
            "place": place,
            "question_id": item.id,
            "version_id": item.version_id,
            "point_id": item.point_id,
            "kind": item.kind,
            "score": score,
        }
        for place, (item, score) in enumerate(_in_order(drawn, tree, parts), start=1)
    ]
    until = now + timedelta(days=paper.cooling_days)
    session.execute(insert(PaperItem), rows)
    session.execute(
        insert(Draw),
        [{"question_id": item.id, "paper_id": paper.id, "drawn_at": now, "cools_until": until} for item in drawn],
    )


def _still_free(session: Session, drawn: Sequence[Item]) -> int:
    """How many are as they were: approved, in the same version, not cooling, not practised."""
    ids = [item.id for item in drawn]
    cooling = select(Draw.question_id).where(Draw.question_id.in_(ids), Draw.cools_until > clock.now())
    found = session.execute(
        select(Question.id, Question.version_id).where(
            Question.id.in_(ids),
            Question.status == QuestionStatus.APPROVED,
            Question.practised_at.is_(None),
            Question.id.not_in(cooling),
        )
    )
    versions: dict[UUID, UUID | None] = dict(found.all())
    return sum(versions.get(item.id) == item.version_id for item in drawn)


def _in_order(drawn: Sequence[Item], tree: ElementTree, parts: Sequence[Part]) -> Iterable[tuple[Item, int]]:
    at = {point.id: place for place, point in enumerate(tree.points)}
    for part in parts:
        own = [item for item in drawn if item.kind == part.kind]
        yield from ((item, part.score) for item in sorted(own, key=lambda item: (at[item.point_id], item.id)))
