"""What candidates see before the start: their exams, the waiting room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from processes.catalogue.grades import Grade
from processes.catalogue.subjects import Subject
from processes.sit import paper, queries
from processes.sit.errors import NoPaper, PaperBroken, PaperClosed
from processes.sit.models import Sitting, SittingState
from processes.sit.service.take import candidate
from processes.sit.service.telling import STATES
from web.ui.views import Row, Task

_SCRIPT_RULE = ("考试机的浏览器须启用网页脚本，没有启用的不能开始。",)


@dataclass(frozen=True, slots=True)
class Exam:
    sitting_id: UUID
    title: str
    when: str
    where: str
    state: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """`seconds` until the start, 0 from then on; `paper` is closed, ready, broken or missing."""

    sitting_id: UUID
    title: str
    rows: Sequence[Row]
    admitted: bool
    elsewhere: bool
    paper: str
    starts_at: datetime
    seconds: int
    rules: Sequence[str]
    needs_script: bool
    tasks: Sequence[Task] = ()

    @property
    def may_start(self) -> bool:
        return self.admitted and self.seconds == 0 and self.paper == "ready"


def title_of(held: queries.Held) -> str:
    return f"{held.line.occupation_name} {Grade(held.line.grade).title}"


def own_exams(session: Session, actor: Actor) -> list[Exam]:
    """The signed-in person's machine exams."""
    found = []
    for one in queries.mine(session, actor.person_id):
        held = queries.held(session, one.sitting.session_id)
        found.append(
            Exam(
                one.sitting.id,
                f"{title_of(held)} {Subject(one.sitting.subject).title}",
                datetime_cn(held.session.starts_at),
                f"{held.room.name} {one.seat.number:02} 号",
                STATES[one.sitting.state],
            )
        )
    return found


def waiting_room(session: Session, sitting: Sitting) -> Waiting:
    held, one, now = queries.held(session, sitting.session_id), queries.placed_one(session, sitting.id), clock.now()
    plan = held.plan
    return Waiting(
        sitting_id=sitting.id,
        title=title_of(held),
        rows=[
            Row("考生", one.name),
            Row("准考证号", one.seat.ticket_no, mono=True),
            Row("科目", Subject(sitting.subject).title),
            Row("考场", f"{held.room.name}（{held.room.address}）"),
            Row("座位", f"{one.seat.number:02} 号"),
            Row("时间", f"{datetime_cn(held.session.starts_at)}—{clock.shanghai(held.session.ends_at):%H:%M}"),
        ],
        admitted=sitting.state == SittingState.ADMITTED,
        elsewhere=sitting.state == SittingState.RUNNING,
        paper=_paper(session, sitting, held),
        starts_at=held.session.starts_at,
        seconds=max(0, int((held.session.starts_at - now).total_seconds() + 0.999)),
        rules=(
            f"开考 {plan.late_minutes} 分钟后不能入场，开考 {plan.early_minutes} 分钟后才能交卷。",
            f"离开考试界面会被记录；第 {plan.most_switches} 次起倒计时，超过 {plan.most_switches} 次强制交卷。",
            f"{plan.idle_minutes} 分钟没有任何操作会倒计时一分钟，仍无操作则强制交卷。",
            *(_SCRIPT_RULE if plan.needs_script else ()),
            "断网不影响作答：答案先存在本机，网络恢复后自动补传。到时间自动交卷。",
        ),
        needs_script=plan.needs_script,
    )


def _paper(session: Session, sitting: Sitting, held: queries.Held) -> str:
    try:
        paper.open_paper(session, candidate(sitting), held.session)
    except PaperClosed:
        return "closed"
    except PaperBroken:
        return "broken"
    except NoPaper:
        return "missing"
    return "ready"
