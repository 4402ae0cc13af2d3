"""After the end: the receipt, how it ended, and the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.text import datetime_cn
from processes.catalogue.subjects import Subject
from processes.mark.models import ResultState, SubjectResult
from processes.papers.models import Paper
from processes.sit import queries, rules
from processes.sit.models import Sitting, SittingState
from processes.sit.service.finish import HOWS
from processes.sit.service.telling import STATES
from web.examroom.entrance import title_of
from web.ui.views import Row


@dataclass(frozen=True, slots=True)
class Done:
    """`score` is what the machine gave, empty until the paper was marked; `pending` while a chief may reverse it."""

    sitting_id: UUID
    title: str
    headline: str
    rows: Sequence[Row]
    receipt: str
    score: str
    passed: bool | None
    pending: bool
    late: int

    @property
    def waits(self) -> bool:
        """Whether something is still to come."""
        return self.pending or bool(self.receipt and not self.score)


def done_view(session: Session, sitting: Sitting) -> Done:
    held, one = queries.held(session, sitting.session_id), queries.placed_one(session, sitting.id)
    handed_in = sitting.state == SittingState.HANDED_IN
    forced = sitting.handed_in_how in rules.FORCED or sitting.state == SittingState.DISQUALIFIED
    result = _result(session, sitting)
    score = f"{result.score / 10:g}" if result is not None and result.score is not None and handed_in else ""
    return Done(
        sitting_id=sitting.id,
        title=f"{title_of(held)} {Subject(sitting.subject).title}",
        headline="已交卷" if handed_in else STATES[sitting.state],
        rows=_rows(session, sitting, one),
        receipt=sitting.receipt or "",
        score=score,
        passed=result.state == ResultState.PASSED if result is not None and score else None,
        pending=forced and sitting.told_at is None,
        late=len(queries.late_lines(session, sitting.id)),
    )


def _rows(session: Session, sitting: Sitting, one: queries.Placed) -> list[Row]:
    rows = [Row("考生", one.name), Row("准考证号", one.seat.ticket_no, mono=True)]
    if sitting.handed_in_at:
        rows += [
            Row("交卷时间", datetime_cn(sitting.handed_in_at)),
            Row("交卷方式", HOWS.get(sitting.handed_in_how or "", "")),
            Row("已存中心", f"{sitting.answered} 题，{sitting.sequence} 条作答记录"),
        ]
    if sitting.paper_id and (paper := session.get(Paper, sitting.paper_id)) and paper.content_sha256:
        rows.append(Row("试卷指纹", paper.content_sha256[:16], mono=True))
    return [row for row in rows if row.value]


def _result(session: Session, sitting: Sitting) -> SubjectResult | None:
    """The marks of this sitting; the room of marks writes them when the case learns of the hand-in."""
    if sitting.told_at is None:
        return None
    found = select(SubjectResult).where(
        SubjectResult.application_id == sitting.application_id,
        SubjectResult.subject == sitting.subject,
        SubjectResult.attempt == sitting.attempt,
    )
    return session.scalar(found)
