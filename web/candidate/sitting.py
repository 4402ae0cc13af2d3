"""The exam that is before a candidate: its ticket, once the seats are published."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.platform import clock
from processes.arrange import telling
from processes.arrange.models import Admission, AdmissionState


@dataclass(frozen=True, slots=True)
class NextExam:
    title: str
    text: str


def next_exam(session: Session, row: Admission) -> NextExam | None:
    """The exam to come; None before its seats are published and after its last session."""
    if row.state != AdmissionState.SEATED:
        return None
    coming = [each for each in telling.sittings(session, row) if each.row.ends_at > clock.now()]
    if not coming:
        return None
    first = coming[0]
    text = (
        f"{first.subject}：{first.time}，{first.site}{first.room}，{first.seat} 号。{telling.BRING}，提前 30 分钟到场。"
    )
    return NextExam("现在轮到您：打印准考证，按时参加考试", text)
