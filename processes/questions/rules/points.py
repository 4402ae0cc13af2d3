"""Finding the point that somebody named, by code or name, with as much of the way to it as was written."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A point with its ranges from the top: pairs of code and name, the point's own last."""

    id: UUID
    path: Sequence[tuple[str, str]]
    importance: str = "X"

    @property
    def code(self) -> str:
        """`A-B-C-001`"""
        return "-".join(code for code, _ in self.path)

    @property
    def title(self) -> str:
        return f"{self.code} {self.path[-1][1]}（{self.importance}）"

    @property
    def ranges(self) -> str:
        """`基础知识 › 化工单元操作`"""
        return " › ".join(name for _, name in self.path[:-1])


class Unresolved(LookupError):
    """No point, or more than one, is called so; the text is the Chinese sentence."""


def resolve(places: Iterable[Place], named: Sequence[str]) -> Place:
    """The point at the end of `named`, whose earlier parts are some of its ranges, in order. Raises Unresolved."""
    wanted = [_plain(part) for part in named if part.strip()]
    if not wanted:
        raise Unresolved("没有写鉴定点")
    shown = "／".join(part.strip() for part in named if part.strip())
    known = list(places)
    found = [place for place in known if _plain(place.code) == wanted[-1]] or [
        place for place in known if _leads(place, wanted)
    ]
    if not found:
        raise Unresolved(f"细目表中没有鉴定点“{shown}”")
    if len(found) > 1:
        raise Unresolved(f"鉴定点“{shown}”在细目表中不止一个，请写全各级鉴定范围")
    return found[0]


def _leads(place: Place, wanted: Sequence[str]) -> bool:
    steps = [{_plain(code), _plain(name)} for code, name in place.path]
    if wanted[-1] not in steps[-1]:
        return False
    rest = iter(steps[:-1])
    return all(any(part in step for step in rest) for part in wanted[:-1])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").casefold()
