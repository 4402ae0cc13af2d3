"""Uploads that survive a broken connection: sent in parts, continued from where they stopped, bounded and forgotten.

A file on its way is its sender's alone. It counts only once it is whole and has been judged like any other upload.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import system_work
from engine.platform.files.errors import EmptyFile, NoSuchUpload, TooLarge, TooManyUploads, WrongOffset
from engine.platform.files.models import FilePart, PartialFile
from engine.platform.files.service import MAX_BYTES, MEBIBYTE
from engine.platform.people import Actor

PART = MEBIBYTE // 2  # the most that one part may hold
LIFETIME = timedelta(hours=24)
MOST_OPEN = 12  # of one person


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that arrived."""

    purpose: str
    filename: str
    data: bytes


def begin(session: Session, actor: Actor, *, purpose: str, filename: str, mark: str, size: int) -> PartialFile:
    """Announce a file of `size` bytes, or go on with the same one that broke off.

    What the person had begun for the same purpose with another file is given up. Raises EmptyFile, TooLarge,
    TooManyUploads.
    """
    if size <= 0:
        raise EmptyFile
    if size > MAX_BYTES:
        raise TooLarge(limit=MAX_BYTES // MEBIBYTE, size=f"{size / MEBIBYTE:.1f}")
    now = clock.now()
    own = PartialFile.person_id == actor.person_id
    session.execute(delete(PartialFile).where(own, PartialFile.expires_at <= now))
    before = session.scalars(select(PartialFile).where(own, PartialFile.purpose == purpose).with_for_update()).all()
    for row in before:
        if (row.filename, row.mark, row.bytes) == (filename, mark, size):
            row.expires_at = now + LIFETIME
            return row
        session.delete(row)
    session.flush()
    if (session.scalar(select(func.count()).select_from(PartialFile).where(own)) or 0) >= MOST_OPEN:
        raise TooManyUploads
    row = PartialFile(
        person_id=actor.person_id,
        purpose=purpose,
        filename=filename,
        mark=mark,
        bytes=size,
        received=0,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return row


def own(session: Session, actor: Actor, partial_id: UUID, *, lock: bool = False) -> PartialFile:
    """A file the actor is sending. Raises NoSuchUpload, also for another person's and for one that has expired."""
    statement = select(PartialFile).where(PartialFile.id == partial_id, PartialFile.person_id == actor.person_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None or row.expires_at <= clock.now():
        raise NoSuchUpload
    return row


def append(session: Session, actor: Actor, partial_id: UUID, *, start: int, data: bytes) -> PartialFile:
    """Take the next part. A part that is here already changes nothing. Raises NoSuchUpload, WrongOffset, TooLarge."""
    row = own(session, actor, partial_id, lock=True)
    if start < row.received and start + len(data) <= row.received:
        return row
    if start != row.received:
        raise WrongOffset(received=row.received)
    if not data or len(data) > PART or start + len(data) > row.bytes:
        raise TooLarge(limit=MAX_BYTES // MEBIBYTE, size=f"{(start + len(data)) / MEBIBYTE:.1f}")
    session.add(FilePart(partial_file_id=row.id, start=start, data=data))
    row.received += len(data)
    row.expires_at = clock.now() + LIFETIME
    session.flush()
    return row


def take(session: Session, actor: Actor, partial_id: UUID) -> Whole:
    """Hand out a file that has arrived whole, and forget its parts. Raises NoSuchUpload, WrongOffset."""
    row = own(session, actor, partial_id, lock=True)
    if row.received != row.bytes:
        raise WrongOffset(received=row.received)
    parts = select(FilePart.data).where(FilePart.partial_file_id == row.id).order_by(FilePart.start)
    whole = Whole(row.purpose, row.filename, b"".join(session.scalars(parts)))
    session.delete(row)
    session.flush()
    return whole


def forget_expired() -> int:
    """Delete what nobody went on with, in every tenant; returns how many files."""
    with system_work() as system:
        gone = system.execute(
            delete(PartialFile).where(PartialFile.expires_at <= clock.now()).returning(PartialFile.id)
        )
        return len(gone.all())
