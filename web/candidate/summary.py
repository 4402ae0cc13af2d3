"""What was declared, in words and in sections, to check before handing in or to read afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.platform import clock
from engine.platform.text import date_cn, mask_id, mask_phone
from forms import kit
from processes.apply import queries
from processes.apply.declared import answers_of
from processes.apply.models import Application, Status
from processes.apply.rules.history import in_words, months_worked
from processes.apply.rules.months import month, month_or_none, works_of
from processes.catalogue.codes import label
from web.candidate.filling import Filling
from web.candidate.forms import part_of, part_with
from web.candidate.wizard import address
from web.ui.views import Row


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: Sequence[Row]


def sections(filling: Filling, *, change: bool) -> list[Section]:
    """Numbers are masked: the owner knows them. With `change` every row links to where it can be changed."""
    application = filling.application
    return [
        Section("报考", _linked(application, "rule", _rule(filling), change)),
        Section("身份信息", _linked(application, "identity", _identity(filling, change=change), change)),
        Section("学习与工作经历", _linked(application, "history", _history(application), change)),
        Section("材料", _linked(application, "materials", _materials(filling), change)),
    ]


Told = tuple[str, str, str]  # what it is called, what was answered, where in its step it is changed


def _linked(application: Application, step: str, rows: Sequence[Told], change: bool) -> list[Row]:
    href = address(application, step)
    return [Row(name, text, href + at if change and at else None) for name, text, at in rows]


def _rule(filling: Filling) -> list[Told]:
    application = filling.application
    if application.plan_line_id is None or application.point_id is None:
        return []
    point = next(each for each in filling.points if each.id == application.point_id)
    return [
        ("职业等级", filling.title, "#f-plan_line_id"),
        ("申报条件", application.rule_sentence or "—", "?choose=1"),
        ("认定分类", f"{application.category}认定", ""),
        ("报名点", f"{point.name}，{point.address}", "#f-point_id"),
    ]


def _identity(filling: Filling, *, change: bool) -> list[Told]:
    given = answers_of(filling.application, "identity")
    if not given:
        return []
    expires = "长期有效" if given.get("id_long") else _day(given.get("id_expires"))
    rows = [
        ("姓名", given["name"], "name"),
        (label("document_kind", given["id_kind"]) + "号码", mask_id(given["id_number"]), "id_number"),
        ("国籍", label("country", given.get("nationality")), "nationality" if given.get("nationality") else ""),
        ("有效期至", expires, "id_long"),
        ("民族", label("ethnicity", given.get("ethnicity")), "ethnicity" if given.get("ethnicity") else ""),
        ("文化程度", label("education", given["education"]), "education"),
        ("目前状态", label("employment", given["employment"]), "employment"),
        ("手机号码", mask_phone(given["phone"]), "phone"),
        ("通讯地址", given["address"], "address"),
    ]
    form = filling.form("identity") if change else None
    return [(name, text, _at(form, field)) for name, text, field in rows if field]


def _at(form: kit.Form | None, field: str) -> str:
    """Where in its step a field is asked; empty without a form."""
    if form is None:
        return ""
    part = part_with(form, field)
    return (f"?page={part}" if part != part_of(form, "") else "") + f"#f-{field}"


def _history(application: Application) -> list[Told]:
    given = answers_of(application, "history")
    studies = [
        (f"学习经历 {place + 1}", _study(row), f"#f-studies-{place}-school")
        for place, row in enumerate(given.get("studies", ()))
    ]
    works = [
        (f"工作经历 {place + 1}", _work(row), f"#f-works-{place}-employer")
        for place, row in enumerate(given.get("works", ()))
    ]
    total = months_worked(works_of(given), _reckoned(application))
    added = [("从事本职业合计", in_words(total), "")] if works else [("工作经历", "没有填写", "#f-works")]
    return [*studies, *works, *added]


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


def _materials(filling: Filling) -> list[Told]:
    draft = filling.application.status == Status.DRAFT
    rows = filling.staged if draft else queries.material_files(filling.session, filling.application.id)
    return [(row.title, file.filename, f"#f-{row.kind}") for row, file in rows]


def _day(text: str | None) -> str:
    return date_cn(date.fromisoformat(text)) if text else "—"
