"""Making authorities, accounts and people, and granting roles."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, clock, crypto
from engine.platform.ids import new_id
from engine.platform.people.actor import Actor
from engine.platform.people.models import Account, Authority, Person, RoleGrant


def found_authority(
    system: Session,
    *,
    slug: str,
    name: str,
    city: str,
    hotline: str,
    service_hours: str,
    host: str | None = None,
) -> Authority:
    """Make a tenant, or return the one with this slug. Takes a session of the system role."""
    known = system.scalar(select(Authority).where(Authority.slug == slug))
    if known is not None:
        return known
    authority = Authority(slug=slug, name=name, city=city, hotline=hotline, service_hours=service_hours, host=host)
    system.add(authority)
    system.flush()
    return authority


def ensure_account(system: Session, *, phone: str) -> Account:
    """The account of a phone, made when it is new. Takes a session of the system role."""
    index, account_id = crypto.blind_index("phone", phone), new_id()
    system.execute(
        insert(Account)
        .values(
            id=account_id,
            phone_encrypted=crypto.encrypt(phone, account_id),
            phone_index=index,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["phone_index"])
    )
    return system.scalars(select(Account).where(Account.phone_index == index)).one()


def ensure_staff_account(system: Session, *, login: str, password_hash: str) -> Account:
    """The account of a login name, made when it is new. Takes a session of the system role."""
    system.execute(
        insert(Account)
        .values(id=new_id(), login=login, password_hash=password_hash, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["login"])
    )
    return system.scalars(select(Account).where(Account.login == login)).one()


def ensure_person(session: Session, account_id: UUID, *, phone: str | None, name: str = "") -> Person:
    """Who an account is within the session's tenant, made at the first visit.

    A phone that was changed with another authority is taken over at the next visit.
    """
    known = session.scalar(select(Person).where(Person.account_id == account_id))
    if known is not None:
        if phone and known.phone_index != crypto.blind_index("phone", phone):
            keep_phone(known, phone)
            session.flush()
        return known
    person_id = new_id()
    person = Person(
        id=person_id,
        account_id=account_id,
        name=name,
        phone_encrypted=crypto.encrypt(phone, person_id) if phone else None,
        phone_index=crypto.blind_index("phone", phone) if phone else None,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    return person


def keep_phone(person: Person, phone: str) -> None:
    person.phone_encrypted = crypto.encrypt(phone, person.id)
    person.phone_index = crypto.blind_index("phone", phone)


def identify(
    session: Session, person: Person, *, name: str, id_kind: str, id_number: str, sex: str, birth_date: date
) -> None:
    """Keep the identity a person declared: the document kind is a GA/T 517 code, the sex a GB/T 2261.1 code."""
    person.name, person.id_kind, person.sex, person.birth_date = name, id_kind, sex, birth_date
    person.id_number_encrypted = crypto.encrypt(id_number, person.id)
    person.id_number_index = crypto.blind_index("id_number", id_number)
    session.flush()


def grant(
    session: Session,
    actor: Actor,
    person: Person,
    group: str,
    *,
    institution_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> None:
    """Put a person into a candidate group. `{institution_id}` in the group is filled in. Repeating changes nothing."""
    concrete = group.format(institution_id=institution_id)
    known = select(RoleGrant.id).where(RoleGrant.person_id == person.id, RoleGrant.group == concrete)
    if session.scalar(known):
        return
    session.add(
        RoleGrant(
            person_id=person.id,
            group=concrete,
            institution_id=institution_id,
            granted_by=None if actor.is_system else actor.person_id,
            valid_from=clock.now(),
            valid_until=valid_until,
        )
    )
    audit.record(session, actor, "role.granted", subject=("person", person.id), after={"group": concrete})
    session.flush()
