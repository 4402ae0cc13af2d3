"""The ranges of a paper's element table, and what the bank has for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from processes.papers import queries
from processes.papers.assembly.bank import Bank
from processes.papers.assembly.reading import bank_of
from processes.questions.models import Kind
from web.ui import page
from web.ui.guards import DbSession, PaperDesk

router = APIRouter(prefix="/papers/{paper_id}")


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A lowest range. `kinds` has the items that may be drawn now; `bare` are points that have none."""

    anchor: str
    title: str
    points: int
    kinds: Sequence[int]
    cooling: int
    bare: Sequence[str]


@router.get("/ranges")
def show(request: Request, session: DbSession, actor: PaperDesk, paper_id: UUID) -> Response:
    paper = queries.paper(session, paper_id)
    return page(
        request,
        "office/papers/ranges.html",
        paper=paper,
        table=queries.table(session, paper.table_id),
        kinds=[kind.title for kind in Kind],
        ranges=rows(bank_of(session, paper.table_id)),
    )


def rows(bank: Bank) -> list[RangeRow]:
    free = Counter((item.point_id, item.kind) for item in bank.free)
    every = Counter(item.point_id for item in bank.items)
    found = []
    for each in bank.tree.lowest:
        points = bank.tree.points_of(each.id)
        kinds = [sum(free[point.id, kind.value] for point in points) for kind in Kind]
        found.append(
            RangeRow(
                anchor=f"r-{each.id}",
                title=bank.tree.path(each.id),
                points=len(points),
                kinds=kinds,
                cooling=sum(every[point.id] for point in points) - sum(kinds),
                bare=[point.title for point in points if not any(free[point.id, kind.value] for kind in Kind)],
            )
        )
    return found
