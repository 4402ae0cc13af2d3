"""Bringing a database to the present schema."""

import importlib
import pkgutil
from types import ModuleType

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from engine.platform.database.base import Base
from engine.platform.database.engines import _url
from engine.platform.database.protect import protect


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
    """Make tables, grants and policies what the code expects. Safe to repeat."""
    load_models()
    engine = create_engine(_url(owner_url), poolclass=NullPool)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        connection.execute(text("insert into clock (id, offset_seconds) values (1, 0) on conflict do nothing"))
        protect(connection)
    engine.dispose()
