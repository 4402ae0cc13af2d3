"""The forms of the exam office that belong to no task."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import FieldError
from forms import kit
from forms.kit import Option
from processes.arrange.rules.problem import ORDER, Span
from processes.catalogue import queries as catalogue
from processes.catalogue.subjects import Subject, subjects_of
from processes.plans import queries as plans
from processes.plans.models import Plan

TIME = r"^([01]?\d|2[0-3])[:：][0-5]\d$"
MOST_DAYS, MOST_TIMES = 31, 8
SUBJECTS = [Option(each.value, each.title) for each in Subject]


def _text(title: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "minLength": 1, "maxLength": 80} | more


def _number(title: str, low: int, high: int, hint: str = "") -> dict[str, Any]:
    return {
        "type": "integer", "title": title, "description": hint, "minimum": low, "maximum": high,
        "x-ui": {"widget": "number", "width": "8"},
    }  # fmt: skip


def _date(title: str) -> dict[str, Any]:
    return {"type": "string", "title": title, "x-ui": {"widget": "date"}, "x-errors": {"required": f"请输入{title}"}}


def _load(title: str, properties: Mapping[str, Any], required: Sequence[str], submit: str, hint: str = "") -> kit.Form:
    return kit.load(
        {
            "title": title, "description": hint, "type": "object", "properties": dict(properties),
            "required": list(required), "x-order": list(properties), "x-submit": submit,
        }
    )  # fmt: skip


def _choice(title: str, options: str) -> dict[str, Any]:
    return {
        "type": "string", "title": title, "x-ui": {"widget": "select", "options": options},
        "x-errors": {"required": f"请选择{title}"},
    }  # fmt: skip


def room_form(*, new: bool) -> kit.Form:
    properties = {
        **({"institution": _choice("所属机构", "arrange.institution")} if new else {}),
        "name": _text("考场名称", description="考生在准考证上看到的名称，例如 理论一号机房"),
        "address": _text("地址", description="写到楼和楼层", maxLength=120),
        "capacity": _number("座位数", 1, 500),
        "columns": _number("每排座位数", 1, 50, "座位按排编号，用于错开同一单位的考生"),
        "subjects": {
            "type": "array",
            "title": "可用于",
            "items": {"type": "string"},
            "x-ui": {"widget": "checkboxes", "options": "arrange.subject"},
            "x-errors": {"required": "请选择考场可用于哪些科目"},
        },
        **({} if new else {"active": {"type": "boolean", "title": "启用", "x-ui": {"widget": "checkbox"}}}),
    }
    required = [name for name in properties if name != "active"]
    return _load("登记考场" if new else "修改考场", properties, required, "保存考场")


def room_options(session: Session) -> dict[str, list[Option]]:
    institutions = [Option(str(row.id), row.name) for row in catalogue.institutions(session)]
    return {"arrange.institution": institutions, "arrange.subject": SUBJECTS}


def generate_form(session: Session, plan: Plan) -> kit.Form:
    properties: dict[str, Any] = {"first_on": _date("第一天"), "last_on": _date("最后一天")}
    for subject in subjects(session, plan):
        short = subject.title
        properties[f"{subject.value}_starts"] = _text(
            f"{short}开考时刻", description="24 小时制，可填几个，用顿号或空格隔开，例如 9:00、14:00"
        )
        properties[f"{subject.value}_minutes"] = _number(f"{short}时长（分钟）", 10, 600)
    hint = "按等待座位的人数和考场容量生成场次：先用本机构的考场，操作技能排在理论之后。已有的空座先用。"
    return _load("自动生成场次", properties, list(properties), "生成场次", hint)


def generate_values(session: Session, plan: Plan) -> dict[str, Any]:
    """What to start from: the beginning of the plan's exam days, which are still to come."""
    first = min(max(plan.exam_from, clock.today() + timedelta(days=1)), plan.exam_until)
    values: dict[str, Any] = {
        "first_on": first.isoformat(),
        "last_on": min(first + timedelta(days=1), plan.exam_until).isoformat(),
    }
    starts = {"theory": "9:00", "skill": "13:30", "review": "15:45"}
    for subject in subjects(session, plan):
        values[f"{subject.value}_starts"] = starts[subject.value]
        values[f"{subject.value}_minutes"] = plan.exam_minutes if subject is Subject.THEORY else 120
    return values


