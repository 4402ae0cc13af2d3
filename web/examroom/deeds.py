"""What an invigilator can do with a candidate now, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from processes.sit import queries, service
from processes.sit.models import Sitting, SittingState
from processes.sit.rules import FORCED
from web.examroom.room import Room


@dataclass(frozen=True, slots=True)
class Given:
    reason: str = ""
    seconds: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """`done` is the sentence after it; `{name}` is the candidate."""

    label: str
    done: str
    do: Callable[[Session, Actor, Room, Sitting, Given], None]
    reason: bool = True
    chief: bool = False


def _admit(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.admit.admit(session, actor, sitting, chief=room.chief)


def _override(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.admit.admit(session, actor, sitting, chief=room.chief, override=True, reason=given.reason)


def _absent(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.admit.mark_absent(session, actor, sitting)


def _postpone(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.admit.postpone(session, actor, sitting, chief=room.chief, reason=given.reason)


def _move(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.approve_move(session, actor, sitting, code=given.code)


def _credit(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.credit(session, actor, sitting, seconds=given.seconds, reason=given.reason)


def _warn(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.warn(session, actor, sitting, reason=given.reason)


def _end(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.end(session, actor, sitting, reason=given.reason)


def _disqualify(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.disqualify(session, actor, sitting, reason=given.reason)


def _reverse(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.reverse(session, actor, sitting, chief=room.chief, reason=given.reason)


def _confirm(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.confirm_end(session, actor, sitting, chief=room.chief)


def _accept(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.decide_late(session, actor, sitting, chief=room.chief, accept=True, reason=given.reason)


def _refuse(session: Session, actor: Actor, room: Room, sitting: Sitting, given: Given) -> None:
    service.invigilate.decide_late(session, actor, sitting, chief=room.chief, accept=False, reason=given.reason)


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "admit": Deed("身份核对无误，登记入场", "{name} 已登记入场", _admit, reason=False),
        "override": Deed("超过迟到时限，特准入场", "已特准 {name} 入场", _override, chief=True),
        "absent": Deed("登记缺考", "{name} 已登记缺考", _absent, reason=False),
        "move": Deed(
            "换机码与新机器屏幕一致，批准换机", "已批准换机，请 {name} 在新机器上重新进入", _move, reason=False
        ),
        "warn": Deed("当面提醒或已处理，记录在案", "已记录", _warn),
        "credit": Deed("补时", "已补时", _credit),
        "end": Deed("终止作答并交卷，须组长复核", "{name} 已终止作答", _end),
        "disqualify": Deed("按违纪处理，须组长复核", "{name} 已按违纪处理，待组长复核", _disqualify),
        "reverse": Deed("撤销，恢复作答", "{name} 已恢复作答，损失的时间已补", _reverse, chief=True),
        "confirm": Deed("复核无误，维持", "已确认，结果转入阅卷", _confirm, reason=False, chief=True),
        "accept": Deed("采纳迟到的作答", "已采纳", _accept, chief=True),
        "refuse": Deed("不采纳迟到的作答", "已决定不采纳", _refuse, chief=True),
        "postpone": Deed("批准缓考", "已批准 {name} 缓考", _postpone, chief=True),
    }
)


def possible(session: Session, room: Room, sitting: Sitting) -> list[str]:
    """The keys of what may be done now, the likeliest first; whether each is right is decided when it is done."""
    return [key for key in _fitting(session, room, sitting) if room.chief or not DEEDS[key].chief]


def _fitting(session: Session, room: Room, sitting: Sitting) -> list[str]:
    machine = room.held.session.paper_id is not None
    reversible = sitting.told_at is None
    if sitting.state == SittingState.EXPECTED:
        return ["admit", "absent", "override", "postpone"]
    moves = ["move"] if sitting.move_code is not None else []
    if sitting.state == SittingState.ADMITTED:
        return [*moves, "disqualify", "postpone"]
    if sitting.state == SittingState.RUNNING:
        outages = ["credit"] if queries.outage_seconds(session, sitting) else []
        return [*moves, "warn", *outages, "end", "disqualify", "postpone"]
    late = ["accept", "refuse"] if queries.late_lines(session, sitting.id) else []
    if sitting.state == SittingState.DISQUALIFIED and reversible:
        return ["reverse", "confirm", *late]
    if sitting.state == SittingState.HANDED_IN and sitting.handed_in_how in FORCED and reversible and machine:
        return ["reverse", "confirm", "disqualify", *late]
    return late
