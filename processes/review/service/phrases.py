"""Keeping and dropping a sentence for later use."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.apply.rules.materials import KINDS
from processes.review.errors import NoSuchPhrase, TooManyPhrases
from processes.review.inbox import review_groups
from processes.review.models import ReviewPhrase
from processes.review.phrases import MOST
from processes.review.reasons import reasons
from processes.review.rules import MOST_TEXT


def keep_phrase(
    session: Session, actor: Actor, *, text: str, kind: str = "", reason: str = "", group: str = ""
) -> ReviewPhrase:
    """Keep a sentence for the actor, or for one of his review groups. The same sentence once more changes nothing.

    Raises InvalidForm, TooManyPhrases.
    """
    text = text.replace("\r\n", "\n").strip()
    if problems := _problems(actor, text, kind, reason, group):
        raise InvalidForm(problems, {"text": text, "kind": kind, "reason": reason, "group": group})
    owner = ReviewPhrase.group_name == group if group else ReviewPhrase.person_id == actor.person_id
    same = select(ReviewPhrase).where(
        owner, ReviewPhrase.kind == kind, ReviewPhrase.reason_code == reason, ReviewPhrase.text == text
    )
    if (found := session.scalars(same.limit(1)).first()) is not None:
        return found
    if (session.scalar(select(func.count()).select_from(ReviewPhrase).where(owner)) or 0) >= MOST:
        raise TooManyPhrases(most=MOST)
    row = ReviewPhrase(
        person_id=None if group else actor.person_id,
        group_name=group or None,
        kind=kind,
        reason_code=reason,
        text=text,
        made_by=actor.person_id,
        made_by_name=actor.name,
    )
    session.add(row)
    session.flush()
    if group:
        audit.record(
            session,
            actor,
            "review.phrase_shared",
            subject=("review_phrase", row.id),
            after={"text": text, "group": group},
        )
    return row


def drop_phrase(session: Session, actor: Actor, phrase_id: UUID) -> None:
    """Drop one's own phrase, or one of one's group. Raises NoSuchPhrase."""
    row = session.get(ReviewPhrase, phrase_id)
    if row is None or not (row.person_id == actor.person_id or row.group_name in review_groups(actor)):
        raise NoSuchPhrase
    if row.group_name:
        told = {"text": row.text, "group": row.group_name}
        audit.record(session, actor, "review.phrase_dropped", subject=("review_phrase", row.id), before=told)
    session.delete(row)
    session.flush()


def _problems(actor: Actor, text: str, kind: str, reason: str, group: str) -> list[FieldError]:
    found = []
    if not text:
        found.append(FieldError("text", "请输入常用语"))
    elif len(text) > MOST_TEXT:
        found.append(FieldError("text", f"常用语应不超过 {MOST_TEXT} 字，您输入了 {len(text)} 字"))
    if kind and kind not in KINDS:
        found.append(FieldError("kind", "请选择列出的材料"))
    elif reason and reason not in {option.value for option in (reasons(kind) if kind else ())}:
        found.append(FieldError("reason", "退回原因应是所选材料的原因"))
    if group and group not in review_groups(actor):
        found.append(FieldError("group", "请选择您所在的岗位"))
    return found
