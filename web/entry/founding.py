"""Setting up an authority from a file: its catalogue, its institutions and points, its staff. No programmer needed.

`founding.example.toml` beside this file shows every entry. Safe to repeat: what is there stays, what is new is added.
"""

import secrets
import tomllib
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from engine.platform.database import system_work, work
from engine.platform.people import Actor, service
from engine.platform.people.models import Account
from engine.platform.people.sign_in import hash_password
from processes.catalogue import queries
from processes.catalogue import service as catalogue
from web.entry import deployment


class Entry(BaseModel):
    """A table of the file: an unknown or missing name in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AuthorityEntry(Entry):
    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str
    city: str
    hotline: str
    service_hours: str
    host: str | None = None


class OccupationEntry(Entry):
    code: str
    name: str


class PointEntry(Entry):
    name: str
    address: str


class InstitutionEntry(Entry):
    code: str = Field(pattern=r"^\d{6}$")
    name: str
    short_name: str
    address: str
    phone: str
    credit_code: str | None = None
    points: tuple[PointEntry, ...] = ()


class Member(Entry):
    """Somebody on the staff. `groups` may hold `{institution_id}`: that of `institution`, an institution's code."""

    login: str = Field(min_length=3)
    name: str
    groups: tuple[str, ...] = Field(min_length=1)
    institution: str | None = None


class Founding(Entry):
    authority: AuthorityEntry
    occupations: tuple[OccupationEntry, ...] = ()
    institutions: tuple[InstitutionEntry, ...] = ()
    staff: tuple[Member, ...] = ()


class Founded(Entry):
    """The tenant, and the passwords of accounts that are new: shown once, kept nowhere."""

    tenant_id: UUID
    deployed: bool
    passwords: dict[str, str]


def read(path: Path) -> Founding:
    """Raises OSError, tomllib.TOMLDecodeError, or pydantic's ValidationError that names the entry."""
    return Founding.model_validate(tomllib.loads(path.read_text("utf-8")))


def found(wanted: Founding, *, password: Callable[[], str] = lambda: secrets.token_urlsafe(12)) -> Founded:
    """Make the authority what the file says. Raises BadDefinition, WrongOccupationCode, WrongCreditCode."""
    with system_work() as system:
        tenant = service.found_authority(system, **wanted.authority.model_dump()).id
    deployed = deployment.deploy(tenant, "随软件发布")
    _fill_catalogue(tenant, wanted)
    return Founded(tenant_id=tenant, deployed=deployed, passwords=_appoint(tenant, wanted.staff, password))


def _fill_catalogue(tenant: UUID, wanted: Founding) -> None:
    actor = Actor.system(tenant)
    with work(tenant) as session:
        for occupation in wanted.occupations:
            catalogue.add_occupation(session, actor, code=occupation.code, name=occupation.name)
        for entry in wanted.institutions:
            institution = catalogue.add_institution(session, actor, **entry.model_dump(exclude={"points"}))
            for point in entry.points:
                catalogue.add_point(
                    session, actor, institution, name=point.name, address=point.address, phone=entry.phone
                )


def _appoint(tenant: UUID, staff: tuple[Member, ...], password: Callable[[], str]) -> dict[str, str]:
    """Accounts and roles of everybody; returns login → password of the new ones."""
    with system_work() as system:
        known = set(system.scalars(select(Account.login).where(Account.login.is_not(None))))
        passwords = {member.login: password() for member in staff if member.login not in known}
        hashes = {secret: hash_password(secret) for secret in set(passwords.values())}
        accounts = {
            member.login: service.ensure_staff_account(
                system, login=member.login, password_hash=hashes.get(passwords.get(member.login, ""), "")
            ).id
            for member in staff
        }
    with work(tenant) as session:
        institutions = {row.code: row.id for row in queries.institutions(session)}
        for member in staff:
            person = service.ensure_person(session, accounts[member.login], phone=None, name=member.name)
            at = institutions[member.institution] if member.institution else None
            for group in member.groups:
                service.grant(session, Actor.system(tenant), person, group, institution_id=at)
    return passwords
