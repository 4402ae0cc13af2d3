"""Finding one's way in an element table's header, which may be one row or three, with cells merged over both ways."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from processes.questions.rules.cells import plain

POINT = 0
Field = Literal["code", "name", "weight", "ratio", "importance"]
Column = tuple[int, Field]
"""The level of a range, or POINT; and what the column says of it."""

MOST_HEADER_ROWS = 12
_LEVELS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LEVEL = re.compile(r"([一二三四1-4])级")
_NO_HEADER = "没有找到表头。表头应写明鉴定范围（一级、二级、三级）的名称、代码、比重，以及鉴定点的代码、名称和重要程度"
_HEADER_WORDS = (
    "鉴定", "范围", "知识点", "名称", "内容", "代码", "编码", "编号", "比重", "权重", "重要程度", "级", "X:Y",
    "数量比", "序号", "备注",
)  # fmt: skip


_NEEDED: tuple[tuple[Column, str], ...] = (
    ((1, "name"), "一级鉴定范围名称"),
    ((POINT, "code"), "鉴定点代码"),
    ((POINT, "name"), "鉴定点名称"),
    ((POINT, "importance"), "重要程度"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """`first` is the place of the first row of data; `columns` says where to find what."""

    first: int
    columns: Mapping[Column, int]
    title: str

    @property
    def levels(self) -> list[int]:
        return sorted({level for level, _ in self.columns if level != POINT})


class NoHeader(ValueError):
    """No header was found; the text is the Chinese sentence why."""


def find(rows: Sequence[Sequence[Any]]) -> Layout:
    """The layout of a sheet whose merged cells are filled. Raises NoHeader."""
    begin = next((at for at, row in enumerate(rows[:MOST_HEADER_ROWS]) if _is_header(row)), None)
    if begin is None:
        raise NoHeader(_NO_HEADER)
    end = begin
    while end < len(rows) and _is_header(rows[end]):
        end += 1
    columns = _columns(rows[begin:end])
    missing = [name for column, name in _NEEDED if column not in columns]
    if missing:
        raise NoHeader(f"表头缺少：{'、'.join(missing)}。请对照模板补上这些列")
    return Layout(end, columns, _title(rows[:begin]))


def _is_header(row: Sequence[Any]) -> bool:
    """A row in which every text is a word of headers; a title over the whole width is none."""
    texts = {text for at in range(len(row)) if (text := _text(row, at))}
    return len(texts) > 1 and all(len(text) <= 12 and any(word in text for word in _HEADER_WORDS) for text in texts)


def _columns(head: Sequence[Sequence[Any]]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for at in range(max(len(row) for row in head)):
        texts = [text for row in head if (text := _text(row, at))]
        meaning = _meaning("".join(dict.fromkeys(texts)))
        if meaning is not None:
            found.setdefault(meaning, at)
    return found


def _meaning(text: str) -> Column | None:
    if "重要" in text:
        return POINT, "importance"
    level = _LEVEL.search(text)
    of_point = "鉴定点" in text or "知识点" in text
    if level is None and not of_point:
        return None
    where = _LEVELS[level[1]] if level is not None else POINT
    field = _field(text)
    return None if field is None else (where, field)


def _field(text: str) -> Field | None:
    upper = text.upper()
    if "X:Y" in upper or "XYZ" in upper or "数量比" in text:
        return "ratio"
    for field, words in _WORDS:
        if any(word in text for word in words):
            return field
    return "name" if text.endswith(("鉴定范围", "范围", "鉴定点", "知识点", "级")) else None


_WORDS: tuple[tuple[Field, tuple[str, ...]], ...] = (
    ("weight", ("比重", "权重")),
    ("code", ("代码", "编码", "编号")),
    ("name", ("名称", "内容")),
)


def _title(above: Sequence[Sequence[Any]]) -> str:
    """The first text above the header."""
    return next((plain(value) for row in above for value in row if plain(value)), "")


def _text(row: Sequence[Any], at: int) -> str:
    value = plain(row[at]) if at < len(row) else ""
    return unicodedata.normalize("NFKC", value).replace(" ", "").replace("∶", ":")
