"""One engine for each database role.

owner   owns the tables and migrates them; nothing else uses it.
app     does the work of one tenant at a time, under row-level security.
system  does what has no tenant yet: sign-in, timers, relay, sealer. Its grants are listed in `schema.py`.
"""

import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import NullPool

from engine.platform.settings import settings

CONNECTIONS = 20
"""Of the app role, at most, in one process."""
RESTED = 1.0
"""Seconds in the pool after which a connection is asked whether it still lives; asking is a round trip."""


def psycopg_url(url: str) -> str:
    """The URL with the driver that SQLAlchemy should take."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _engine(url: str, *, size: int) -> Engine:
    engine = create_engine(
        psycopg_url(url),
        hide_parameters=True,  # an error in a log shows the statement, never the values
        pool_size=size,
        max_overflow=size,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=15s"},
    )

    @event.listens_for(engine, "checkin")
    def rest(_: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(raw: Any, record: Any, _: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < RESTED:
            return
        try:
            engine.dialect.do_ping(raw)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone

    return engine


@lru_cache(maxsize=1)
def app_engine() -> Engine:
    return _engine(settings().database_url, size=CONNECTIONS // 2)


@lru_cache(maxsize=1)
def system_engine() -> Engine:
    return _engine(settings().database_system_url, size=5)


@lru_cache(maxsize=1)
def owner_engine() -> Engine:
    return create_engine(psycopg_url(settings().database_owner_url), poolclass=NullPool)


def lost_connection(failure: BaseException) -> bool:
    """Whether this came of a database that is down, restarting or out of reach: to be tried again, not a bug."""
    return any(_lost(one) for one in _causes(failure))


def _causes(failure: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = failure
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _lost(failure: BaseException) -> bool:
    if isinstance(failure, DBAPIError):
        return failure.connection_invalidated
    # no SQLSTATE: the connection itself broke; 08 connection exception, 57P operator intervention (shutdown, crash)
    return isinstance(failure, psycopg.OperationalError) and (failure.sqlstate or "08").startswith(("08", "57P"))


def dispose() -> None:
    """Close every connection and forget the engines, so that settings may change."""
    for engine in (app_engine, system_engine, owner_engine):
        if engine.cache_info().currsize:
            engine().dispose()
        engine.cache_clear()
