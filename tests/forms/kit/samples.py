"""A form with every widget, and submissions of it."""

from typing import Any

RAW: dict[str, Any] = {
    "title": "身份信息",
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "姓名", "minLength": 2, "maxLength": 30},
        "about": {"type": "string", "title": "说明", "maxLength": 200, "x-ui": {"widget": "textarea"}},
        "state": {
            "type": "string",
            "title": "目前状态",
            "x-ui": {
                "widget": "radio",
                "options": [{"value": "work", "label": "在职"}, {"value": "school", "label": "在校"}],
            },
        },
        "school": {"type": "string", "title": "学校", "x-when": 'state = "school"'},
        "education": {
            "type": "string",
            "title": "文化程度",
            "x-ui": {"widget": "select", "options": "catalogue.education"},
        },
        "subjects": {
            "type": "array",
            "title": "科目",
            "items": {"type": "string", "enum": ["theory", "skill"]},
            "uniqueItems": True,
            "x-ui": {"widget": "checkboxes"},
        },
        "promise": {"type": "boolean", "const": True, "title": "我承诺以上属实"},
        "birth": {"type": "string", "title": "出生日期", "x-ui": {"widget": "date"}},
        "since": {"type": "string", "title": "参加工作时间", "x-ui": {"widget": "month"}},
        "years": {"type": "integer", "title": "工作年限", "minimum": 0, "maximum": 60},
        "score": {"type": "number", "title": "成绩", "x-ui": {"widget": "number"}},
        "phone": {"type": "string", "title": "手机号码", "x-ui": {"widget": "phone"}},
        "id_number": {"type": "string", "title": "身份证号码", "x-ui": {"widget": "id_number"}},
        "photo": {"type": "string", "title": "证件照", "x-ui": {"widget": "file"}},
        "seen": {"type": "boolean", "x-ui": {"widget": "hidden"}},
        "jobs": {
            "type": "array",
            "title": "从业经历",
            "maxItems": 3,
            "x-ui": {"widget": "rows", "row": "经历"},
            "items": {
                "type": "object",
                "required": ["employer", "start"],
                "properties": {
                    "employer": {"type": "string", "title": "工作单位", "maxLength": 40},
                    "start": {"type": "string", "title": "开始", "x-ui": {"widget": "month"}},
                    "kind": {"type": "string", "title": "性质", "x-ui": {"widget": "select"}, "enum": ["a", "b"]},
                },
            },
        },
    },
    "required": ["name", "state", "school", "education", "promise", "birth", "phone", "id_number", "jobs"],
}

GOOD: dict[str, str | list[str]] = {
    "name": " 林晓岚 ",
    "about": "第一行\r\n第二行",
    "state": "work",
    "education": "21",
    "subjects": ["theory", "skill"],
    "promise": "true",
    "birth.year": "2001",
    "birth.month": "8",
    "birth.day": "20",
    "since": "2018年7月",
    "years": "８",
    "score": "87.5",
    "phone": "+86 138-0000-0021",
    "id_number": "35020320010820123x",
    "photo": "0190-file",
    "seen": "true",
    "jobs.0.employer": "鹭州港务",
    "jobs.0.start.year": "2018",
    "jobs.0.start.month": "7",
    "jobs.2.employer": "鹭州电气",
    "jobs.2.start": "2020-01",
    "jobs.2.kind": "b",
}

VALUES: dict[str, Any] = {
    "name": "林晓岚",
    "about": "第一行\n第二行",
    "state": "work",
    "education": "21",
    "subjects": ["theory", "skill"],
    "promise": True,
    "birth": "2001-08-20",
    "since": "2018-07",
    "years": 8,
    "score": 87.5,
    "phone": "13800000021",
    "id_number": "35020320010820123X",
    "photo": "0190-file",
    "seen": True,
    "jobs": [
        {"employer": "鹭州港务", "start": "2018-07"},
        {"employer": "鹭州电气", "start": "2020-01", "kind": "b"},
    ],
}
