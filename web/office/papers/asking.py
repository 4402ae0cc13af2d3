"""Forms that only ask for a reason."""

from forms import kit


def _asks(title: str, description: str, submit: str) -> kit.Form:
    return kit.load(
        {
            "title": title,
            "description": description,
            "type": "object",
            "properties": {
                "reason": {
                    "type": "string",
                    "title": "原因",
                    "description": "记入案卷",
                    "maxLength": 300,
                    "x-ui": {"widget": "textarea", "rows": 3},
                    "x-errors": {"required": "请输入原因"},
                }
            },
            "required": ["reason"],
            "x-submit": submit,
        }
    )


GIVE_UP = _asks("放弃这份蓝图", "放弃后不能恢复。已抽过的试题仍计入冷却。", "确认放弃")
WITHDRAW = _asks(
    "作废已封存的试卷",
    "例如试卷泄露或印制有误。作废后不能恢复，已选用它的场次须换卷，抽出的试题仍计入冷却。考务员会收到通知。",
    "确认作废",
)
