"""Words of papers, and the option lists of their forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from forms.kit import Option
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.papers import queries
from processes.papers.models import Paper, PaperStatus
from processes.papers.structures import Structure, parts_of
from processes.questions.models import ElementTable

STATES: Mapping[str, str] = {
    PaperStatus.BLUEPRINT: "拟定蓝图",
    PaperStatus.ASSEMBLING: "组卷中",
    PaperStatus.SHORT: "题库不足",
    PaperStatus.ASSEMBLED: "待核对",
    PaperStatus.SEALED: "已封存",
    PaperStatus.DISCARDED: "已作废",
}


def blueprint_options(session: Session) -> Mapping[str, Sequence[Option]]:
    """The lists that forms/paper/blueprint.json names."""
    names = {row.code: row.name for row in catalogue.occupations(session)}
    return {"paper.table": [Option(str(row.id), _table(row, names)) for row in queries.tables(session)]}


def beginning(structure: Structure) -> dict[str, Any]:
    """A new blueprint made of a template."""
    return {
        "parts": [_row(part.kind, part.count, part.score) for part in structure.parts],
        "minutes": structure.minutes,
        "cooling_days": structure.cooling_days,
        "importance": "table",
    }


def blueprint_values(paper: Paper) -> dict[str, Any]:
    """A paper as values of its form, the reverse of the service's `draw_up`."""
    shares = {f"share_{name.lower()}": share for name, share in (paper.importance or {}).items()}
    return {
        "title": paper.title,
        "table": str(paper.table_id),
        "parts": [_row(part.kind, part.count, part.score) for part in parts_of(paper.structure)],
        "minutes": paper.minutes,
        "cooling_days": paper.cooling_days,
        "importance": "own" if paper.importance else "table",
    } | shares


def title_of(session: Session, paper: Paper) -> str:
    """`化工总控工 · 三级/高级工`"""
    return f"{catalogue.occupation(session, paper.occupation).name} · {Grade(paper.grade).title}"


def _table(row: ElementTable, names: Mapping[str, str]) -> str:
    return f"{names.get(row.occupation, row.occupation)} · {Grade(row.grade).title}（第 {row.edition} 版）"


def _row(kind: str, count: int, score: int) -> dict[str, Any]:
    return {"kind": str(kind), "count": count, "points": score / 10 if score % 10 else score // 10}
