"""Finding the account that a person names: by phone, or by the document number declared with one authority."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from engine.platform import crypto
from engine.platform.database import system_work, work
from engine.platform.people.codes import normal_phone
from engine.platform.people.errors import WrongPhone
from engine.platform.people.models import Account, Person

MOST = 10  # accounts of one document number that are looked at, the oldest first


def accounts_named(tenant_id: UUID, name: str) -> Sequence[Account]:
    """The accounts behind a phone or document number; empty for one nobody has. The oldest of several come first."""
    try:
        wanted = select(Account).where(Account.phone_index == crypto.blind_index("phone", normal_phone(name)))
    except WrongPhone:
        ids = _by_document(tenant_id, name)
        wanted = select(Account).where(Account.id.in_(ids)).order_by(Account.id)
    with system_work() as system:
        return system.scalars(wanted.where(Account.login.is_(None))).all()


def _by_document(tenant_id: UUID, number: str) -> list[UUID]:
    index = crypto.blind_index("id_number", "".join(number.split()))
    with work(tenant_id) as session:
        found = select(Person.account_id).where(Person.id_number_index == index).order_by(Person.id)
        return list(session.scalars(found.limit(MOST)))
