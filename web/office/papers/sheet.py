"""Planned against drawn, and what is short, as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.platform.text import deadline_cn
from processes.papers.structures import Part, points
from processes.questions.models import Kind

SEGMENTS = 10
IMPORTANCE = {"X": "X 核心", "Y": "Y 一般", "Z": "Z 辅助"}


@dataclass(frozen=True, slots=True)
class Line:
    """A range, kind or importance. `bar` has a segment for each item planned, or for a tenth of many."""

    title: str
    note: str
    planned: int
    drawn: int
    bar: Sequence[str]
    indent: int = 0
    stock: str = ""

    @property
    def label(self) -> str:
        return f"计划 {self.planned} 题，实抽 {self.drawn} 题"


@dataclass(frozen=True, slots=True)
class Sheet:
    ranges: Sequence[Line]
    kinds: Sequence[Line]
    importance: Sequence[Line]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShortLine:
    range: str
    href: str
    kind: str
    missing: int
    stock: str
    points: str


@dataclass(frozen=True, slots=True)
class Short:
    title: str
    lines: Sequence[ShortLine]
    remarks: Sequence[str]


def sheet_of(report: Mapping[str, Any], parts: Sequence[Part]) -> Sheet:
    worth = {part.kind.value: f"每题 {points(part.score)} 分" for part in parts}
    return Sheet(
        ranges=[
            Line(
                title=f"{row['code']} {row['name']}",
                note=f"{row['weight'] / 100:g}%" if row["weight"] is not None else "",
                planned=row["planned"],
                drawn=row["drawn"],
                bar=bar(row["planned"], row["drawn"]),
                indent=row["level"] - 1,
                stock=f"可用 {row['free']:,}" + (f"，冷却中 {row['cooling']:,}" if row["cooling"] else ""),
            )
            for row in report["ranges"]
        ],
        kinds=[_line(Kind(row["kind"]).title, worth.get(row["kind"], ""), row) for row in report["kinds"]],
        importance=[
            _line(IMPORTANCE[row["code"]], f"{row['least']}—{row['most']} 题", row) for row in report["importance"]
        ],
        remarks=list(_remarks(report)),
    )


def short_of(paper_id: object, report: Mapping[str, Any]) -> Short:
    short = report["short"]
    lines = [
        ShortLine(
            range=row["range"],
            href=f"/papers/{paper_id}/ranges#r-{row['range_id']}",
            kind=Kind(row["kind"]).title,
            missing=row["missing"],
            stock=f"{row['free']:,} 题可用，{row['cooling']:,} 题冷却中",
            points="、".join(row["points"]) or "该范围还没有鉴定点",
        )
        for row in short["shortages"]
    ]
    missing = short["missing"]
    title = f"题库不足，至少还差 {missing} 题" if missing else "重要程度的比例与细目表不相容"
    return Short(title, lines, list(_ways_out(short)))


def bar(planned: int, drawn: int) -> list[str]:
    """Segments for `ui.progress`: "p" drawn, "" lacking, "r" too many."""
    if not planned:
        return ["r"] * min(drawn, SEGMENTS)
    length = min(planned, SEGMENTS)
    filled = min(drawn, planned) * length // planned
    return ["p"] * filled + [""] * (length - filled) + ["r"] * (drawn > planned)


def _line(title: str, note: str, row: Mapping[str, Any]) -> Line:
    return Line(title, note, row["planned"], row["drawn"], bar(row["planned"], row["drawn"]))


def _remarks(report: Mapping[str, Any]) -> Sequence[str]:
    doubled = report.get("doubled", 0)
    found = [f"平均难度 {report['difficulty']}%（预计答错的比例）"] if "difficulty" in report else []
    if doubled:
        return [*found, f"有 {doubled} 个鉴定点抽了一题以上：所在范围可用的鉴定点少于应抽题数"]
    return [*found, "每个鉴定点最多一题"] if found else []


def _ways_out(short: Mapping[str, Any]) -> Sequence[str]:
    clashes = [
        f"重要程度 {row['importance']} 按比例须抽 {row['least']}—{row['most']} 题，"
        f"按细目表只能抽 {row['possible_least']}—{row['possible_most']} 题。"
        for row in short["clashes"]
    ]
    ways = ["下表是最少的补充办法。按表补充试题，经审核入库后即可组成。"] if short["missing"] else []
    if short["until"]:
        ways.append(f"不补充试题时，{deadline_cn(datetime.fromisoformat(short['until']))} 冷却期满后可以组成。")
    if short["only_importance"]:
        ways.append("缺口只由重要程度的比例引起。把比例改为“按细目表”或调整百分数，即可组成。")
    if short.get("only_groups"):
        ways.append("缺口只由互斥的近似题引起：同组的题一份试卷最多抽一题。可请命题员核对分组，或补充试题。")
    return [*clashes, *ways]
