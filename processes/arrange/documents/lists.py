"""The three lists, for a plan or for one session, as workbook and as PDF; and the sheet on the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.documents import pdf, sheets
from engine.platform.people import queries as authorities
from processes.apply.models import Application
from processes.arrange import queries, telling
from processes.arrange.documents import compare
from processes.arrange.documents.people import Candidate, candidates, of_seated
from processes.arrange.errors import TooManyPhotos
from processes.arrange.models import Admission, Ticket
from processes.arrange.rules.problem import ORDER
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans

MOST_PHOTOS = 1_000
SESSIONS, CANDIDATES, COMPARE = "考生场次分配信息表", "考生信息表", "考生比对表"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list before it is written: columns with their widths in characters and millimetres."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    characters: Sequence[float]
    millimetres: Sequence[float]

    def xlsx(self) -> bytes:
        return sheets.write([self.sheet()])

    def sheet(self) -> sheets.Sheet:
        return sheets.Sheet(self.title, self.header, self.rows, self.characters, self.title)

    def pdf(self, note: str, author: str) -> bytes:
        drawn = pdf.table(self.header, self.rows, widths=self.millimetres)
        parts = [pdf.title(self.title), pdf.paragraph(note, style="subtitle"), pdf.space(3), drawn]
        return pdf.render(parts, title=self.title, wide=True, footer=author, author=author, margin=12)


def places_of(session: Session, plan_id: UUID, session_id: UUID | None = None) -> list[queries.SessionPlace]:
    """The sessions a list is about: all of a plan with people in them, or one."""
    if session_id is not None:
        return [queries.session_place(session, session_id)]
    places = queries.sessions_of(session, plan_id)
    filled = queries.filled(session, [place.row.id for place in places])
    return [place for place in places if place.row.id in filled]


def session_list(session: Session, places: Sequence[queries.SessionPlace]) -> Listing:
    """考生场次分配信息表: a line for each session, with its range of ticket numbers and its invigilators."""
    ids = [place.row.id for place in places]
    sitting: dict[UUID, list[queries.Seated]] = {session_id: [] for session_id in ids}
    for each in queries.seated(session, ids):
        sitting[each.seat.session_id].append(each)
    watching = queries.invigilators(session, ids)
    rows = []
    for at, place in enumerate(places, start=1):
        numbers = sorted(each.ticket for each in sitting[place.row.id] if each.ticket)
        rows.append(
            [
                at,
                telling.when(place.row),
                Subject(place.row.subject).title,
                plans.line_title(place.line),
                place.institution.name,
                place.room.name,
                len(sitting[place.row.id]),
                f"{numbers[0]}\n{numbers[-1]}" if numbers else "未发布",
                "、".join(row.person_name for row in watching[place.row.id]),
                "",
            ]
        )
    return Listing(
        SESSIONS,
        ["序号", "时间", "科目", "职业等级", "考点", "考场", "人数", "准考证号起止", "监考员", "监考签字"],
        rows,
        [6, 32, 16, 26, 24, 16, 6, 24, 18, 16],
        [10, 46, 24, 36, 36, 24, 10, 38, 26, 22],
    )


def seat_list(session: Session, places: Sequence[queries.SessionPlace]) -> Listing:
    """Who sits where: the second sheet of the workbook."""
    known = {place.row.id: place for place in places}
    rows = []
    seated = queries.seated(session, known)
    for place in places:
        rows += [
            [
                each.ticket or "未发布",
                each.application.name,
                Subject(each.seat.subject).title,
                telling.when(place.row),
                place.room.name,
                each.seat.number,
            ]
            for each in seated
            if each.seat.session_id == place.row.id
        ]
    return Listing(
        "考生座位明细",
        ["准考证号", "姓名", "科目", "时间", "考场", "座号"],
        rows,
        [24, 12, 16, 32, 18, 6],
        [44, 28, 34, 62, 40, 14],
    )


def candidate_list(session: Session, plan_id: UUID, places: Sequence[queries.SessionPlace] | None = None) -> Listing:
    """考生信息表: everybody admitted to a plan, or who sits in some sessions. ID numbers are masked."""
    if places is not None:
        people = list(of_seated(session, queries.seated(session, [place.row.id for place in places])).values())
    else:
        people = _admitted(session, plan_id)
    rows = [
        [
            at,
            each.ticket or "未发布",
            each.name,
            each.sex,
            each.id_number,
            each.line,
            each.institution,
            each.employer,
            each.attempt,
            "、".join(Subject(subject).title[:2] for subject in ORDER if subject in each.admission.subjects),
        ]
        for at, each in enumerate(people, start=1)
    ]
    return Listing(
        CANDIDATES,
        ["序号", "准考证号", "姓名", "性别", "证件号码", "职业等级", "报名机构", "工作单位", "考试类型", "科目"],
        rows,
        [6, 24, 12, 6, 22, 26, 16, 26, 10, 16],
        [10, 40, 22, 10, 40, 42, 28, 42, 17, 22],
    )


def _admitted(session: Session, plan_id: UUID) -> list[Candidate]:
    rows = queries.admissions(session, plan_id)
    applications = _applications(session, rows)
    tickets = _tickets(session, rows)
    found = candidates(session, [(row, applications[row.application_id], tickets.get(row.id)) for row in rows])
    return sorted(found.values(), key=lambda each: (each.line, each.ticket, each.name))


def compare_sheets(
    session: Session, places: Sequence[queries.SessionPlace], *, portraits: bool = True
) -> list[compare.Sheet]:
    """考生比对表 and desk labels: the people of each session with their portraits. Raises TooManyPhotos."""
    seated = queries.seated(session, [place.row.id for place in places])
    if portraits and len(seated) > MOST_PHOTOS:
        raise TooManyPhotos(people=len(seated), most=MOST_PHOTOS)
    people = of_seated(session, seated, portraits=portraits)
    return [
        compare.Sheet(
            f"{place.room.name} {Subject(place.row.subject).title}",
            f"{plans.line_title(place.line)} · {telling.when(place.row)} · {place.institution.name}",
            [
                compare.Face(
                    each.application.name, each.ticket or "", each.seat.number, people[each.admission.id].portrait
                )
                for each in seated
                if each.seat.session_id == place.row.id
            ],
        )
        for place in places
    ]


def compare_workbook(session: Session, places: Sequence[queries.SessionPlace]) -> bytes:
    """考生比对表 as a workbook, photos in the cells."""
    rows = []
    for sheet in compare_sheets(session, places):
        rows += [
            [
                face.number,
                sheets.Picture(face.portrait) if face.portrait else "无照片",
                face.name,
                face.ticket or "未发布",
                f"{sheet.title}\n{sheet.note}",
                "",
            ]
            for face in sheet.faces
        ]
    header = ["座号", "照片", "姓名", "准考证号", "场次", "签字"]
    return sheets.write([sheets.Sheet(COMPARE, header, rows, [6, 12, 12, 24, 44, 18], COMPARE)])


def door_sheet(session: Session, place: queries.SessionPlace) -> bytes:
    """What hangs on the door: the session, and who sits on which seat."""
    seated = queries.seated(session, [place.row.id])
    half = (len(seated) + 1) // 2
    cells = [[each.seat.number, each.application.name, each.ticket or ""] for each in seated]
    rows = [[*cells[at], *(cells[at + half] if at + half < len(cells) else ("", "", ""))] for at in range(half)]
    author = authorities.authority(session).name
    parts = [
        pdf.title(place.room.name),
        pdf.paragraph(f"{plans.line_title(place.line)} · {Subject(place.row.subject).title}", style="subtitle"),
        pdf.paragraph(f"{telling.when(place.row)} · {place.institution.name} · {len(seated)} 人", style="subtitle"),
        pdf.rule(),
        pdf.table(["座号", "姓名", "准考证号"] * 2, rows, widths=[14, 28, 43] * 2, heights=7.5),
    ]
    return pdf.render(parts, title=f"{place.room.name} 门贴", footer=author, author=author)


def _applications(session: Session, rows: Sequence[Admission]) -> dict[UUID, Application]:
    wanted = select(Application).where(Application.id.in_([row.application_id for row in rows]))
    return {row.id: row for row in session.scalars(wanted)}


def _tickets(session: Session, rows: Sequence[Admission]) -> dict[UUID, str]:
    wanted = select(Ticket).where(Ticket.admission_id.in_([row.id for row in rows]))
    return {row.admission_id: row.no for row in session.scalars(wanted)}
