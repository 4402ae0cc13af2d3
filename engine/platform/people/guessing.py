"""What keeps guessers of passwords out without keeping their owner out.

Tries count by account and network address together: whoever only knows a name locks himself out, never its owner. An
account that is tried from many addresses is not closed either; every answer about it takes longer instead.
"""

from engine.platform import crypto, throttle
from engine.platform.people.errors import Locked

MOST, WITHIN = 5, 900  # tries of one account from one address, and the seconds they count
ADDRESS_MOST = 60  # wrong passwords from one address, whatever names they go with
SLOW_AFTER, SLOWEST, MANY = 10, 8.0, 60  # wrong passwords of one account from anywhere; seconds; as far as is counted


def count_try(name: str, address: str) -> None:
    """Count a try before the password is looked at, so that many at once are counted too. Raises Locked."""
    if throttle.count(_from(address), ADDRESS_MOST, WITHIN) >= ADDRESS_MOST:
        raise Locked(minutes=WITHIN // 60)
    try:
        throttle.hit(_pair(name, address), MOST, WITHIN)
    except throttle.TooMany:
        raise Locked(minutes=WITHIN // 60) from None


def was_wrong(name: str, address: str) -> None:
    for key, most in ((_from(address), ADDRESS_MOST), (_account(name), MANY)):
        try:
            throttle.hit(key, most, WITHIN)
        except throttle.TooMany:
            continue  # counted to the end already


def was_right(name: str, address: str) -> None:
    throttle.forget(_pair(name, address), MOST, WITHIN)


def patience(name: str) -> float:
    """Seconds to wait before a try of this name is answered: none at first, then 1, 2, 4, 8."""
    wrong = throttle.count(_account(name), MANY, WITHIN)
    return min(2.0 ** ((wrong - SLOW_AFTER) // 5), SLOWEST) if wrong >= SLOW_AFTER else 0.0


def _index(name: str) -> str:
    return crypto.blind_index("login", name.strip()).hex()


def _account(name: str) -> str:
    return f"wrong-password:{_index(name)}"


def _pair(name: str, address: str) -> str:
    return f"password:{_index(name)}:{address}"


def _from(address: str) -> str:
    return f"wrong-password-from:{address}"
