"""What is stuck, grouped by cause: one line to act on however many cases it stopped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.text import datetime_cn
from engine.workflow.models import Incident, Instance

KINDS = {"task": "系统任务出错", "remote": "外部系统没有办成", "work": "没有人能办", "case": "案件无法推进"}


@dataclass(frozen=True)
class Stuck:
    id: UUID
    instance_id: UUID
    business_key: str
    process: str
    attempts: int
    next_try: str
    trace: str


@dataclass(frozen=True)
class Group:
    """`key` names the cause in addresses."""

    key: str
    title: str
    sentence: str
    element: str
    since: str
    next_try: str
    stuck: Sequence[Stuck]


def groups(session: Session) -> list[Group]:
    """Open incidents by element and sentence, the one with most cases in front."""
    rows = (
        select(Incident, Instance.business_key)
        .join(Instance, Instance.id == Incident.instance_id)
        .where(Incident.resolved_at.is_(None))
        .order_by(Incident.first_at)
    )
    found: dict[str, list[tuple[Incident, str]]] = {}
    for row, key in session.execute(rows):
        found.setdefault(cause(row), []).append((row, key))
    return sorted((_group(key, members) for key, members in found.items()), key=lambda group: -len(group.stuck))


def cause(row: Incident) -> str:
    return hashlib.sha256(f"{row.process}\0{row.element}\0{row.kind}\0{row.message}".encode()).hexdigest()[:12]


def resolved(session: Session, *, limit: int = 10) -> list[str]:
    """What was mended last, in words."""
    last = select(Incident).where(Incident.resolved_at.is_not(None)).order_by(Incident.resolved_at.desc()).limit(limit)
    return [f"{datetime_cn(row.resolved_at)}　{row.message}" for row in session.scalars(last) if row.resolved_at]


def _group(key: str, members: list[tuple[Incident, str]]) -> Group:
    first = members[0][0]
    tries = [row.retry_at for row, _ in members if row.retry_at]
    return Group(
        key=key,
        title=KINDS.get(first.kind, first.kind),
        sentence=first.message,
        element=f"{first.process} · {first.element}" if first.element else "整件案件",
        since=datetime_cn(first.first_at),
        next_try=datetime_cn(min(tries)) if tries else "",
        stuck=[
            Stuck(row.id, row.instance_id, business_key, row.process, row.attempts, _next(row), row.trace)
            for row, business_key in members
        ],
    )


def _next(row: Incident) -> str:
    return datetime_cn(row.retry_at) if row.retry_at else "不再自动重试"
