"""What colleagues say about an application, and whom they can call by name."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.apply.models import Application
from processes.review.models import ReviewComment

SHOWN = 50


def comments_of(session: Session, application_id: UUID) -> Sequence[ReviewComment]:
    """The newest of an application, oldest first."""
    rows = select(ReviewComment).where(ReviewComment.application_id == application_id)
    return session.scalars(rows.order_by(ReviewComment.id.desc()).limit(SHOWN)).all()[::-1]


def comment_count(session: Session, application_id: UUID) -> int:
    rows = select(func.count()).where(ReviewComment.application_id == application_id)
    return session.scalar(rows) or 0


def colleagues(session: Session, actor: Actor, application: Application) -> dict[str, list[UUID]]:
    """Whom the actor can call: those who may see this very case, by name; the applicant and the actor are left out."""
    groups = (
        f"institution:{application.institution_id}:first_review",
        "authority:approver",
        "authority:supervisor",
    )
    found: dict[str, set[UUID]] = {}
    for group in groups:
        for person in people.members(session, group):
            if person.id not in (actor.person_id, application.person_id):
                found.setdefault(person.name, set()).add(person.id)
    return {name: sorted(found[name]) for name in sorted(found)}


def names_called(text: str, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names after an @, each once, in their order; and the words after an @ that are nobody's name.

    The longest name that fits is meant. An @ inside a word, as in an address, calls nobody.
    """
    known = sorted(names, key=len, reverse=True)
    called: list[str] = []
    unknown: list[str] = []
    for at, sign in enumerate(text):
        if sign not in "@＠" or (at and text[at - 1].isascii() and text[at - 1].isalnum()):
            continue
        rest = text[at + 1 :]
        name = next((name for name in known if rest.startswith(name)), None)
        if name is not None:
            called.append(name)
        elif word := "".join(_word(rest))[:10]:
            unknown.append(word)
    return list(dict.fromkeys(called)), list(dict.fromkeys(unknown))


def _word(rest: str) -> Iterable[str]:
    for sign in rest:
        if not sign.isalnum():
            return
        yield sign
