"""Bringing a database to the present schema."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from engine.platform.database.base import Base
from engine.platform.database.engines import psycopg_url
from engine.platform.database.protect import protect

ALEMBIC = Path(__file__).parents[3] / "alembic.ini"


def _modules(package: ModuleType) -> list[str]:
    names = [package.__name__]
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        names.append(info.name)
    return names


def load_models() -> None:
    """Import every module named `models`, so that the metadata is whole."""
    for root in ("engine", "processes"):
        for name in _modules(importlib.import_module(root)):
            if name.rsplit(".", 1)[-1] == "models" or ".models." in name:
                importlib.import_module(name)


def upgrade(owner_url: str) -> None:
    """Migrate to the newest schema, then bring grants and policies to what the models say. Safe to repeat."""
    load_models()
    engine = create_engine(psycopg_url(owner_url), poolclass=NullPool)
    with engine.begin() as connection:
        config = Config(ALEMBIC)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(text("insert into clock (id, offset_seconds) values (1, 0) on conflict do nothing"))
        protect(connection)
    engine.dispose()


def differences(connection: Connection) -> list[Any]:
    """What the models say and the migrated database does not; empty when every change has its migration."""
    load_models()
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))
