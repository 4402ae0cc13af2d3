"""Read the catalogue."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.catalogue.errors import NoSuchInstitution, NoSuchOccupation
from processes.catalogue.models import Institution, Occupation, RegistrationPoint


def occupations(session: Session) -> Sequence[Occupation]:
    return session.scalars(select(Occupation).where(Occupation.active).order_by(Occupation.code)).all()


def occupation(session: Session, code: str) -> Occupation:
    """Raises NoSuchOccupation."""
    found = session.scalar(select(Occupation).where(Occupation.code == code))
    if found is None:
        raise NoSuchOccupation(occupation=code)
    return found


def institutions(session: Session) -> Sequence[Institution]:
    return session.scalars(select(Institution).where(Institution.active).order_by(Institution.code)).all()


def institution(session: Session, institution_id: UUID) -> Institution:
    """Raises NoSuchInstitution."""
    found = session.get(Institution, institution_id)
    if found is None:
        raise NoSuchInstitution
    return found


def points(session: Session, institution_id: UUID | None = None) -> Sequence[RegistrationPoint]:
    """Open points, of one institution or of all."""
    statement = select(RegistrationPoint).where(RegistrationPoint.active).order_by(RegistrationPoint.id)
    if institution_id is not None:
        statement = statement.where(RegistrationPoint.institution_id == institution_id)
    return session.scalars(statement).all()
