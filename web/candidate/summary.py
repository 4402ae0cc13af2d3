"""What was declared, in words and in sections, to check before handing in or to read afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import date_cn, mask_id, mask_phone
from processes.apply import offers, queries
from processes.apply.declared import answers_of
from processes.apply.models import Application, Material
from processes.apply.rules.history import in_words, months_worked
from processes.apply.rules.months import month, month_or_none, works_of
from processes.catalogue.codes import label
from web.candidate.wizard import address, title_of
from web.ui.views import Row


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: Sequence[Row]


def sections(session: Session, application: Application, *, change: bool) -> list[Section]:
    """Numbers are masked: the owner knows them. With `change` every row links to where it can be changed."""
    return [
        Section("报考", _linked(application, "rule", _rule(session, application), change)),
        Section("身份信息", _linked(application, "identity", _identity(application), change)),
        Section("学习与工作经历", _linked(application, "history", _history(application), change)),
        Section("材料", _linked(application, "materials", _materials(session, application), change)),
    ]


def _linked(application: Application, step: str, rows: Sequence[tuple[str, str]], change: bool) -> list[Row]:
    href = address(application, step) if change else None
    return [Row(name, text, href) for name, text in rows]


def _rule(session: Session, application: Application) -> list[tuple[str, str]]:
    if application.plan_line_id is None or application.point_id is None:
        return []
    point = offers.point(session, application.plan_id, application.point_id)
    return [
        ("职业等级", title_of(session, application)),
        ("申报条件", application.rule_sentence or "—"),
        ("认定分类", f"{application.category}认定"),
        ("报名点", f"{point.name}，{point.address}"),
    ]


def _identity(application: Application) -> list[tuple[str, str]]:
    given = answers_of(application, "identity")
    if not given:
        return []
    expires = "长期有效" if given.get("id_long") else _day(given.get("id_expires"))
    return [
        ("姓名", given["name"]),
        (label("document_kind", given["id_kind"]) + "号码", mask_id(given["id_number"])),
        ("有效期至", expires),
        ("民族", label("ethnicity", given["ethnicity"])),
        ("文化程度", label("education", given["education"])),
        ("目前状态", label("employment", given["employment"])),
        ("手机号码", mask_phone(given["phone"])),
        ("通讯地址", given["address"]),
    ]


def _history(application: Application) -> list[tuple[str, str]]:
    given = answers_of(application, "history")
    studies = [(f"学习经历 {place}", _study(row)) for place, row in enumerate(given.get("studies", ()), 1)]
    works = [(f"工作经历 {place}", _work(row)) for place, row in enumerate(given.get("works", ()), 1)]
    total = months_worked(works_of(given), _reckoned(application))
    return [*studies, *works, *([("从事本职业合计", in_words(total))] if works else [])]


def _reckoned(application: Application) -> date:
    """The day to which a lasting job counts: that of handing in, today for a draft."""
    return clock.shanghai(application.submitted_at).date() if application.submitted_at else clock.today()


def _study(row: Mapping[str, Any]) -> str:
    return f"{_span(row, '在读')}，{row['school']}，{label('education', row['level'])}，{row['major']}"


def _work(row: Mapping[str, Any]) -> str:
    return f"{_span(row, '至今')}，{row['employer']}，{row['post']}"


def _span(row: Mapping[str, Any], lasting: str) -> str:
    start, end = month(row["start"]), month_or_none(row.get("end"))
    first = f"{start.year}年{start.month}月"
    return f"{first}—{end.year}年{end.month}月" if end else f"{first}{lasting if lasting == '至今' else f'起{lasting}'}"


def _materials(session: Session, application: Application) -> list[tuple[str, str]]:
    rows: Sequence[Material] = queries.materials(session, application.id) or queries.staged(session, application.id)
    names = queries.filenames(session, rows)
    return [(row.title, names[row.id]) for row in rows]


def _day(text: str | None) -> str:
    return date_cn(date.fromisoformat(text)) if text else "—"
