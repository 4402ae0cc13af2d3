"""What a list is narrowed to: read from an address, and written back into one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from processes.catalogue.grades import Grade

KINDS = {
    "mine": "待我审核",
    "today": "今天到期",
    "returned": "补正已回",
    "blind": "抽检",
    "held": "我占用的",
    "others": "同事处理中",
}
SORTS = {"due": "先到期", "submitted": "先提交"}
LONGEST_AGE, MOST_TEXT, MOST_PAGE = 365, 50, 10_000
_UUIDS = {"plan": "计划", "institution": "机构"}
_MARKS = {"overdue": "已超期", "again": "退回过", "own": "指派给我或由我占用"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`age`: has waited for at least so many days; `again`: was returned before; `own`: held by me or given to me."""

    kind: str = "mine"
    plan: UUID | None = None
    institution: UUID | None = None
    occupation: str = ""
    grade: str = ""
    age: int | None = None
    overdue: bool = False
    again: bool = False
    own: bool = False
    q: str = ""
    sort: str = "due"

    @property
    def narrowed(self) -> dict[str, str]:
        """What was asked for beside the kind, the words and the order, as in an address."""
        return {name: text for name, text in self._all().items() if name not in ("filter", "q", "sort")}

    def address(self, **more: Any) -> str:
        """`/review?…`; the same wish has always the same address."""
        asked = self._all() | {name: str(value) for name, value in more.items() if value}
        return "/review" + (f"?{urlencode(asked)}" if asked else "")

    def without(self, name: str) -> "Wanted":
        """The same without one of `narrowed`."""
        return replace(self, **{name: getattr(Wanted(), name)})

    @property
    def list_only(self) -> "Wanted":
        """The list itself, whatever is looked for in it and however it is sorted."""
        return replace(self, q="", sort="due")

    def _all(self) -> dict[str, str]:
        blank, found = Wanted(), {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value != getattr(blank, name):
                found["filter" if name == "kind" else name] = "1" if value is True else str(value)
        return found


def parse(asked: Mapping[str, str]) -> tuple[Wanted, list[str]]:
    """What an address asks for, and a sentence for everything in it that can't be understood and is left out."""
    problems: list[str] = []
    found: dict[str, Any] = {}
    given = {name: text.strip() for name, text in asked.items()}
    for name, known, field in (("filter", KINDS, "kind"), ("sort", SORTS, "sort"), ("grade", _grades(), "grade")):
        text = given.get(name, "")
        if text in known:
            found[field] = text
        elif text:
            problems.append(f"没有“{_short(text)}”这一项{_NAMES[name]}，已忽略。")
    for name, title in _UUIDS.items():
        if text := given.get(name, ""):
            try:
                found[name] = UUID(text)
            except ValueError:
                problems.append(f"没有“{_short(text)}”这个{title}，已忽略。")
    if text := given.get("age", ""):
        if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= LONGEST_AGE:
            found["age"] = int(text)
        else:
            problems.append(f"等待天数应为 1—{LONGEST_AGE} 的整数，您输入了“{_short(text)}”，已忽略。")
    for name, title in _MARKS.items():
        text = given.get(name, "")
        if text == "1":
            found[name] = True
        elif text:
            problems.append(f"“{title}”只能选或不选，已忽略“{_short(text)}”。")
    found["occupation"] = given.get("occupation", "")[:MOST_TEXT]
    found["q"] = given.get("q", "")[:MOST_TEXT]
    return Wanted(**found), problems


def parse_query(query: str) -> Wanted:
    """A list as it was kept; what no longer makes sense in it is left out."""
    return parse(dict(parse_qsl(query)))[0]


def page_of(text: str) -> tuple[int, list[str]]:
    """The page number of an address, 1 where it makes no sense, with the sentence that says so."""
    if not text:
        return 1, []
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_PAGE:
        return int(text), []
    return 1, [f"没有第“{_short(text)}”页，已显示第 1 页。"]


def _grades() -> frozenset[str]:
    return frozenset(grade.value for grade in Grade)


_NAMES = {"filter": "筛选", "sort": "排序", "grade": "等级"}


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
