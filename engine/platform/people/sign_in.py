"""Opening, reading and closing the session of a browser."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from engine.platform import clock
from engine.platform.database import system_work, work
from engine.platform.errors import AppError
from engine.platform.people import guessing, passwords
from engine.platform.people.accounts import accounts_named
from engine.platform.people.codes import normal_phone, use_code
from engine.platform.people.counter import use_counter_code
from engine.platform.people.errors import WrongCredentials, WrongPassword
from engine.platform.people.models import Account, CounterCode, SignInSession, SmsCode
from engine.platform.people.passwords import confirm_password, hash_password
from engine.platform.people.service import ensure_account, ensure_person

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)

__all__ = [
    "confirm_password",
    "forget_finished",
    "hash_password",
    "session_of",
    "sign_in_at_counter",
    "sign_in_by_code",
    "sign_in_by_name",
    "sign_in_by_password",
    "sign_out",
]


def sign_in_by_code(tenant_id: UUID, phone: str, code: str) -> str:
    """Sign a candidate in, registering the phone if it is new. Returns the cookie's token.

    Raises WrongPhone, WrongCode, CodeExpired.
    """
    phone = normal_phone(phone)
    refusal: AppError | None = None
    with system_work() as system:
        try:
            use_code(system, phone, code)
        except AppError as error:
            refusal = error  # the attempt counts, so it must be committed
    if refusal is not None:
        raise refusal
    with system_work() as system:
        account = ensure_account(system, phone=phone)
    return _open(tenant_id, account.id, phone, "code")


def sign_in_by_password(tenant_id: UUID, login: str, password: str, *, address: str = "") -> str:
    """Sign a member of staff in. Returns the cookie's token. Raises WrongPassword; Locked after 5 tries from `address`.

    A login that nobody has is answered the same way, in the same time: the answer does not tell who works here.
    """
    guessing.count_try(login, address)
    with system_work() as system:
        account = system.scalar(select(Account).where(Account.login == login.strip()))
    if not passwords.is_right(password, account.password_hash if account else None) or account is None:
        guessing.was_wrong(login, address)
        raise WrongPassword
    guessing.was_right(login, address)
    return _open(tenant_id, account.id, passwords.phone_of_account(account), "password")


def sign_in_by_name(tenant_id: UUID, name: str, password: str, *, address: str) -> str:
    """Sign a candidate in by phone or document number, and password. Returns the cookie's token.

    Raises WrongCredentials, Locked; whether the number is known here is not told.
    """
    guessing.count_try(name, address)
    accounts = accounts_named(tenant_id, name)
    tried = [(account, passwords.is_right(password, account.password_hash)) for account in accounts]
    account = next((account for account, right in tried if right), None)
    if account is None:
        if not tried:
            passwords.is_right(password, None)
        guessing.was_wrong(name, address)
        raise WrongCredentials
    guessing.was_right(name, address)
    return _open(tenant_id, account.id, passwords.phone_of_account(account), "password")


def sign_in_at_counter(tenant_id: UUID, name: str, code: str, *, address: str) -> str:
    """Sign a candidate in by phone or document number, and a code that staff handed out. Returns the cookie's token.

    Raises WrongCredentials, Locked.
    """
    guessing.count_try(name, address)
    account = next((each for each in accounts_named(tenant_id, name) if use_counter_code(each.id, code)), None)
    if account is None:
        guessing.was_wrong(name, address)
        raise WrongCredentials
    guessing.was_right(name, address)
    return _open(tenant_id, account.id, passwords.phone_of_account(account), "counter")


def _open(tenant_id: UUID, account_id: UUID, phone: str | None, how: str) -> str:
    with work(tenant_id) as session:
        person = ensure_person(session, account_id, phone=phone)
    token, now = secrets.token_urlsafe(32), clock.now()
    with system_work() as system:
        system.add(
            SignInSession(
                id=_digest(token), account_id=account_id, tenant_id=tenant_id, person_id=person.id, how=how,
                created_at=now, seen_at=now, expires_at=now + LONGEST,
            )
        )  # fmt: skip
    return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def session_of(token: str) -> SignInSession | None:
    """The live session of a cookie's token; None when it was closed, idle for 30 minutes or open for 12 hours."""
    with system_work() as system:
        row = system.get(SignInSession, _digest(token))
        now = clock.now()
        if row is None or row.expires_at <= now or row.seen_at + IDLE <= now:
            return None
        if row.seen_at + SEEN_EVERY <= now:
            system.execute(update(SignInSession).where(SignInSession.id == row.id).values(seen_at=now))
    return row


def sign_out(token: str) -> None:
    with system_work() as system:
        system.execute(delete(SignInSession).where(SignInSession.id == _digest(token)))


def forget_finished() -> int:
    """Delete what is left of sessions and codes that ended more than a day ago; returns how many."""
    with system_work() as system:
        day_ago = clock.now() - timedelta(days=1)
        sessions = system.scalars(
            delete(SignInSession).where(SignInSession.expires_at < day_ago).returning(SignInSession.id)
        )
        codes = [
            system.scalars(delete(kind).where(kind.expires_at < day_ago).returning(kind.id))
            for kind in (SmsCode, CounterCode)
        ]
        return len(sessions.all()) + sum(len(gone.all()) for gone in codes)
