"""The form of a call for questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from engine.platform import clock
from engine.platform.errors import FieldError
from forms import kit

MOST_DAYS = 180

FORM = kit.load(
    {
        "title": "发起征集",
        "description": "生成一个链接，拿到链接的人用手机号登录后就能命题。",
        "type": "object",
        "properties": {
            "title": {
                "type": "string",
                "title": "征集名称",
                "description": "命题人会看到",
                "minLength": 4,
                "maxLength": 60,
                "x-ui": {"widget": "text"},
                "x-errors": {"required": "请输入征集名称"},
            },
            "note": {
                "type": "string",
                "title": "给命题人的说明",
                "maxLength": 500,
                "x-ui": {"widget": "textarea", "rows": 3},
            },
            "ranges": {
                "type": "array",
                "title": "征集的鉴定范围",
                "description": "不选表示全部",
                "items": {"type": "string"},
                "x-ui": {"widget": "checkboxes", "options": "questions.ranges"},
            },
            "most": {
                "type": "integer",
                "title": "最多征集多少道",
                "minimum": 1,
                "maximum": 5000,
                "x-ui": {"widget": "number"},
                "x-errors": {"required": "请输入最多征集多少道", "minimum": "至少 1 道", "maximum": "最多 5000 道"},
            },
            "most_each": {
                "type": "integer",
                "title": "每人最多提交多少道",
                "minimum": 1,
                "maximum": 500,
                "x-ui": {"widget": "number"},
                "x-errors": {"required": "请输入每人最多提交多少道", "minimum": "至少 1 道", "maximum": "最多 500 道"},
            },
            "until": {
                "type": "string",
                "title": "截止日期",
                "description": "当天 24:00 截止",
                "x-ui": {"widget": "date"},
                "x-errors": {"required": "请输入截止日期"},
            },
        },
        "required": ["title", "most", "most_each", "until"],
        "x-submit": "生成链接",
    }
)


def expiry(values: Mapping[str, Any]) -> datetime:
    """The end of the last day, in Shanghai."""
    day = datetime.fromisoformat(str(values["until"])).date() + timedelta(days=1)
    return datetime.combine(day, time(), clock.SHANGHAI)


def problems(values: Mapping[str, Any]) -> list[FieldError]:
    """What the form's own schema can't say."""
    if expiry(values) <= clock.now():
        return [FieldError("until", "截止日期应在今天或以后")]
    if expiry(values) > clock.now() + timedelta(days=MOST_DAYS + 1):
        return [FieldError("until", f"征集最长 {MOST_DAYS} 天，请选近一些的日期")]
    if values["most_each"] > values["most"]:
        return [FieldError("most_each", "每人的数量不能超过总数")]
    return []


def ranges_of(values: Mapping[str, Any]) -> Sequence[UUID]:
    return [UUID(each) for each in values.get("ranges") or ()]
