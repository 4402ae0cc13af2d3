"""The question page: what it shows, and what its script needs to go on without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import NotFound
from engine.platform.text import datetime_cn
from processes.catalogue.subjects import Subject
from processes.sit import paper, queries, rules, service
from processes.sit.models import Sitting, SittingEvent
from processes.sit.paper import Asked
from processes.sit.service.journal import paper_of
from web.examroom.entrance import title_of


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the answer sheet."""

    number: int
    place: int
    done: bool
    flagged: bool
    current: bool

    @property
    def label(self) -> str:
        state = "已答" if self.done else "未答"
        return f"第 {self.number} 题，{'当前，' if self.current else ''}{state}{'，已标记' if self.flagged else ''}"


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    cells: Sequence[Cell]

    @property
    def first(self) -> int:
        return self.cells[0].number

    @property
    def last(self) -> int:
        return self.cells[-1].number


@dataclass(frozen=True, slots=True)
class SheetView:
    """`answer` is that of the shown question; `device` goes to the script as JSON."""

    sitting_id: UUID
    title: str
    subject: str
    name: str
    ticket_no: str
    seat: str
    question: Asked
    answer: str
    flagged: bool
    count: int
    answered: int
    flags: int
    parts: Sequence[Part]
    left: str
    seconds: int
    hand_up: bool
    ladder: Sequence[str]
    rung: int
    most: int
    earliest: str
    may_hand_in: bool
    device: dict[str, Any]

    @property
    def score(self) -> str:
        return f"{self.question.score / 10:g} 分"

    @property
    def blank(self) -> Sequence[int]:
        return [cell.number for part in self.parts for cell in part.cells if not cell.done]


def sheet(session: Session, sitting: Sitting, number: int) -> SheetView:
    """The page of a running sitting at one of its questions. Raises NotFound for a question that isn't there."""
    held, one = queries.held(session, sitting.session_id), queries.placed_one(session, sitting.id)
    asked = paper.asked(paper.content_of(session, paper_of(sitting)), sitting.id)
    if not 1 <= number <= len(asked):
        raise NotFound
    answers, now = queries.answers(session, sitting.id), clock.now()
    question = asked[number - 1]
    seconds = int((sitting.deadline - now).total_seconds()) if sitting.deadline else 0
    at, _ = service.finish.earliest(session, sitting)
    aways = [event for event in queries.events(session, sitting.id) if event.kind in ("away", "returned")]
    return SheetView(
        sitting_id=sitting.id,
        title=title_of(held),
        subject=Subject(sitting.subject).title,
        name=one.name,
        ticket_no=one.seat.ticket_no,
        seat=f"{held.room.name} {one.seat.number:02} 号",
        question=question,
        answer=answers.get(question.place, ""),
        flagged=question.place in sitting.flagged,
        count=len(asked),
        answered=len(answers),
        flags=len(sitting.flagged),
        parts=_parts(asked, answers, sitting.flagged, number),
        left=clock_face(seconds),
        seconds=max(0, seconds),
        hand_up=sitting.hand_up_at is not None,
        ladder=ladder(aways, held.plan.most_switches),
        rung=min(sitting.switches, held.plan.most_switches),
        most=held.plan.most_switches,
        earliest=datetime_cn(at),
        may_hand_in=now >= at,
        device=_device(sitting, asked, answers, number, seconds, held.plan.most_switches),
    )


def clock_face(seconds: int) -> str:
    """`52:17`, `1:30:00`"""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def ladder(events: Sequence[SittingEvent], most: int) -> list[str]:
    """Each leaving with its evidence, then what the next ones will bring."""
    began = {event.detail["number"]: event for event in events if event.kind == "away"}
    back = {event.detail["number"]: event.detail["ms"] for event in events if event.kind == "returned"}
    steps = []
    for number in range(1, most + 2):
        known = began.get(number)
        if known is not None:
            ms = known.detail.get("ms") or back.get(number)
            lasted = f"离开 {max(1, round(ms / 1000))} 秒" if ms is not None else "离开"
            steps.append(f"第 {number} 次：已于 {clock.shanghai(known.at):%H:%M:%S} {lasted}，记录在案")
        elif number < most:
            steps.append(f"第 {number} 次：提醒，记录在案")
        elif number == most:
            steps.append(f"第 {number} 次：最后提醒，{int(rules.COUNTDOWN.total_seconds())} 秒内须返回")
        else:
            steps.append(f"第 {number} 次：强制交卷，由监考组长复核")
    return steps


def _parts(asked: Sequence[Asked], answers: dict[int, str], flagged: Sequence[int], current: int) -> list[Part]:
    titles = list(dict.fromkeys(one.kind_title for one in asked))
    return [
        Part(
            title,
            [
                Cell(one.number, one.place, one.place in answers, one.place in flagged, one.number == current)
                for one in asked
                if one.kind_title == title
            ],
        )
        for title in titles
    ]


def _device(
    sitting: Sitting, asked: Sequence[Asked], answers: dict[int, str], number: int, seconds: int, most: int
) -> dict[str, Any]:
    started = sitting.started_at or clock.now()
    key = rules.key_of(service.take.secret_of(sitting), sitting.fence)
    return {
        "sitting": str(sitting.id),
        "fence": sitting.fence,
        "key": key.hex(),
        "genesis": rules.genesis(sitting.id),
        "sequence": sitting.sequence,
        "head": service.journal.head_of(sitting),
        "elapsed_ms": int((clock.now() - started).total_seconds() * 1000),
        "left_ms": max(0, seconds) * 1000,
        "number": number,
        "switches": sitting.switches,
        "most": most,
        "answers": {str(place): letters for place, letters in answers.items()},
        "flagged": list(sitting.flagged),
        "questions": [_as_json(one) for one in asked],
    }


def _as_json(one: Asked) -> dict[str, Any]:
    """Field by field: every question of every candidate passes here in the minute of the start."""
    choices = [
        {"letter": each.letter, "shown": each.shown, "text": each.text, "picture": each.picture} for each in one.choices
    ]
    return {
        "number": one.number,
        "place": one.place,
        "kind": one.kind,
        "stem": one.stem,
        "score": one.score,
        "choices": choices,
        "picture": one.picture,
        "title": one.kind_title,
        "several": one.several,
        "points": f"{one.score / 10:g}",
    }
