"""One-time codes that staff hand out to somebody whose ID card they have looked at, for when no message arrives."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.platform import clock, crypto
from engine.platform.database import system_work
from engine.platform.ids import new_id
from engine.platform.people.codes import narrow
from engine.platform.people.models import CounterCode

VALID_FOR = timedelta(minutes=10)
MOST_ATTEMPTS = 5


def make_counter_code(account_id: UUID) -> str:
    """Eight digits that open the account once, within VALID_FOR. A newer one ends those before."""
    code_id, code, now = new_id(), f"{secrets.randbelow(100_000_000):08d}", clock.now()
    with system_work() as system:
        system.add(
            CounterCode(
                id=code_id,
                account_id=account_id,
                digest=_digest(code_id, code),
                created_at=now,
                expires_at=now + VALID_FOR,
            )
        )
    return code


def use_counter_code(account_id: UUID, code: str) -> bool:
    """Spend the account's newest code. False when there is none, when it is over, or when another was typed."""
    newest = select(CounterCode).where(CounterCode.account_id == account_id)
    with system_work() as system:
        row = system.scalar(newest.order_by(CounterCode.created_at.desc()).limit(1).with_for_update())
        if row is None or row.used_at is not None or row.expires_at <= clock.now() or row.attempts >= MOST_ATTEMPTS:
            return False
        row.attempts += 1
        if not secrets.compare_digest(row.digest, _digest(row.id, "".join(narrow(code).split()))):
            return False
        row.used_at = clock.now()
        return True


def _digest(code_id: UUID, code: str) -> bytes:
    return crypto.blind_index("counter code", f"{code_id}:{code}")