def subjects(session: Session, plan: Plan) -> list[Subject]:
    """What the plan's lines assess, in the order it is sat."""
    found = {subject for line in plans.lines(session, plan.id) for subject in subjects_of(line.grade)}
    return [Subject(each) for each in ORDER if Subject(each) in found]


def spans(values: Mapping[str, Any], wanted: Sequence[Subject]) -> tuple[dict[str, list[Span]], list[FieldError]]:
    """The times by subject that a checked form gives, or what is wrong with it."""
    first, last = date.fromisoformat(values["first_on"]), date.fromisoformat(values["last_on"])
    if last < first:
        return {}, [FieldError("last_on", "最后一天不应早于第一天")]
    days = (last - first).days + 1
    if days > MOST_DAYS:
        return {}, [FieldError("last_on", f"一次最多生成 {MOST_DAYS} 天的场次，您选择了 {days} 天")]
    found: dict[str, list[Span]] = {}
    errors: list[FieldError] = []
    for subject in wanted:
        name = f"{subject.value}_starts"
        typed = [each for each in re.split(r"[\s,，、;；]+", str(values[name]).strip()) if each]
        wrong = [each for each in typed if not re.match(TIME, each)]
        if wrong or not 1 <= len(typed) <= MOST_TIMES:
            said = f"“{wrong[0]}”" if wrong else f"{len(typed)} 个时刻"
            errors.append(
                FieldError(name, f"{subject.title}开考时刻应为 1 到 {MOST_TIMES} 个，例如 9:00，您输入了{said}")
            )
            continue
        length = timedelta(minutes=int(values[f"{subject.value}_minutes"]))
        starts = [moment(first + timedelta(days=day), at) for day in range(days) for at in typed]
        found[subject.value] = [(start, start + length) for start in starts]
    return found, errors


def moment(day: date, at: str) -> datetime:
    hour, minute = re.split("[:：]", at)
    return datetime.combine(day, time(int(hour), int(minute)), clock.SHANGHAI)


def session_form(*, new: bool) -> kit.Form:
    properties = {
        **({"line": _choice("职业等级", "arrange.line"), "subject": _choice("科目", "arrange.subject")} if new else {}),
        "room": _choice("考场", "arrange.room"),
        "day_on": _date("日期"),
        "starts": _text("开考时刻", pattern=TIME, **{"x-errors": {"pattern": "开考时刻应为 24 小时制，例如 9:00"}}),
        "minutes": _number("时长（分钟）", 10, 600),
    }
    return _load("添加场次" if new else "修改场次", properties, list(properties), "保存场次")


def session_options(session: Session, plan: Plan, rooms: Sequence[tuple[Any, Any]]) -> dict[str, list[Option]]:
    return {
        "arrange.line": line_options(session, plan),
        "arrange.subject": [Option(each.value, each.title) for each in subjects(session, plan)],
        "arrange.room": [
            Option(str(row.id), f"{institution.short_name} {row.name}（{row.capacity} 座）")
            for row, institution in rooms
        ],
    }


def line_options(session: Session, plan: Plan) -> list[Option]:
    return [Option(str(line.id), plans.line_title(line)) for line in plans.lines(session, plan.id)]


def rules_form() -> kit.Form:
    properties = {
        "ticket_template": _text(
            "准考证号规则",
            description="默认 {yymmdd}{site8}{serial5}：考试日期 6 位、考点 8 位、流水号 5 位。以流水号结尾",
        ),
        "notes": {
            "type": "string",
            "title": "考生须知",
            "description": "印在准考证上，一行一条",
            "minLength": 1,
            "maxLength": 1000,
            "x-ui": {"widget": "textarea", "rows": 6},
        },
    }
    return _load("编排规则", properties, list(properties), "保存规则", "新规则用于以后发布的准考证，已发的号码不变。")
