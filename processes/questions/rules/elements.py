"""An element table (鉴定要素细目表) read from rows: the tree of ranges and points, and every problem by its row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from processes.questions.rules import cells, weights
from processes.questions.rules.headings import POINT, Field, Layout

MOST_NAME, LEVEL_NAMES = 100, ("", "一级", "二级", "三级", "四级")
POINT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts from 1, 0 for the whole table. What `blocks` must be mended before the table is taken."""

    row: int
    text: str
    blocks: bool = True


@dataclass(slots=True)
class Point:
    row: int
    code: str
    name: str
    importance: str


@dataclass(slots=True)
class Node:
    """A range. `share` is as written in percent, `weight` its share of its parent in basis points."""

    row: int
    level: int
    code: str
    name: str
    share: Decimal | None = None
    weight: int | None = None
    ratio: cells.Ratio | None = None
    children: list["Node"] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    def all_points(self) -> Iterator[Point]:
        yield from self.points
        for child in self.children:
            yield from child.all_points()


@dataclass(slots=True)
class Table:
    title: str
    ranges: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


def read(rows: Sequence[Sequence[Any]], layout: Layout) -> Table:
    """Every row below the header becomes a point under its ranges; blank range cells mean the range above."""
    table = Table(layout.title)
    reader = _Reader(rows, layout, table)
    for number in range(layout.first, len(rows)):
        if any(cells.plain(value) for value in rows[number]):
            reader.take(number)
    if not table.ranges:
        table.problems.append(Problem(0, "表中没有鉴定点"))
    _settle(table)
    _check_ratios(table)
    table.problems.sort(key=lambda problem: problem.row)
    return table


class _Reader:
    """Walks down the rows and remembers the ranges it is in."""

    def __init__(self, rows: Sequence[Sequence[Any]], layout: Layout, table: Table) -> None:
        self.rows, self.layout, self.table = rows, layout, table
        self.path: list[Node] = []
        self.widths = {
            level: cells.widest([self._value(number, level, "code") for number in range(layout.first, len(rows))])
            for level in (POINT, *layout.levels)
        }
        self.bare_fractions = self._all_fractions()

    def take(self, number: int) -> None:
        self._ranges(number)
        if self.path:
            self._point(number)
        else:
            self._say(number, "缺少一级鉴定范围")

    def _ranges(self, number: int) -> None:
        for level in self.layout.levels:
            name = cells.plain(self._value(number, level, "name"))
            code = cells.code(self._value(number, level, "code"), self.widths[level])
            here = self.path[level - 1] if len(self.path) >= level else None
            if not name and not code:
                continue
            if here is not None and name in ("", here.name) and code in ("", here.code):
                self._more(here, number, level)
                continue
            del self.path[level - 1 :]
            if len(self.path) < level - 1:
                self._say(number, f"“{name or code}”缺少上一级鉴定范围")
                continue
            self._open(number, level, code, name)

    def _open(self, number: int, level: int, code: str, name: str) -> None:
        siblings = self.path[-1].children if self.path else self.table.ranges
        known = next((node for node in siblings if node.code == code and node.name == name), None)
        if known is None:
            known = Node(number + 1, level, code, name)
            siblings.append(known)
            self._judge(known, siblings)
        self.path.append(known)
        self._more(known, number, level)

    def _judge(self, node: Node, siblings: list[Node]) -> None:
        which = LEVEL_NAMES[node.level]
        if not node.name:
            self._say(node.row - 1, f"{which}鉴定范围 {node.code} 缺少名称")
        elif len(node.name) > MOST_NAME:
            self._say(node.row - 1, f"{which}鉴定范围名称超过 {MOST_NAME} 字")
        if not node.code:
            self._say(node.row - 1, f"{which}鉴定范围“{node.name}”缺少代码")
        elif any(other is not node and other.code == node.code for other in siblings):
            self._say(node.row - 1, f"{which}鉴定范围代码 {node.code} 重复")

    def _more(self, node: Node, number: int, level: int) -> None:
        """Weight and ratio, which may stand in the first row of the range only."""
        try:
            share = cells.weight(self._value(number, level, "weight"))
        except cells.NotANumber as wrong:
            self._say(number, f"“{node.name}”的鉴定比重应为百分数，例如 25%，表中是 {wrong}")
        else:
            self._share(node, number, share)
        try:
            node.ratio = node.ratio or cells.ratio(self._value(number, level, "ratio"))
        except cells.NotANumber as wrong:
            self._say(number, f"“{node.name}”的 X:Y:Z 应为三个数，例如 5:2:0，表中是 {wrong}", blocks=False)

    def _share(self, node: Node, number: int, share: cells.Weight | None) -> None:
        if share is None:
            return
        percent = share.percent * 100 if share.bare and self.bare_fractions else share.percent
        if not 0 <= percent <= 100:
            self._say(number, f"“{node.name}”的鉴定比重应在 0 至 100% 之间，表中是 {percent.normalize():f}%")
        elif node.share is None:
            node.share = percent
        elif node.share != percent:
            self._say(
                number, f"“{node.name}”前后写了不同的比重：{node.share.normalize():f}% 和 {percent.normalize():f}%"
            )

    def _point(self, number: int) -> None:
        raw = self._value(number, POINT, "code")
        code = cells.code(raw, self.widths[POINT] or POINT_DIGITS)
        name = cells.plain(self._value(number, POINT, "name"))
        importance = cells.plain(self._value(number, POINT, "importance")).upper()
        if not code and not name:
            self._say(number, "这一行没有鉴定点")
            return
        if len(self.path) < len(self.layout.levels):
            self._say(number, f"鉴定点“{name or code}”缺少{LEVEL_NAMES[len(self.path) + 1]}鉴定范围")
        where = self.path[-1]
        if not code:
            self._say(number, f"鉴定点“{name}”缺少代码")
        elif any(point.code == code for point in where.points):
            self._say(number, f"鉴定点代码 {code} 在“{where.name}”中重复")
        elif code != cells.plain(raw):
            self._say(number, f"鉴定点代码 {cells.plain(raw)} 已按 {code} 读取", blocks=False)
        if not name:
            self._say(number, f"鉴定点 {code} 缺少名称")
        elif len(name) > MOST_NAME:
            self._say(number, f"鉴定点名称超过 {MOST_NAME} 字")
        if importance not in ("X", "Y", "Z"):
            self._say(number, f"鉴定点“{name or code}”的重要程度应为 X、Y 或 Z，表中是{importance or '空的'}")
        where.points.append(Point(number + 1, code, name, importance))

    def _all_fractions(self) -> bool:
        """Whether shares are written as parts of one: all of them at most 1, none with a % sign."""
        found = []
        for number in range(self.layout.first, len(self.rows)):
            for level in self.layout.levels:
                try:
                    found.append(cells.weight(self._value(number, level, "weight")))
                except cells.NotANumber:
                    continue
        bare = [each.percent for each in found if each is not None and each.bare]
        return bool(bare) and max(bare) <= 1

    def _value(self, number: int, level: int, what: Field) -> Any:
        at = self.layout.columns.get((level, what))
        row = self.rows[number]
        return row[at] if at is not None and at < len(row) else None

    def _say(self, number: int, text: str, *, blocks: bool = True) -> None:
        self.table.problems.append(Problem(number + 1, text, blocks))


