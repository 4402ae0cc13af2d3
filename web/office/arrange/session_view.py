"""What the page of one session shows: seats row by row, whom a chosen seat belongs to, where he could go."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from processes.arrange import queries, telling
from processes.arrange.models import Admission
from processes.arrange.rules.seating import Sitter, clashing
from processes.arrange.service.invigilate import able
from processes.arrange.service.problem import units
from processes.arrange.service.publish import needed_invigilators
from processes.catalogue.subjects import Subject
from processes.papers.models import Paper
from processes.plans import queries as plans
from web.ui.views import Row, Tag


@dataclass(frozen=True, slots=True)
class SeatTile:
    """A place in the room; empty without a name."""

    number: int
    name: str = ""
    note: str = ""
    href: str = ""
    tone: str = ""
    pinned: bool = False
    chosen: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The person of the chosen seat, or one who has none yet."""

    name: str
    facts: Sequence[Row]
    seat_id: str
    pinned: bool
    published: bool
    move_action: str
    ticket: str | None
    sessions: Sequence[Choice]
    others: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Watching:
    id: str
    name: str
    chief: bool


@dataclass(frozen=True, slots=True)
class SessionPage:
    id: UUID
    plan_id: UUID
    plan: str
    title: str
    time: str
    tags: Sequence[Tag]
    facts: Sequence[Row]
    columns: int
    seats: Sequence[SeatTile]
    people: int
    chosen: Chosen | None
    needs_paper: bool
    paper: str | None
    papers: Sequence[Choice]
    watching: Sequence[Watching]
    wanted: int
    able: Sequence[Choice]
    replaced: Sequence[str]
    begun: bool
    may_edit: bool


def session_page(session: Session, place: queries.SessionPlace, chosen: UUID | None) -> SessionPage:
    row = place.row
    seated = queries.seated(session, [row.id])
    watching = queries.invigilators(session, [row.id])[row.id]
    paper = session.get(Paper, row.paper_id) if row.paper_id else None
    needs_paper = row.subject == Subject.THEORY
    begun = row.starts_at <= clock.now()
    here = next((each for each in seated if each.seat.id == chosen), None)
    wanted = needed_invigilators(len(seated)) if seated else 0
    present = {each.person_id for each in watching}
    return SessionPage(
        id=row.id,
        plan_id=row.plan_id,
        plan=plans.plan(session, row.plan_id).title,
        title=f"{place.room.name} · {Subject(row.subject).title}",
        time=telling.when(row),
        tags=_tags(place, len(seated), paper, len(watching), wanted),
        facts=[
            Row("时间", telling.when(row)),
            Row("职业等级", plans.line_title(place.line)),
            Row("考点", place.institution.name),
            Row("地址", place.room.address),
            Row("人数", f"{len(seated)} / {place.room.capacity}"),
        ],
        columns=place.room.columns,
        seats=_tiles(session, place, seated, chosen),
        people=len(seated),
        chosen=_chosen(session, place, here, seated) if here and not begun else None,
        needs_paper=needs_paper,
        paper=f"{paper.no} {paper.title}" if paper else None,
        papers=[
            Choice(str(each.id), f"{each.no} {each.title}")
            for each in queries.papers_for(session, place.line, place.row.starts_at)
        ]
        if needs_paper
        else [],
        watching=[Watching(str(each.id), each.person_name, each.chief) for each in watching],
        wanted=wanted,
        able=[
            Choice(str(person.id), f"{person.name}{'（监考组长）' if chief else ''}")
            for person, chief in able(session, place)
            if person.id not in present
        ],
        replaced=[each.person_name for each in queries.replaced(session, row.id)],
        begun=begun,
        may_edit=row.published_at is None and not begun,
    )


def _tags(place: queries.SessionPlace, people: int, paper: Paper | None, watching: int, wanted: int) -> list[Tag]:
    found = [Tag("已发布", "ok") if place.row.published_at else Tag("未发布")]
    if place.row.subject == Subject.THEORY and paper is None:
        found.append(Tag("缺试卷", "bad"))
    if people and watching < wanted:
        found.append(Tag(f"缺 {wanted - watching} 名监考员", "warn"))
    return found


def _tiles(
    session: Session, place: queries.SessionPlace, seated: Sequence[queries.Seated], chosen: UUID | None
) -> list[SeatTile]:
    unit = units(session, [each.application.id for each in seated])
    sitters = [Sitter(each.seat.id, unit.get(each.application.id, ""), each.seat.number) for each in seated]
    beside = clashing(sitters, capacity=place.room.capacity, columns=place.room.columns)
    by_number = {each.seat.number: each for each in seated}
    tiles = []
    for number in range(1, place.room.capacity + 1):
        each = by_number.get(number)
        if each is None:
            tiles.append(SeatTile(number))
            continue
        alike = each.seat.id in beside
        tiles.append(
            SeatTile(
                number,
                each.application.name,
                each.ticket or "未发布",
                f"/arrange/sessions/{place.row.id}?seat={each.seat.id}#person",
                "warn" if alike else "",
                each.seat.pinned,
                each.seat.id == chosen,
                "邻座同单位" if alike else "",
            )
        )
    return tiles


def _chosen(
    session: Session, place: queries.SessionPlace, here: queries.Seated, seated: Sequence[queries.Seated]
) -> Chosen:
    unit = units(session, [here.application.id]).get(here.application.id, "")
    return Chosen(
        name=here.application.name,
        facts=[
            Row("座号", f"{here.seat.number} 号{'（已固定）' if here.seat.pinned else ''}"),
            Row("准考证号", here.ticket or "发布时生成", mono=bool(here.ticket)),
            Row("单位", "无" if unit.startswith("point ") or not unit else unit),
        ],
        seat_id=str(here.seat.id),
        pinned=here.seat.pinned,
        published=here.seat.published_at is not None,
        ticket=f"/arrange/tickets/{here.admission.id}.pdf" if here.seat.published_at else None,
        move_action=f"/arrange/people/{here.admission.id}/{here.seat.subject}",
        sessions=session_choices(session, here.admission, here.seat.subject),
        others=_others(session, place, here),
    )


def session_choices(session: Session, admission: Admission, subject: str) -> list[Choice]:
    """The sessions to come that somebody could sit a subject in, with their free seats."""
    places = [
        place
        for place in queries.sessions_of(session, admission.plan_id)
        if (place.line.id, place.row.subject) == (admission.plan_line_id, subject) and place.row.starts_at > clock.now()
    ]
    filled = queries.filled(session, [place.row.id for place in places])
    return [
        Choice(
            str(place.row.id),
            f"{telling.when(place.row)} {place.room.name}（空 {place.room.capacity - filled.get(place.row.id, 0)} 座）",
        )
        for place in places
    ]


def _others(session: Session, place: queries.SessionPlace, here: queries.Seated) -> list[Choice]:
    """With whom he could change places."""
    places = {
        each.row.id: each
        for each in queries.sessions_of(session, place.row.plan_id)
        if (each.line.id, each.row.subject) == (place.line.id, place.row.subject) and each.row.starts_at > clock.now()
    }
    return [
        Choice(
            str(each.seat.id),
            f"{each.application.name}（{places[each.seat.session_id].room.name} {each.seat.number} 号，"
            f"{telling.when(places[each.seat.session_id].row)}）",
        )
        for each in queries.seated(session, places)
        if each.seat.id != here.seat.id
    ]
