"""Passwords: hashing, what makes a good one, changing one's own."""

import secrets
from datetime import timedelta
from uuid import UUID

from pwdlib import PasswordHash
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, crypto, notices
from engine.platform.database import system_work
from engine.platform.people import guessing
from engine.platform.people.actor import Actor
from engine.platform.people.errors import BadPassword, Guessed, Locked, NotFresh, WrongPassword
from engine.platform.people.models import Account, SignInSession

SHORTEST, LONGEST = 10, 128
FRESH = timedelta(minutes=15)
_WIDESPREAD = ("1234567890", "0123456789", "abcdefghij", "qwertyuiop", "password", "mima123", "woaini", "a123456")

_hasher = PasswordHash.recommended()
_nobody = _hasher.hash(secrets.token_hex(8))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_right(password: str, known: str | None) -> bool:
    """Whether a password belongs to a hash. Without one it takes as long and is wrong."""
    return _hasher.verify(password, known or _nobody) and known is not None


def refuse_bad(password: str, *, known: tuple[str, ...] = ()) -> None:
    """Raises BadPassword, with the reason. `known` holds what others know of the person: login, phone, numbers."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadPassword(why=f"密码应为 {SHORTEST} 至 {LONGEST} 个字符")
    if len(set(password)) < 5:
        raise BadPassword(why="密码的字符太单一")
    if any(password.isascii() and getattr(password, kind)() for kind in ("isdigit", "isalpha")):
        raise BadPassword(why="密码不能只用数字或只用字母")
    low = password.lower()
    if any(common in low for common in _WIDESPREAD) or any(each and each.lower() in low for each in known):
        raise BadPassword(why="密码容易被猜到，不要用常见密码，也不要包含账号、手机号码、证件号码")


def confirm_password(account_id: UUID | None, password: str) -> None:
    """Ask a signed-in person for the password again, before what can't be undone. Raises WrongPassword, Locked.

    Only whoever is signed in can fail here, so the tries count by the account alone.
    """
    name = f"confirm {account_id}"
    try:
        guessing.count_try(name, "")
    except Locked as refusal:
        raise Guessed(**refusal.detail) from None
    with system_work() as system:
        account = system.get(Account, account_id) if account_id else None
        known = account.password_hash if account is not None else None
    if not is_right(password, known):
        raise WrongPassword
    guessing.was_right(name, "")


def has_password(account_id: UUID | None) -> bool:
    with system_work() as system:
        return account_id is not None and bool(
            system.scalar(select(Account.password_hash).where(Account.id == account_id))
        )


def is_fresh(session_id: bytes | None) -> bool:
    """Whether this browser signed in by a code within the last minutes: then no old password is asked for."""
    with system_work() as system:
        row = system.get(SignInSession, session_id) if session_id else None
        return row is not None and row.how in ("code", "counter") and row.created_at + FRESH > clock.now()


def change_password(session: Session, actor: Actor, *, current: str, new: str, known: tuple[str, ...] = ()) -> None:
    """Give oneself another password, or a first one. Every other browser is signed out.

    Raises BadPassword, WrongPassword, Locked; NotFresh for a first password long after the sign-in by code.
    """
    fresh = is_fresh(actor.session_id)
    if not fresh and not has_password(actor.account_id):
        raise NotFresh
    if not fresh:
        confirm_password(actor.account_id, current)
    refuse_bad(new, known=known)
    with system_work() as system:
        account = system.get_one(Account, actor.account_id)
        account.password_hash, account.password_changed_at = hash_password(new), clock.now()
        close_others(system, account.id, keep=actor.session_id)
    audit.record(session, actor, "account.password_changed", subject=("person", actor.person_id))
    body = "您的登录密码已修改，其他设备已退出登录。如非本人操作，请立即拨打服务电话。"
    notices.send(
        session, actor.person_id, "account.password_changed", title="登录密码已修改", body=body, sms=not actor.is_staff
    )


def close_others(system: Session, account_id: UUID, *, keep: bytes | None) -> None:
    """Sign an account out everywhere but in one browser."""
    others = delete(SignInSession).where(SignInSession.account_id == account_id)
    system.execute(others.where(SignInSession.id != keep) if keep is not None else others)


def phone_of_account(account: Account) -> str | None:
    return crypto.decrypt(account.phone_encrypted, account.id) if account.phone_encrypted else None


def login_of(account_id: UUID | None) -> str | None:
    with system_work() as system:
        return system.scalar(select(Account.login).where(Account.id == account_id))
