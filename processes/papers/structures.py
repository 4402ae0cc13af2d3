"""Structures of papers: how many questions of each kind, and their points. A template is a beginning, not a limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.platform.errors import FieldError
from processes.questions.models import Kind

TOTAL = 1000  # tenths of a point: every subject is out of 100
MOST_QUESTIONS = 400


@dataclass(frozen=True, slots=True)
class Part:
    """`score` of each question in tenths of a point."""

    kind: Kind
    count: int
    score: int

    @property
    def total(self) -> int:
        return self.count * self.score


@dataclass(frozen=True, slots=True)
class Structure:
    code: str
    title: str
    note: str
    parts: Sequence[Part]
    minutes: int
    cooling_days: int


STRUCTURES = (
    Structure(
        "classic",
        "经典卷",
        "职业技能等级认定理论试卷的常用结构，题库每个等级宜有 2,000 题以上",
        (Part(Kind.SINGLE, 160, 5), Part(Kind.JUDGE, 40, 5)),
        90,
        180,
    ),
    Structure(
        "three",
        "三题型卷",
        "判断、单选在前，多选在后",
        (Part(Kind.JUDGE, 40, 5), Part(Kind.SINGLE, 140, 5), Part(Kind.MULTIPLE, 10, 10)),
        90,
        180,
    ),
    Structure(
        "small",
        "小卷",
        "题库较小、试点职业或模拟考试时使用",
        (Part(Kind.SINGLE, 20, 30), Part(Kind.JUDGE, 10, 20), Part(Kind.MULTIPLE, 5, 40)),
        60,
        30,
    ),
)


def structure(code: str) -> Structure:
    """The template of that code; the first one where there is none."""
    return next((each for each in STRUCTURES if each.code == code), STRUCTURES[0])


def parts_of(rows: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Parts as `Paper.structure` keeps them."""
    return [Part(Kind(row["kind"]), row["count"], row["score"]) for row in rows]


def as_rows(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [{"kind": part.kind.value, "count": part.count, "score": part.score} for part in parts]


def in_words(parts: Sequence[Part]) -> str:
    """`单项选择题 20 题 × 3 分＋判断题 10 题 × 2 分`"""
    return "＋".join(f"{part.kind.title} {part.count} 题 × {points(part.score)} 分" for part in parts)


def points(tenths: int) -> str:
    """`0.5`, `60`"""
    return f"{tenths / 10:g}"


def problems(parts: Sequence[Part]) -> Iterator[FieldError]:
    """What keeps parts from making a paper, in sentences."""
    kinds = [part.kind for part in parts]
    for at, part in enumerate(parts):
        if part.kind in kinds[:at]:
            yield FieldError(f"parts.{at}.kind", f"{part.kind.title}已在前面列出，请合并为一项")
    if (count := sum(part.count for part in parts)) > MOST_QUESTIONS:
        yield FieldError("parts", f"一份试卷最多 {MOST_QUESTIONS} 题，现为 {count} 题")
    if (total := sum(part.total for part in parts)) != TOTAL:
        yield FieldError("parts", f"各题型的分数合计应为 100 分，现为 {points(total)} 分")
