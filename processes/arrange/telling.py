"""What candidates are told of their seats, in plain Chinese."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, notices
from engine.platform.text import date_cn
from processes.apply import queries as applications
from processes.arrange import queries
from processes.arrange.models import Admission, ExamSession, Seat
from processes.arrange.rules.problem import ORDER
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans

WEEKDAYS = "一二三四五六日"
BRING = "请带身份证原件和打印的准考证"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One line of a ticket."""

    subject: str
    time: str
    room: str
    seat: int
    site: str
    row: ExamSession

    @property
    def day(self) -> str:
        """`2026年12月20日（周日）`"""
        return self.time[: self.time.index("）") + 1]

    @property
    def hours(self) -> str:
        """`09:00—10:30`"""
        return self.time[self.time.index("）") + 1 :]


def when(row: ExamSession) -> str:
    """`2026年12月20日（周日）09:00—10:30`"""
    start, end = clock.shanghai(row.starts_at), clock.shanghai(row.ends_at)
    return f"{date_cn(row.starts_at)}（周{WEEKDAYS[start.weekday()]}）{start:%H:%M}—{end:%H:%M}"


def name_of(session: Session, row: Admission) -> str:
    return applications.application(session, row.application_id).name


def sittings(session: Session, row: Admission) -> list[Sitting]:
    """The seats of an admission in the order they are sat."""
    held = queries.seats_of(session, [row.id])
    places = queries.session_places(session, [each.session_id for each in held])
    found = []
    for each in sorted(held, key=lambda each: ORDER.index(each.subject)):
        place = places[each.session_id]
        found.append(
            Sitting(
                subject=Subject(each.subject).title,
                time=when(place.row),
                room=place.room.name,
                seat=each.number,
                site=f"{place.institution.name}（{place.room.address}）",
                row=place.row,
            )
        )
    return sorted(found, key=lambda each: each.row.starts_at)


def tell_published(session: Session, row: Admission) -> None:
    """The ticket can be printed: when, where, which seat, what to bring."""
    application = applications.application(session, row.application_id)
    line = plans.line_title(plans.line(session, row.plan_line_id))
    coming = [each for each in sittings(session, row) if each.row.ends_at > clock.now()]
    sits = "；".join(f"{each.subject}：{each.time}，{each.site}{each.room}，{each.seat} 号" for each in coming)
    notices.send(
        session,
        row.person_id,
        "exam.seated",
        title="准考证可以打印了",
        body=f"{line}，准考证号 {ticket_no(session, row.id)}。{sits}。{BRING}，提前 30 分钟到场。",
        link=f"/my/cases/{application.no}/ticket",
        sms=True,
    )


def tell_moved(session: Session, row: Admission, held: Seat, reason: str) -> None:
    """One seat has changed after publication; the others stay."""
    application = applications.application(session, row.application_id)
    at = next(each for each in sittings(session, row) if each.row.id == held.session_id)
    why = f"原因：{reason}。" if reason else ""
    notices.send(
        session,
        row.person_id,
        "exam.seat_moved",
        title="考试座位有调整",
        body=(
            f"您的{at.subject}改为：{at.time}，{at.site}{at.room}，{at.seat} 号。{why}"
            f"准考证号不变，请重新打印准考证。{BRING}。"
        ),
        link=f"/my/cases/{application.no}/ticket",
        sms=True,
    )


def ticket_no(session: Session, admission_id: UUID) -> str:
    found = queries.ticket(session, admission_id)
    return found.no if found else ""
