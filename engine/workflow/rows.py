"""Rows that the engine reads and writes past the ORM, which costs more than the rows."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from engine.platform.database import Base

Model = TypeVar("Model", bound=Base)


def detached(model: type[Model], columns: Mapping[str, Any]) -> Model:
    """A row to read, never to save: it belongs to no session and is filled past the ORM's history."""
    made = model()
    vars(made).update(columns)
    return made


def refresh(session: Session, model: type[Base], row_id: UUID) -> None:
    """An object that the session holds of a row written past it is read again when next asked."""
    held = session.identity_map.get(identity_key(model, row_id))
    if held is not None:
        session.expire(held)
