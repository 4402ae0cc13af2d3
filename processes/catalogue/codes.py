"""National code tables, kept as data in `tables/` so that a new edition of a standard needs no programmer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

_TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class CodeTable:
    """`standard` names the source, such as GB/T 3304; `codes` maps a code to what people read."""

    name: str
    title: str
    standard: str
    codes: Mapping[str, str]


@cache
def table(name: str) -> CodeTable:
    """The code table of that name. Raises LookupError for an unknown one."""
    path = _TABLES / f"{name}.json"
    if name not in names():
        raise LookupError(f"no code table {name!r}")
    raw = json.loads(path.read_text(encoding="utf-8"))
    return CodeTable(name, raw["title"], raw["standard"], MappingProxyType(raw["codes"]))


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    return frozenset(path.stem for path in _TABLES.glob("*.json"))


def label(name: str, code: str | None) -> str:
    """What people read for a code; an unknown code is shown as it is, an absent one as a dash."""
    if not code:
        return "—"
    return table(name).codes.get(code, code)
