"""A proposal as a difference: who moves from where to where, who comes in, who lacks a seat and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.apply.models import Application
from processes.arrange import queries, telling
from processes.arrange.models import Admission, Proposal, ProposalState
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans


@dataclass(frozen=True, slots=True)
class Move:
    name: str
    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Filling:
    """How many sit in a session, before and after."""

    title: str
    before: int
    after: int
    capacity: int


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as a difference: who moves from where to where, who comes in, who lacks a seat and why."""

    moved: Sequence[Move]
    more_moved: int
    coming: int
    staying: int
    unseated: Sequence[str]
    reasons: Sequence[str]
    fillings: Sequence[Filling]
    took: str


SHOWN = 200
Key = tuple[UUID, str]  # admission and subject


def proposal_view(session: Session, row: Proposal) -> ProposalView:
    ids = {UUID(wish) for wish, _, _ in row.places} | set(row.unseated)
    admissions = {each.id: each for each in session.scalars(select(Admission).where(Admission.id.in_(ids)))}
    held = {(seat.admission_id, seat.subject): seat.session_id for seat in queries.seats_of(session, ids)}
    wanted = {(UUID(wish), subject): UUID(at) for wish, subject, at in row.places}
    changed = [
        (key, held.get(key), wanted.get(key))
        for key in [*wanted, *(key for key in held if key not in wanted and key[0] in row.unseated)]
        if held.get(key) != wanted.get(key)
    ]
    moved = [each for each in changed if each[1] is not None]
    named = {key[0] for key, _, _ in moved[:SHOWN]} | set(row.unseated[:SHOWN])
    applications = {each: admissions[each].application_id for each in named if each in admissions}
    found = select(Application.id, Application.name).where(Application.id.in_(applications.values()))
    names = dict(session.execute(found).all())
    places = queries.session_places(session, {at for _, *ends in moved for at in ends if at})

    def place(session_id: UUID | None) -> str | None:
        if session_id is None:
            return None
        at = places.get(session_id)
        return f"{at.room.name} {telling.when(at.row)}" if at else "已作废的场次"

    return ProposalView(
        moved=[
            Move(names[applications[key[0]]], Subject(key[1]).title, place(before), place(after))
            for key, before, after in moved[:SHOWN]
        ],
        more_moved=max(len(moved) - SHOWN, 0),
        coming=sum(before is None for _, before, _ in changed),
        staying=len(wanted) - sum(after is not None for _, _, after in changed),
        unseated=[names[applications[each]] for each in row.unseated[:SHOWN] if each in applications],
        reasons=[reason(session, each) for each in row.shortages],
        fillings=_fillings(session, row, held, wanted),
        took=f"{(row.milliseconds or 0) / 1000:.1f} 秒" if (row.milliseconds or 0) >= 100 else "不到 0.1 秒",
    )


def _fillings(session: Session, row: Proposal, held: Mapping[Key, UUID], wanted: Mapping[Key, UUID]) -> list[Filling]:
    places = queries.sessions_of(session, row.plan_id)
    filled = queries.filled(session, [place.row.id for place in places])
    leaving, coming = Counter(held.values()), Counter(wanted.values())
    found = []
    for place in places:
        before = filled.get(place.row.id, 0)
        after = before - leaving[place.row.id] + coming[place.row.id]
        if before or after:
            title = f"{place.room.name} {telling.when(place.row)} {Subject(place.row.subject).title}"
            found.append(Filling(title, before, after, place.room.capacity))
    return found


def reason(session: Session, short: dict[str, object]) -> str:
    """Why people of a line lack a seat, in a sentence."""
    title = plans.line_title(plans.line(session, UUID(str(short["line"]))))
    subject, needed, seats = Subject(str(short["subject"])).title, short["needed"], short["seats"]
    if short["by_time"]:
        return (
            f"{title}{subject}：座位够（需要 {needed} 个，有 {seats} 个），但时间排不开。"
            "操作技能须在理论之后，且不能与本人其他考试重叠。请添加时间合适的场次。"
        )
    lack = int(str(needed)) - int(str(seats))
    return f"{title}{subject}：需要 {needed} 个座位，只有 {seats} 个，差 {lack} 个。请添加场次或换大的考场。"


def is_computing(row: Proposal) -> bool:
    return row.state == ProposalState.ASKED