def _settle(table: Table) -> None:
    """Shares of siblings become basis points of their parent."""
    _settle_siblings(table, None, table.ranges, None)


def _settle_siblings(table: Table, parent: Node | None, siblings: list[Node], whole: Decimal | None) -> None:
    if not siblings:
        return
    where = f"“{parent.name}”之下" if parent else "一级鉴定范围"
    row = parent.row if parent else 0
    missing = [node for node in siblings if node.share is None]
    if len(missing) == len(siblings):
        sentence = f"{where}没有写鉴定比重，组卷时按鉴定点数量分配"
        table.problems.append(Problem(row, sentence, blocks=False))
    elif missing:
        table.problems.extend(Problem(node.row, f"“{node.name}”缺少鉴定比重") for node in missing)
    else:
        _balance(table, siblings, whole, where=where, row=row)
    for node in siblings:
        _settle_siblings(table, node, node.children, node.share)


def _balance(table: Table, siblings: list[Node], whole: Decimal | None, *, where: str, row: int) -> None:
    shares = [node.share or Decimal() for node in siblings]
    try:
        settled = weights.settle(shares, whole)
    except weights.Unbalanced as wrong:
        wanted = "100%" if whole is None or whole == 100 else f"100%，或上级的 {whole.normalize():f}%"
        sentence = f"{where}各项比重合计 {wrong.total.normalize():f}%，应为 {wanted}"
        table.problems.append(Problem(row, sentence))
        return
    for node, weight in zip(siblings, settled, strict=True):
        node.weight = weight


def _check_ratios(table: Table) -> None:
    """A written X:Y:Z is compared with the points there are; a difference is told, and the points count."""
    waiting = list(table.ranges)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        grades = [point.importance for point in node.all_points()]
        counted = (grades.count("X"), grades.count("Y"), grades.count("Z"))
        if node.ratio is not None and node.ratio != counted:
            written, real = (":".join(map(str, each)) for each in (node.ratio, counted))
            sentence = f"“{node.name}”写的 X:Y:Z 是 {written}，表中的鉴定点是 {real}，以鉴定点为准"
            table.problems.append(Problem(node.row, sentence, blocks=False))
