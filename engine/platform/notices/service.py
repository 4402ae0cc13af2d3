"""Sending a notice, and noting that it was read."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.notices.models import Notice, SmsState


@dataclass(frozen=True)
class NoticeSmsWanted:
    """A committed notice is to go out as a text message too."""

    notice_id: UUID


def send(
    session: Session,
    person_id: UUID,
    kind: str,
    *,
    title: str,
    body: str,
    link: str | None = None,
    sms: bool = False,
) -> Notice:
    """Tell a person something, in plain Chinese. With `sms` a text message follows once this has committed."""
    notice = Notice(person_id=person_id, kind=kind, title=title, body=body, link=link)
    notice.sms_state = SmsState.WAITING if sms else SmsState.NONE
    session.add(notice)
    session.flush()
    if sms:
        outbox.record(session, NoticeSmsWanted(notice_id=notice.id))
    return notice


def mark_read(session: Session, person_id: UUID, notice_id: UUID | None = None) -> None:
    """Note that a person has seen one notice, or all of theirs. Repeating it changes nothing."""
    seen = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if notice_id is not None:
        seen = seen.where(Notice.id == notice_id)
    session.execute(seen.values(read_at=clock.now()))
