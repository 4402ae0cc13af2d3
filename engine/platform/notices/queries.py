"""Reading notices."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.notices.models import Notice


def notices_of(session: Session, person_id: UUID, *, limit: int = 100) -> Sequence[Notice]:
    """A person's notices, newest first."""
    newest = select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc())
    return session.scalars(newest.limit(limit)).all()


def unread(session: Session, person_id: UUID) -> Sequence[Notice]:
    """What the person has not opened yet, newest first."""
    waiting = select(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalars(waiting.order_by(Notice.id.desc())).all()


def undelivered(session: Session, *, limit: int = 100) -> Sequence[Notice]:
    """Notices whose text message failed, newest first: refused for good, or being tried again."""
    failed = select(Notice).where(Notice.sms_error.is_not(None))
    return session.scalars(failed.order_by(Notice.created_at.desc()).limit(limit)).all()
