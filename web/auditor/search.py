"""Finding cases: by number, by the beginning of the name, by a whole ID number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from engine.platform import crypto
from engine.platform.text import datetime_cn
from processes.apply.models import OUTCOMES, Application, Status
from processes.catalogue import queries as catalogue
from processes.catalogue.errors import NoSuchOccupation
from processes.catalogue.grades import Grade
from web.ui.views import Tag

SIZE = 20
STATES = {"draft": "草稿", "waiting": "候补", "submitted": "审核中", "approved": "已核准", "ended": "已结束"}
_TONES = {"submitted": "now", "approved": "ok", "waiting": "info"}


@dataclass(frozen=True)
class Found:
    no: str
    name: str
    title: str
    at: str
    tag: Tag


def search(session: Session, *, q: str, state: str, page: int) -> tuple[Sequence[Found], int]:
    """One page of cases, newest first, and how many there are in all."""
    wanted = _wanted(q, state)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Application.id.desc()).limit(SIZE).offset(SIZE * (max(page, 1) - 1))
    return [found(session, row) for row in session.scalars(newest)], total


def _wanted(q: str, state: str) -> Select[Application]:
    wanted = select(Application)
    text = q.strip()
    if text:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        ways: list[ColumnElement[bool]] = [Application.no == text.upper(), Application.name.like(f"{escaped}%")]
        if len(text) == 18:
            ways.append(Application.id_number_index == crypto.blind_index("id_number", text.upper()))
        wanted = wanted.where(or_(*ways))
    return wanted.where(Application.status == state) if state in STATES else wanted


def found(session: Session, row: Application) -> Found:
    return Found(
        no=row.no,
        name=row.name or "（未填姓名）",
        title=title(session, row),
        at=datetime_cn(row.submitted_at or row.created_at),
        tag=state_tag(row),
    )


def title(session: Session, row: Application) -> str:
    """`化工总控工 · 三级/高级工`, as far as it was chosen."""
    if not row.occupation:
        return "尚未选择职业"
    try:
        name = catalogue.occupation(session, row.occupation).name
    except NoSuchOccupation:
        name = row.occupation
    return f"{name} · {Grade(row.grade).title}" if row.grade else name


def state_tag(row: Application) -> Tag:
    if row.status == Status.ENDED:
        return Tag(OUTCOMES.get(row.outcome or "", STATES["ended"]))
    return Tag(STATES[row.status], _TONES.get(row.status, ""))
