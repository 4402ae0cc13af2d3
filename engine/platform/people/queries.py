"""Reading people and their roles."""

from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.database import tenant_of
from engine.platform.errors import NotFound
from engine.platform.people.actor import Actor
from engine.platform.people.models import Authority, Person, RoleGrant


def authority_for_host(session: Session, host: str) -> Authority:
    """The authority whose pages a host shows; the first one where no authority claims the host."""
    rows = session.scalars(select(Authority).order_by(Authority.id)).all()
    if not rows:
        raise NotFound
    return next((row for row in rows if row.host == host), rows[0])


def authority(session: Session) -> Authority:
    """The authority of the session's tenant."""
    return session.get_one(Authority, tenant_of(session))


def person(session: Session, person_id: UUID) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def phone_of(row: Person) -> str | None:
    """The decrypted phone: only where a message must be sent or its owner reads it."""
    return crypto.decrypt(row.phone_encrypted, row.id) if row.phone_encrypted else None


def _in_force() -> Select[RoleGrant]:
    now = clock.now()
    return select(RoleGrant).where(
        RoleGrant.valid_from <= now, or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now)
    )


def actor(session: Session, person_id: UUID, session_id: bytes | None = None) -> Actor:
    """The person with all groups in force now. Everybody is a candidate for himself."""
    row = person(session, person_id)
    groups = {grant.group for grant in session.scalars(_in_force().where(RoleGrant.person_id == person_id))}
    return Actor(
        person_id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        groups=frozenset(groups | {f"candidate:{row.id}"}),
        account_id=row.account_id,
        session_id=session_id,
    )


def people_in_group(session: Session, group: str) -> int:
    """How many people are in a candidate group now; 1 for a candidate's own group."""
    if group.startswith("candidate:"):
        return 1
    members = _in_force().where(RoleGrant.group == group).subquery()
    return session.scalar(select(func.count()).select_from(members)) or 0


def members(session: Session, group: str) -> list[Person]:
    """The people in a candidate group now, by name."""
    ids = _in_force().where(RoleGrant.group == group).with_only_columns(RoleGrant.person_id)
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name)))
