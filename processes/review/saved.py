"""Lists that people keep under a name, for themselves or for their group."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.people import Actor
from processes.review.filters import Wanted
from processes.review.inbox import review_groups
from processes.review.models import SavedFilter

MOST, MOST_NAME = 12, 12


def visible(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """One's own lists in the order they were kept, then those that colleagues share with one of one's groups."""
    shared = SavedFilter.group.in_(review_groups(actor))
    rows = select(SavedFilter).where(or_(SavedFilter.person_id == actor.person_id, shared))
    return session.scalars(
        rows.order_by((SavedFilter.person_id != actor.person_id), SavedFilter.id).limit(2 * MOST)
    ).all()


def keep(session: Session, actor: Actor, *, name: str, wanted: Wanted, group: str | None = None) -> SavedFilter:
    """Keep a list; with `group`, one of the actor's own, everybody in it sees it. Raises InvalidForm."""
    name = name.strip()
    errors = []
    if not name or len(name) > MOST_NAME:
        errors.append(FieldError("name", f"请输入筛选的名称，1—{MOST_NAME} 个字"))
    if not wanted.narrowed and wanted.kind == "mine" and not wanted.q:
        errors.append(FieldError("name", "请先选择筛选条件，再存为筛选"))
    if group and group not in review_groups(actor):
        errors.append(FieldError("group", "只能分享给您所在的岗位"))
    own = list(session.scalars(select(SavedFilter).where(SavedFilter.person_id == actor.person_id)))
    if any(row.name == name for row in own):
        errors.append(FieldError("name", f"您已有名为“{name}”的筛选，请换一个名称"))
    if len(own) >= MOST:
        errors.append(FieldError("name", f"最多保存 {MOST} 个筛选，请先删除不用的"))
    if errors:
        raise InvalidForm(errors, {})
    row = SavedFilter(
        person_id=actor.person_id, name=name, query=wanted.address().partition("?")[2], group=group or None
    )
    session.add(row)
    session.flush()
    return row


def share(session: Session, actor: Actor, filter_id: UUID, group: str | None) -> SavedFilter:
    """Share one's own list with a group, or no longer. Raises NotFound, InvalidForm."""
    row = _own(session, actor, filter_id)
    if group and group not in review_groups(actor):
        raise InvalidForm([FieldError("group", "只能分享给您所在的岗位")], {})
    row.group = group or None
    session.flush()
    return row


def forget(session: Session, actor: Actor, filter_id: UUID) -> str:
    """Delete one's own list; returns its name. Raises NotFound."""
    row = _own(session, actor, filter_id)
    session.delete(row)
    session.flush()
    return row.name


def _own(session: Session, actor: Actor, filter_id: UUID) -> SavedFilter:
    row = session.get(SavedFilter, filter_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFound
    return row
