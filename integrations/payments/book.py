"""The simulated gateways' own memory: trades, refunds and keys in a file beside the uploads, shared by every process.

It is another company's system, so it lives neither in our database nor in our Valkey. Demo and test only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from engine.platform.settings import settings
from integrations.payments import rsa

FILE = "simulated-gateways.sqlite3"
_MAKE = "create table if not exists kept (kind text, key text, value text, primary key (kind, key)) strict"


@dataclass
class Trade:
    """A trade at a gateway. `state`: waiting, paid, closed. `refunds`: refund number → fen and moment."""

    channel: str
    trade_no: str
    amount_fen: int
    title: str
    notify_url: str
    code: str
    opened_at: str
    expires_at: str
    state: str = "waiting"
    paid_fen: int = 0
    transaction_no: str = ""
    paid_at: str = ""
    notice_no: str = ""
    refuses_refunds: bool = False
    refunds: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def paid_moment(self) -> datetime:
        return datetime.fromisoformat(self.paid_at)


def trade(trade_no: str) -> Trade | None:
    found = get("trade", trade_no)
    return Trade(**found) if found else None


def keep(row: Trade) -> None:
    put("trade", row.trade_no, asdict(row))


def trades(channel: str | None = None) -> list[Trade]:
    """All trades, newest first; of one channel when given."""
    with _open() as connection:
        rows = connection.execute("select value from kept where kind = 'trade' order by rowid desc").fetchall()
    found = [Trade(**orjson.loads(value)) for (value,) in rows]
    return [row for row in found if channel in (None, row.channel)]


def refund(refund_no: str) -> Trade | None:
    """The trade that a refund belongs to."""
    return next((row for row in trades() if refund_no in row.refunds), None)


def get(kind: str, key: str) -> Any:
    with _open() as connection:
        row = connection.execute("select value from kept where kind = ? and key = ?", (kind, key)).fetchone()
    return orjson.loads(row[0]) if row else None


def put(kind: str, key: str, value: Any) -> None:
    update = (
        "insert into kept (kind, key, value) values (?, ?, ?)"
        " on conflict (kind, key) do update set value = excluded.value"
    )
    with _open() as connection:
        connection.execute(update, (kind, key, orjson.dumps(value).decode()))


def forget() -> None:
    """Forget every trade and invoice; the keys stay."""
    with _open() as connection:
        connection.execute("delete from kept where kind <> 'key'")


def key(name: str) -> RSAPrivateKey:
    """A key of the simulation, the same in every process."""
    return _key(settings().data_dir / FILE, name)


@lru_cache(maxsize=16)
def _key(path: Path, name: str) -> RSAPrivateKey:
    with _open() as connection:
        row = connection.execute("select value from kept where kind = 'key' and key = ?", (name,)).fetchone()
        if row is None:
            made = orjson.dumps(rsa.as_pem(rsa.new_key())).decode()
            connection.execute("insert or ignore into kept (kind, key, value) values ('key', ?, ?)", (name, made))
            row = connection.execute("select value from kept where kind = 'key' and key = ?", (name,)).fetchone()
    return rsa.private_key(orjson.loads(row[0]))


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    folder = settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / FILE, timeout=10, isolation_level=None)) as connection:
        connection.execute(_MAKE)
        yield connection
