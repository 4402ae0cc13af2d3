"""The chain of the whole authority: how far it is sealed, its daily roots, and a full re-computation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRoot, AuditRow, AuditSeal
from engine.platform.audit.verify import verify
from engine.platform.text import date_cn, datetime_cn
from web.auditor.wording import short

__all__ = ["State", "state", "verify"]


@dataclass(frozen=True)
class Root:
    day: str
    seq: int
    hash: str
    signature: str


@dataclass(frozen=True)
class State:
    sealed: int
    waiting: int
    tip: str
    sealed_at: str
    roots: Sequence[Root]


def state(session: Session) -> State:
    written = session.scalar(select(func.count()).select_from(AuditRow)) or 0
    sealed = session.scalar(select(func.count()).select_from(AuditSeal)) or 0
    tip = session.scalar(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1))
    roots = session.scalars(select(AuditRoot).order_by(AuditRoot.day.desc()).limit(30))
    return State(
        sealed=sealed,
        waiting=written - sealed,
        tip=short(tip.hash.hex()) if tip else "",
        sealed_at=datetime_cn(tip.sealed_at) if tip else "",
        roots=[Root(date_cn(row.day), row.seq, row.hash.hex(), short(row.signature.hex())) for row in roots],
    )
