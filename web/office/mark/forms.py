"""The forms of the marking desk."""

from forms import kit

SCORE = kit.load(
    {
        "title": "评分",
        "description": "独立评分，确认前看不到其他考评员的分数。",
        "type": "object",
        "properties": {
            "score": {
                "type": "number",
                "title": "得分",
                "description": "0 至 100，可以有一位小数",
                "minimum": 0,
                "maximum": 100,
                "x-ui": {"widget": "number", "width": "4", "inputmode": "decimal"},
                "x-errors": {
                    "required": "请输入得分",
                    "minimum": "得分应为 0 至 100",
                    "maximum": "得分应为 0 至 100",
                },
            },
            "remark": {
                "type": "string",
                "title": "扣分说明",
                "maxLength": 300,
                "x-ui": {"widget": "textarea", "rows": 3},
                "x-errors": {"maxLength": "扣分说明不超过 300 字"},
            },
        },
        "required": ["score"],
        "x-order": ["score", "remark"],
        "x-submit": "保存评分",
    }
)

CLOSE = kit.load(
    {
        "title": "确认成绩",
        "description": "取各位考评员的平均分。确认后不能再改。",
        "type": "object",
        "properties": {
            "reason": {
                "type": "string",
                "title": "复核情况",
                "description": "评分相差 15 分及以上时必填",
                "maxLength": 300,
                "x-ui": {"widget": "textarea", "rows": 3},
            }
        },
        "x-order": ["reason"],
        "x-submit": "确认成绩",
    }
)

CORRECTION = kit.load(
    {
        "title": "更正答案",
        "description": "由另一人批准后，所有用这份试卷的考生重新阅卷。",
        "type": "object",
        "properties": {
            "paper": {
                "type": "string",
                "title": "试卷",
                "x-ui": {"widget": "select", "options": "mark.paper"},
                "x-errors": {"required": "请选择试卷"},
            },
            "place": {
                "type": "integer",
                "title": "题号",
                "minimum": 1,
                "maximum": 500,
                "x-ui": {"widget": "number", "width": "4", "inputmode": "numeric"},
                "x-errors": {"required": "请输入题号"},
            },
            "answer": {
                "type": "string",
                "title": "正确答案",
                "description": "选择题写字母，例如 A 或 ACD；判断题写 T（正确）或 F（错误）",
                "minLength": 1,
                "maxLength": 8,
                "x-ui": {"widget": "text", "width": "4"},
                "x-errors": {"required": "请输入正确答案"},
            },
            "reason": {
                "type": "string",
                "title": "理由",
                "minLength": 4,
                "maxLength": 300,
                "x-ui": {"widget": "textarea", "rows": 3},
                "x-errors": {"required": "请写明理由", "minLength": "理由至少 4 个字"},
            },
        },
        "required": ["paper", "place", "answer", "reason"],
        "x-order": ["paper", "place", "answer", "reason"],
        "x-submit": "提出更正",
    }
)
