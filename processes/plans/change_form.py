"""The forms of a change after publication: one field for each figure of the plan, and the second person's answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import datetime_cn, deadline_cn
from forms import kit
from processes.plans.models import Counted, Plan, PlanChange
from processes.plans.rules import day_and_time, moment
from processes.plans.service.approve import APPROVE, RETURN
from processes.plans.service.change import Wanted, counted

_TIME = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"

ANSWER = kit.load(
    {
        "title": "审批变更",
        "description": "同意后立即生效，开放和截止按新的时间进行。",
        "type": "object",
        "properties": {
            "decision": {
                "type": "string",
                "title": "审批意见",
                "x-ui": {
                    "widget": "radio",
                    "options": [{"value": APPROVE, "label": "同意变更"}, {"value": RETURN, "label": "不同意"}],
                },
                "x-errors": {"required": "请选择审批意见"},
            },
            "reason": {
                "type": "string",
                "title": "不同意的原因",
                "description": "会告知申请变更的人",
                "maxLength": 300,
                "x-ui": {"widget": "textarea"},
                "x-when": f'decision = "{RETURN}"',
                "x-errors": {"required": "请输入不同意的原因"},
            },
        },
        "required": ["decision", "reason"],
        "x-submit": "提交审批意见",
    }
)


def change_form(session: Session, plan: Plan) -> kit.Form:
    """The form for one plan: its window, a number for each head-count, and the reason."""
    properties: dict[str, Any] = {}
    if plan.opens_at > clock.now():
        properties["opens_on"] = _date("开放报名日期")
        properties["opens_time"] = _time("开放时刻", "只可提前")
    properties["closes_on"] = _date("截止报名日期")
    properties["closes_time"] = _time("截止时刻", "只可推后")
    for key, title, row in counted(session, plan):
        properties[key] = {
            "type": "integer",
            "title": f"{title}（人数）",
            "description": _now(row),
            "minimum": 1,
            "maximum": 1_000_000,
            "x-ui": {"widget": "number", "width": "8"},
        }
    properties["reason"] = {
        "type": "string",
        "title": "变更原因",
        "minLength": 4,
        "maxLength": 300,
        "x-ui": {"widget": "textarea"},
        "x-errors": {"required": "请输入变更原因"},
    }
    required = [name for name in ("opens_on", "closes_on", "reason") if name in properties]
    return kit.load(
        {
            "title": "申请变更",
            "description": "只可放宽：延长报名时间、增加人数。由另一位审批员审批后生效。",
            "type": "object",
            "properties": properties,
            "required": required,
            "x-submit": "提交变更申请",
        }
    )


def present_values(session: Session, plan: Plan) -> dict[str, Any]:
    """The figures as they are, to start from."""
    opens_on, opens_time = day_and_time(plan.opens_at, closing=False)
    closes_on, closes_time = day_and_time(plan.closes_at, closing=True)
    window = {"opens_on": opens_on, "opens_time": opens_time, "closes_on": closes_on, "closes_time": closes_time}
    return window | {key: row.capacity for key, _, row in counted(session, plan)}


def wanted(session: Session, plan: Plan, values: Mapping[str, Any]) -> Wanted:
    """What a checked form asks for."""
    opens_at = plan.opens_at
    if "opens_on" in values:
        opens_at = moment(values["opens_on"], values.get("opens_time") or "00:00")
    closes_at = moment(values["closes_on"], values.get("closes_time") or "24:00")
    return Wanted(opens_at, closes_at, {key: values.get(key) for key, _, _ in counted(session, plan)})


def in_words(session: Session, plan: Plan, change: PlanChange) -> list[tuple[str, str]]:
    """What a change asks for: name and new figure."""
    found = []
    if "opens_at" in change.wanted:
        found.append(("开放时间", datetime_cn(datetime.fromisoformat(change.wanted["opens_at"]))))
    if "closes_at" in change.wanted:
        found.append(("截止时间", deadline_cn(datetime.fromisoformat(change.wanted["closes_at"]))))
    titles = {key: title for key, title, _ in counted(session, plan)}
    for key, capacity in change.wanted["capacities"].items():
        found.append((titles.get(key, key), "不限" if capacity is None else f"{capacity} 人"))
    return found


def _now(row: Counted) -> str:
    limit = "不限" if row.capacity is None else f" {row.capacity} 人"
    return f"现为{limit}，已占用 {row.taken} 人；不填为不限"


def _date(title: str) -> dict[str, Any]:
    return {
        "type": "string",
        "title": title,
        "x-ui": {"widget": "date"},
        "x-errors": {"required": f"请输入{title}"},
    }


def _time(title: str, hint: str) -> dict[str, Any]:
    return {
        "type": "string",
        "title": title,
        "description": f"24 小时制，{hint}",
        "pattern": _TIME,
        "x-ui": {"widget": "text", "width": "8", "inputmode": "numeric"},
        "x-errors": {"pattern": f"{title}应为 24 小时制，例如 17:30"},
    }
