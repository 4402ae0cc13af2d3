"""The sheet of planned against drawn as a workbook. It names questions by number and says nothing of what they ask."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from engine.documents import sheets
from engine.documents.sheets import Sheet
from processes.papers.models import Paper, PaperItem
from processes.papers.structures import points
from processes.questions.models import AssessmentPoint, ElementRange, Kind


def workbook(
    paper: Paper,
    items: Sequence[PaperItem],
    numbers: dict[UUID, str],
    elements: dict[UUID, tuple[ElementRange, AssessmentPoint]],
) -> bytes:
    """`numbers` are those of the questions, `elements` the ranges and points of the items."""
    report: dict[str, Any] = paper.report or {}
    return sheets.write([_ranges(paper, report), _shares(report), _items(items, numbers, elements)])


def _ranges(paper: Paper, report: dict[str, Any]) -> Sheet:
    header = (
        "层级",
        "代码",
        "名称",
        "鉴定比重",
        "计划题数",
        "实抽题数",
        "相差",
        "鉴定点数",
        "抽到鉴定点",
        "可用题",
        "冷却中",
    )
    rows = [
        (
            row["level"],
            row["code"],
            "　" * (row["level"] - 1) + row["name"],
            f"{row['weight'] / 100:g}%" if row["weight"] is not None else None,
            row["planned"],
            row["drawn"],
            row["drawn"] - row["planned"],
            row["points"],
            row["points_drawn"],
            row["free"],
            row["cooling"],
        )
        for row in report.get("ranges", ())
    ]
    return Sheet("范围", header, rows, (6, 10, 32, 10, 10, 10, 8, 10, 12, 10, 10), f"{paper.title} 计划与实抽")


def _shares(report: dict[str, Any]) -> Sheet:
    kinds = [("题型", Kind(row["kind"]).title, row["planned"], row["drawn"], None) for row in report.get("kinds", ())]
    importance = [
        ("重要程度", row["code"], row["planned"], row["drawn"], f"{row['least']}—{row['most']}")
        for row in report.get("importance", ())
    ]
    return Sheet(
        "题型与重要程度", ("类别", "名称", "计划题数", "实抽题数", "允许范围"), [*kinds, *importance], (12, 16)
    )


def _items(
    items: Sequence[PaperItem], numbers: dict[UUID, str], elements: dict[UUID, tuple[ElementRange, AssessmentPoint]]
) -> Sheet:
    rows = [
        (
            item.place,
            numbers[item.question_id],
            Kind(item.kind).title,
            elements[item.point_id][0].code,
            elements[item.point_id][1].code,
            elements[item.point_id][1].name,
            elements[item.point_id][1].importance,
            points(item.score),
        )
        for item in items
    ]
    header = ("题号", "试题编号", "题型", "范围代码", "鉴定点代码", "鉴定点", "重要程度", "分数")
    return Sheet("试题", header, rows, (8, 20, 14, 12, 12, 30, 10, 8))
