"""A case's trail: its events numbered from 1, the state of its chain, what was known at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.audit.models import AuditRow, AuditSeal
from engine.platform.audit.seal import GENESIS, link
from engine.platform.people.actor import SYSTEM_PERSON
from web.auditor import wording
from web.auditor.fields import UNSHOWN
from web.ui.views import Chain, Change, EventView, Row

Names = Mapping[tuple[str, str], str]
"""What the diagrams call an element: by process and id, nameless ones left out."""

KINDS = {"data": "内容变更", "flow": "流程推进", "work": "领取与放回"}
_DATA = ("material", "plan", "review")


@dataclass(frozen=True)
class Numbered:
    """An event with its number within the case."""

    number: int
    event: audit.Event

    @property
    def row(self) -> AuditRow:
        return self.event.row


def events_of(session: Session, instance_id: UUID | None, subjects: Sequence[UUID]) -> list[Numbered]:
    found = audit.events_for(session, instance_id=instance_id, subjects=subjects)
    return [Numbered(number, event) for number, event in enumerate(found, 1)]


def chain(session: Session, events: Sequence[Numbered]) -> Chain:
    """Check each sealed event against the link before it. Names the first broken one."""
    sealed = [each for each in events if each.event.seq is not None]
    before = _hashes(session, [each.event.seq - 1 for each in sealed if each.event.seq])
    for each in sealed:
        assert each.event.seq is not None
        previous = before.get(each.event.seq - 1) if each.event.seq > 1 else GENESIS
        if previous is None or link(previous, each.row) != each.event.hash:
            return Chain(False, f"链在第 {each.number} 条中断")
    waiting = len(events) - len(sealed)
    text = f"链完整 · {len(sealed)} 条" + (f" · {waiting} 条待封存" if waiting else "")
    tip = sealed[-1].event.hash if sealed else None
    return Chain(True, f"{text} · 末条" if tip else text, wording.short(tip.hex()) if tip else "")


def _hashes(session: Session, seqs: Sequence[int]) -> dict[int, bytes]:
    rows = select(AuditSeal.seq, AuditSeal.hash).where(AuditSeal.seq.in_(seqs))
    return dict(session.execute(rows).all())


def shown(
    events: Sequence[Numbered],
    *,
    at: int,
    actor: str,
    kind: str,
    address: str,
    names: Names,
) -> list[EventView]:
    """The list, newest first; filtered by who acted and what sort of event; `at` is the chosen moment."""
    return [
        _view(each, at, address, names)
        for each in reversed(events)
        if actor in ("", str(each.row.actor_id)) and kind in ("", kind_of(each.row))
    ]


def kind_of(row: AuditRow) -> str:
    head = row.action.partition(".")[0]
    if head == "work":
        return "work"
    return "data" if head in _DATA or row.before is not None else "flow"


def actors(events: Sequence[Numbered]) -> list[tuple[str, str]]:
    """Who acted in the case: id and name, in order of appearance."""
    return list({str(each.row.actor_id): each.row.actor_name or "申请人" for each in events}.items())


def _view(each: Numbered, at: int, address: str, names: Names) -> EventView:
    row, local = each.row, clock.shanghai(each.row.at)
    digest = each.event.hash
    return EventView(
        day=f"{local.month}月{local.day}日",
        time=f"{local:%H:%M:%S}",
        title=wording.action(row.action, row.after or row.before),
        actor="系统" if row.actor_id == SYSTEM_PERSON else row.actor_name or "申请人",
        mark=f"#{each.number} {wording.short(digest.hex())}" if digest else f"#{each.number} 待封存",
        changes=[*_moved(row, names), *wording.decisions(row.after), *wording.changes(row.before, row.after)],
        state="on" if each.number == at else "after" if each.number > at else "",
        href=f"{address}?seq={each.number}",
    )


def _moved(row: AuditRow, names: Names) -> list[Change]:
    """From which step to which a command moved the case, by the names on the diagrams."""
    passed = [(process, element) for process, element in (row.after or {}).get("passed", ())]
    told = [names[each] for each in passed if names.get(each)]
    if not told or (len(told) == 1 and row.action == "task.completed"):
        return []
    return [Change("流程", told[0] if len(told) > 1 else None, told[-1])]


def moment(at: datetime) -> str:
    """To the second, as auditors want it: `2026年11月23日 20:15:03`."""
    local = clock.shanghai(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def known_at(events: Sequence[Numbered], at: int) -> list[Row]:
    """What the trail had told by then: the last value of each field, materials by their name."""
    known: dict[str, str] = {}
    for each in events[:at]:
        after = each.row.after or {}
        about = after.get("material") or after.get("kind") or (each.row.before or {}).get("kind")
        prefix = f"{wording.value('kind', about)} " if about else ""
        for field, raw in after.items():
            if field not in ("material", "kind") and field not in UNSHOWN:
                known[prefix + wording.label(field)] = wording.value(field, raw) or "空"
    return [Row(label, value) for label, value in sorted(known.items())]
