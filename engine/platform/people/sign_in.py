"""Opening, reading and closing the session of a browser."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from pwdlib import PasswordHash
from sqlalchemy import delete, select, update

from engine.platform import clock, crypto, throttle
from engine.platform.database import system_work, work
from engine.platform.errors import AppError
from engine.platform.people.codes import normal_phone, use_code
from engine.platform.people.errors import Locked, WrongPassword
from engine.platform.people.models import Account, SignInSession, SmsCode
from engine.platform.people.service import ensure_account, ensure_person

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)

_hasher = PasswordHash.recommended()
_nobody = _hasher.hash(secrets.token_hex(8))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


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
    return _open(tenant_id, account.id, phone)


def sign_in_by_password(tenant_id: UUID, login: str, password: str) -> str:
    """Sign a member of staff in. Returns the cookie's token. Raises WrongPassword, or Locked after 5 failures.

    A login that nobody has is answered the same way, in the same time: the answer does not tell who works here.
    """
    refusal: AppError | None = None
    with system_work() as system:
        account = system.scalar(select(Account).where(Account.login == login.strip()).with_for_update())
        now = clock.now()
        known = account.password_hash if account is not None else None
        matches = _hasher.verify(password, known or _nobody)
        if account is not None and account.locked_until and account.locked_until > now:
            raise Locked(minutes=1 + int((account.locked_until - now).total_seconds() // 60))
        if account is None or known is None or not matches:
            refusal = WrongPassword()
            if account is not None:
                _count_failure(account, now)
            else:
                _count_nobody(login)
        else:
            account.failures, account.locked_until = 0, None
    if refusal is not None or account is None:
        raise refusal or WrongPassword()
    return _open(tenant_id, account.id, None)


def confirm_password(account_id: UUID | None, password: str) -> None:
    """Ask a signed-in member of staff for the password again, before what can't be undone. Failures count as at the
    sign-in. Raises WrongPassword, Locked."""
    refusal: AppError | None = None
    with system_work() as system:
        account = system.scalar(select(Account).where(Account.id == account_id).with_for_update())
        now = clock.now()
        if account is not None and account.locked_until and account.locked_until > now:
            raise Locked(minutes=1 + int((account.locked_until - now).total_seconds() // 60))
        known = account.password_hash if account is not None else None
        if account is None or known is None or not _hasher.verify(password, known):
            refusal = WrongPassword()
            if account is not None:
                _count_failure(account, now)
        else:
            account.failures = 0
    if refusal is not None:
        raise refusal


def _count_failure(account: Account, now: datetime) -> None:
    account.failures += 1
    if account.failures >= LOCK_AFTER:
        account.failures, account.locked_until = 0, now + LOCK_FOR


def _count_nobody(login: str) -> None:
    key = crypto.blind_index("login", login.strip()).hex()
    try:
        throttle.hit(f"sign-in-nobody:{key}", LOCK_AFTER, int(LOCK_FOR.total_seconds()))
    except throttle.TooMany:
        raise Locked(minutes=int(LOCK_FOR.total_seconds() // 60)) from None


def _open(tenant_id: UUID, account_id: UUID, phone: str | None) -> str:
    with work(tenant_id) as session:
        person = ensure_person(session, account_id, phone=phone)
    token, now = secrets.token_urlsafe(32), clock.now()
    with system_work() as system:
        system.add(
            SignInSession(
                id=_digest(token), account_id=account_id, tenant_id=tenant_id, person_id=person.id,
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
        codes = system.scalars(delete(SmsCode).where(SmsCode.expires_at < day_ago).returning(SmsCode.id))
        return len(sessions.all()) + len(codes.all())
