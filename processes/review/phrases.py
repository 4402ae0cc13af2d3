"""Sentences that reviewers use again: their own, and those their group shares."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from processes.review.inbox import review_groups
from processes.review.models import ReviewPhrase

MOST = 100


def phrases(session: Session, actor: Actor, *, kind: str | None = None) -> Sequence[ReviewPhrase]:
    """The actor's own first, then those of his groups, oldest first; with `kind` only those that fit the material."""
    rows = select(ReviewPhrase).where(
        or_(ReviewPhrase.person_id == actor.person_id, ReviewPhrase.group_name.in_(review_groups(actor)))
    )
    if kind is not None:
        rows = rows.where(ReviewPhrase.kind.in_(("", kind)))
    order = (ReviewPhrase.person_id.is_(None), ReviewPhrase.kind == "", ReviewPhrase.id)
    return session.scalars(rows.order_by(*order).limit(2 * MOST)).all()
