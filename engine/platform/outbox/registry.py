"""Which function carries out which event.

An event is a frozen dataclass of ids, codes and numbers. A subscriber runs in the job's own transaction; a remote
subscriber runs outside any, because it speaks over a network, and so may see an event twice after a crash.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from sqlalchemy.orm import Session

E = TypeVar("E")
Local = Callable[[Session, Any], None]
Remote = Callable[[UUID, UUID, Any], None]

classes: dict[str, type[Any]] = {}
local: dict[str, list[Local]] = {}
remote: dict[str, Remote] = {}


def subscriber(event: type[E]) -> Callable[[Callable[[Session, E], None]], Callable[[Session, E], None]]:
    """Carry out the event in a transaction of its tenant. The function must be idempotent."""

    def register(function: Callable[[Session, E], None]) -> Callable[[Session, E], None]:
        classes[event.__name__] = event
        local.setdefault(event.__name__, []).append(function)
        return function

    return register


def remote_subscriber(
    event: type[E],
) -> Callable[[Callable[[UUID, UUID, E], None]], Callable[[UUID, UUID, E], None]]:
    """Carry out the event outside any transaction, as `function(tenant_id, reference, event)`.

    `reference` is the same for every attempt: hand it to the other side as idempotency key.
    """

    def register(function: Callable[[UUID, UUID, E], None]) -> Callable[[UUID, UUID, E], None]:
        if event.__name__ in remote:
            raise LookupError(f"{event.__name__} has a remote subscriber already")
        classes[event.__name__] = event
        remote[event.__name__] = function
        return function

    return register


def dump(event: Any) -> dict[str, Any]:
    """The event as JSON values."""
    return {
        key: str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(event).items()
    }


def load(name: str, payload: dict[str, Any]) -> Any:
    """The event back from its JSON values. Raises LookupError for an event nobody subscribes to."""
    try:
        kind = classes[name]
    except KeyError:
        raise LookupError(f"no subscriber for event {name}") from None
    hints = get_type_hints(kind)
    readers: dict[Any, Callable[[str], Any]] = {UUID: UUID, datetime: datetime.fromisoformat, date: date.fromisoformat}
    values = {}
    for field in fields(kind):
        read = readers.get(hints[field.name])
        value = payload[field.name]
        values[field.name] = read(value) if read and value is not None else value
    return kind(**values)
