"""What the components show. Plain data, made by the routes; the templates only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Literal

from starlette.datastructures import URL

State = Literal["done", "current", "todo"]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Tag:
    """tone: "", ok, warn, bad, info or now; icon: a name of bootstrap-icons."""

    text: str
    tone: str = ""
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: State
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    label: str
    tag: Tag
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a summary; `href` leads to where it can be changed."""

    label: str
    value: str
    href: str | None = None
    action: str = "修改"
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A point on the candidate's timeline."""

    title: str
    state: State
    text: str = ""
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """None is shown as 空."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EventView:
    """state: "on" at the chosen moment, "after" later than it."""

    day: str
    time: str
    title: str
    actor: str
    mark: str = ""
    changes: Sequence[Change] = ()
    state: Literal["", "on", "after"] = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    ok: bool
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """`key` is the digit that follows it, where the page has such a shortcut."""

    label: str
    href: str
    current: bool = False
    count: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut: the keys people read, what it does, and the CSS selector that it clicks or focuses.

    One that is not `shown` stands on its button, and in the list under `?`.
    """

    keys: tuple[str, ...]
    label: str
    target: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    reason: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class FileItem:
    filename: str
    href: str
    note: str
    icon: Literal["image", "pdf"] = "image"
    remove: str | None = None
    thumb: str | None = None  # a small picture of it
    adjust: str | None = None  # where its frame can be moved


@dataclass(frozen=True, slots=True)
class FileRow:
    name: str
    title: str
    tag: Tag
    hint: str = ""
    files: Sequence[FileItem] = ()
    fault: Fault | None = None
    error: str | None = None
    upload: bool = True
    accept: str = "image/*,.heic,.pdf"
    camera: str = "environment"  # which camera of a phone takes the picture
    seen: str = ""  # the file that the page shows there

    @property
    def has_pdf(self) -> bool:
        return any(file.icon == "pdf" for file in self.files)

    @property
    def described_by(self) -> str:
        given = ((self.hint, "hint"), (self.fault, "return"), (self.error, "error"))
        return " ".join(f"f-{self.name}-{kind}" for text, kind in given if text)


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a case is held: `seconds` from now until `until` (aware); None when it was lost."""

    until: datetime | None
    seconds: int
    renew: str | None = None
    put_back: str | None = None
    holder: str | None = None

    @property
    def state(self) -> Literal["", "low", "lost"]:
        if self.until is None or self.seconds <= 0:
            return "lost"
        return "low" if self.seconds < 180 else ""

    @property
    def left(self) -> str:
        """`剩 14 分 32 秒`"""
        minutes, seconds = divmod(max(self.seconds, 0), 60)
        return f"剩 {minutes} 分 {seconds:02} 秒" if minutes else f"剩 {seconds} 秒"


@dataclass(frozen=True, slots=True)
class PageLink:
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    total: int
    first: int
    last: int
    links: Sequence[PageLink]
    previous: str | None
    next: str | None


def pager(url: URL, *, page: int, total: int, size: int) -> Pager:
    """Pages of a list by GET; `page` counts from 1. Shows two pages around the current one, the first and the last."""
    pages = max(1, ceil(total / size))
    page = min(max(page, 1), pages)

    def at(number: int) -> str:
        address = url.include_query_params(page=number)
        return f"{address.path}?{address.query}"

    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    return Pager(
        total=total,
        first=min((page - 1) * size + 1, total),
        last=min(page * size, total),
        links=[PageLink(str(number), at(number), number == page) for number in near],
        previous=at(page - 1) if page > 1 else None,
        next=at(page + 1) if page < pages else None,
    )
