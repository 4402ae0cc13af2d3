"""Process variables are flat: scalars and lists of scalars, as JSON values."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


class NotFlat(TypeError):
    """A value that is no scalar and no list of scalars: a form or a row does not live in process data."""


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON: ids and moments as text, decimals as numbers. Raises NotFlat."""
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_scalar(name, item) for item in value]
    return _scalar(name, value)


def _scalar(name: str, value: Any) -> Any:
    match value:
        case bool() | None:
            return value
        case str() | int() | float():
            return value.value if hasattr(value, "value") else value
        case UUID():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date():
            return value.isoformat()
    raise NotFlat(f"{name}: {type(value).__name__}")
