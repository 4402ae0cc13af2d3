"""Which adapter stands behind a port. `web/entry/wiring.py` binds them once a process."""

from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")
_factories: dict[type[Any], Callable[[], Any]] = {}


class Unbound(LookupError):
    """A port without an adapter: the wiring forgot it."""


def bind(port: type[_T], factory: Callable[[], _T]) -> None:
    _factories[port] = factory


def get(port: type[_T]) -> _T:
    try:
        factory = _factories[port]
    except KeyError:
        raise Unbound(port.__name__) from None
    adapter: _T = factory()
    return adapter


def is_bound(port: type[Any]) -> bool:
    return port in _factories
