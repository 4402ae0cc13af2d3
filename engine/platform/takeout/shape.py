"""Which tables and columns a tenant's data has: read from the models, never listed by hand."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from engine.platform.database import Base
from engine.platform.database.migrations import load_models
from engine.platform.database.protect import app_verbs

SEALED = "_encrypted"
"""Columns with this ending are sealed by `engine.platform.crypto`, the row's id being the associated data."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it is written: `name` is the key outside, `column` the one in the database."""

    name: str
    column: Column[Any]
    opened: bool

    @property
    def note(self) -> str:
        if self.opened:
            return "decrypted text"
        return "sealed, base64" if self.column.name.endswith(SEALED) else str(self.column.type).lower()


def tenant_tables() -> list[Table]:
    """Every table with rows of one tenant, referenced ones first. The authority's own row is one of them."""
    load_models()
    return [table for table in Base.metadata.sorted_tables if _of_tenant(table)]


def _of_tenant(table: Table) -> bool:
    return table.name == "authority" or ("tenant_id" in table.c and "select" in app_verbs(table))


def fields(table: Table, *, decrypt: bool) -> list[Field]:
    """What is written of each row, in the order of the columns."""
    found = []
    for column in table.c:
        opened = decrypt and column.name.endswith(SEALED)
        found.append(Field(str(column.name).removesuffix(SEALED) if opened else str(column.name), column, opened))
    return found


def meaning(table: Table) -> str:
    """The first line of what the model says about itself."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            return (mapper.class_.__doc__ or "").strip().split("\n")[0]
    return ""
