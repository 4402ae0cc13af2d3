"""Units of work: one request, one job, one engine step = one transaction, opened and committed at the edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database.engines import app_engine, system_engine
from engine.platform.database.packet import exchange

# One round trip begins the transaction, sets the tenant for it alone and reads how far the clock was moved.
_BEGIN = text("select set_config('app.tenant', :tenant, true), (select offset_seconds from clock) as moved")


def join_tenant(session: Session, tenant_id: UUID | None) -> None:
    """Begin the session's transaction for one tenant; None means no tenant, and so no tenant's rows."""
    connection = session.connection()
    connection.info["tenant"] = tenant_id
    (begun,) = exchange(connection, (_BEGIN, {"tenant": str(tenant_id or "")}))
    clock.adopt(begun.rows[0].moved)


def tenant_of(session: Session) -> UUID:
    """The tenant of the running transaction. Raises LookupError where there is none."""
    tenant: UUID | None = session.connection().info.get("tenant")
    if tenant is None:
        raise LookupError("no tenant in this unit of work")
    return tenant


@contextmanager
def work(tenant_id: UUID | None) -> Iterator[Session]:
    """A transaction of the app role in one tenant: committed at the end, rolled back on any exception."""
    with Session(app_engine(), expire_on_commit=False) as session, session.begin():
        join_tenant(session, tenant_id)
        yield session


@contextmanager
def system_work() -> Iterator[Session]:
    """A transaction of the system role, for what has no tenant yet."""
    with Session(system_engine(), expire_on_commit=False) as session, session.begin():
        join_tenant(session, None)
        yield session
