"""Reading people and their roles."""

from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, false, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.database import tenant_of
from engine.platform.errors import NotFound
from engine.platform.people.actor import Actor
from engine.platform.people.models import Authority, Delegation, Person, RoleGrant


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
    groups, linked = set(), set()
    for found in session.execute(_roles(person_id)):
        groups |= {found.group} - {None}
        linked |= {found.linked} - {None}
    return Actor(
        person_id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        groups=frozenset(groups | {f"candidate:{row.id}"}),
        linked=frozenset(linked),
        account_id=row.account_id,
        session_id=session_id,
    )


def _roles(person_id: UUID) -> CompoundSelect[Any]:
    """Groups of one's own, groups that others have handed over, and with whom that makes one; one statement."""
    own = _in_force().where(RoleGrant.person_id == person_id).with_only_columns(RoleGrant.group, null().label("linked"))
    theirs = delegations_in_force()
    kept = _in_force().where(RoleGrant.person_id == Delegation.delegator_id, RoleGrant.group == Delegation.group)
    received = theirs.where(Delegation.delegate_id == person_id, kept.exists())
    given = theirs.where(Delegation.delegator_id == person_id)
    return union_all(
        own,
        received.with_only_columns(Delegation.group, Delegation.delegator_id),
        given.with_only_columns(null(), Delegation.delegate_id),
    )


def delegations_in_force() -> Select[Delegation]:
    now = clock.now()
    runs = Delegation.starts_at <= now, Delegation.ends_at > now, Delegation.ended_at.is_(None)
    return select(Delegation).where(*runs)


def delegations_of(session: Session, person_id: UUID) -> list[Delegation]:
    """What a person has handed over and received, the newest first; past ones too."""
    mine = or_(Delegation.delegator_id == person_id, Delegation.delegate_id == person_id)
    return list(session.scalars(select(Delegation).where(mine).order_by(Delegation.id.desc()).limit(50)))


def own_groups(session: Session, person_id: UUID) -> frozenset[str]:
    """The groups a person was put into, without those that others have handed over."""
    held = _in_force().where(RoleGrant.person_id == person_id)
    return frozenset(session.scalars(held.with_only_columns(RoleGrant.group)))


def colleagues(session: Session, *groups: str) -> list[Person]:
    """Everybody who works for the same institutions, or for the authority, as these groups do; by name."""
    scopes = {group.rpartition(":")[0] + ":" for group in groups}
    near = or_(false(), *(RoleGrant.group.startswith(scope, autoescape=True) for scope in sorted(scopes)))
    ids = _in_force().where(near).with_only_columns(RoleGrant.person_id)
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name)))


def people_in_group(session: Session, group: str) -> int:
    """How many people are in a candidate group now; 1 for a candidate's own group."""
    if group.startswith("candidate:"):
        return 1
    members = _in_force().where(RoleGrant.group == group).subquery()
    return session.scalar(select(func.count()).select_from(members)) or 0


def members(session: Session, *groups: str) -> list[Person]:
    """The people in candidate groups now, those who stand in for one of them too, by name."""
    own = _in_force().where(RoleGrant.group.in_(groups)).with_only_columns(RoleGrant.person_id)
    standing_in = delegations_in_force().where(Delegation.group.in_(groups)).with_only_columns(Delegation.delegate_id)
    ids = union_all(own, standing_in)
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name)))
