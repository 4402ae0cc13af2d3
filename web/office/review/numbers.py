"""Numbers that people search by; those of certificates are known to a later room than the review."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.certify.models import Certificate
from processes.review import search


def found_by_number(session: Session, q: str) -> list[UUID] | None:
    """The applications that have this number, of whatever kind; None when the words are no number."""
    if not search.is_number(q):
        return None
    certificate = select(Certificate.application_id).where(Certificate.number == q.strip().upper())
    return search.by_number(session, q, certificate)
