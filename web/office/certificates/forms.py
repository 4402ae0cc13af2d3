"""The forms of the certificate office."""

from typing import Any

from forms import kit
from processes.certify.rules.layout import FIELDS, HEIGHT, KINDS, MOST_ELEMENTS, WIDTH


def _mm(title: str, most: float) -> dict[str, Any]:
    return {
        "type": "number",
        "title": title,
        "minimum": 0,
        "maximum": most,
        "x-ui": {"widget": "number", "width": "4", "inputmode": "decimal"},
        "x-errors": {"required": f"请输入{title}"},
    }


TEMPLATE = kit.load(
    {
        "title": "证书模板",
        "description": "A4 横向，单位毫米，从左上角量起。文字中可用的字段："
        + "、".join(f"{{{name}}} {title}" for name, title in FIELDS.items()),
        "type": "object",
        "properties": {
            "name": {
                "type": "string",
                "title": "模板名称",
                "description": "与已有模板同名时保存为新版本",
                "minLength": 2,
                "maxLength": 40,
                "x-ui": {"widget": "text"},
                "x-errors": {"required": "请输入模板名称"},
            },
            "occupation": {
                "type": "string",
                "title": "适用职业",
                "description": "不选为各职业通用",
                "x-ui": {"widget": "select", "options": "catalogue.occupation"},
            },
            "elements": {
                "type": "array",
                "title": "版面元素",
                "minItems": 1,
                "maxItems": MOST_ELEMENTS,
                "items": {
                    "type": "object",
                    "properties": {
                        "kind": {
                            "type": "string",
                            "title": "类型",
                            "enum": [*KINDS],
                            "x-ui": {
                                "widget": "select",
                                "options": [{"value": kind, "label": title} for kind, title in KINDS.items()],
                            },
                            "x-errors": {"required": "请选择类型"},
                        },
                        "text": {
                            "type": "string",
                            "title": "文字",
                            "maxLength": 120,
                            "x-ui": {"widget": "text"},
                        },
                        "x": _mm("左边距", WIDTH),
                        "y": _mm("上边距", HEIGHT),
                        "width": _mm("宽", WIDTH),
                        "height": _mm("高", HEIGHT),
                        "size": _mm("字号", 72),
                        "align": {
                            "type": "string",
                            "title": "对齐",
                            "enum": ["left", "center", "right"],
                            "x-ui": {
                                "widget": "select",
                                "options": [
                                    {"value": "left", "label": "居左"},
                                    {"value": "center", "label": "居中"},
                                    {"value": "right", "label": "居右"},
                                ],
                            },
                            "x-errors": {"required": "请选择对齐"},
                        },
                    },
                    "required": ["kind", "x", "y", "width", "height", "align"],
                    "x-order": ["kind", "text", "x", "y", "width", "height", "size", "align"],
                },
                "x-ui": {"widget": "rows", "row": "元素"},
                "x-errors": {"required": "请至少添加一个元素"},
            },
        },
        "required": ["name", "elements"],
        "x-order": ["name", "occupation", "elements"],
        "x-submit": "保存模板",
    }
)

VOID = kit.load(
    {
        "title": "申请作废",
        "description": "由另一人批准后作废。编号不会再用。",
        "type": "object",
        "properties": {
            "reason": {
                "type": "string",
                "title": "作废的原因",
                "minLength": 4,
                "maxLength": 200,
                "x-ui": {"widget": "textarea", "rows": 3},
                "x-errors": {"required": "请写明作废的原因", "minLength": "原因至少 4 个字"},
            }
        },
        "required": ["reason"],
        "x-order": ["reason"],
        "x-submit": "申请作废",
    }
)

HAND_OUT = kit.load(
    {
        "title": "登记发放",
        "type": "object",
        "properties": {
            "how": {
                "type": "string",
                "title": "签收人或快递单号",
                "minLength": 2,
                "maxLength": 60,
                "x-ui": {"widget": "text", "width": "16"},
                "x-errors": {"required": "请输入签收人或快递单号"},
            }
        },
        "required": ["how"],
        "x-order": ["how"],
        "x-submit": "登记发放",
    }
)
