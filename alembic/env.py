"""How alembic reaches the database: as the owner, in one transaction, waiting at most five seconds for a lock."""

from alembic import context
from sqlalchemy import Connection, text

from engine.platform.database.base import Base
from engine.platform.database.engines import owner_engine
from engine.platform.database.migrations import load_models

load_models()


def _run(connection: Connection) -> None:
    connection.execute(text("set lock_timeout = '5s'"))
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with owner_engine().begin() as opened:
        _run(opened)
