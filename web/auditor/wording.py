"""The trail in words: actions, fields and values as people read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.platform.money import Money
from engine.platform.text import datetime_cn, deadline_cn
from processes.apply.models import OUTCOMES
from processes.apply.rules.materials import KINDS
from processes.catalogue.grades import Grade
from processes.catalogue.subjects import Subject
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.words import CAUSES, INVOICE_KINDS, PAYMENT_KINDS
from web.auditor.actions import ACTIONS, MESSAGES
from web.auditor.fields import FIELDS, UNSHOWN
from web.ui.roles import ROLE_NAMES
from web.ui.views import Change

_SUBJECTS = {subject.value: subject.title for subject in Subject}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "conclusion": {"pass": "通过", "return": "退回补正", "reject": "不予通过"},
    "review": {"first": "试题初审", "final": "试题终审"},
    "verdict": {
        "pass": "通过", "return": "退回", "revise": "退回修改", "reject": "不采用", "suspend": "停用",
        "resume": "恢复使用", "enemies": "列为互斥题", "point": "调整鉴定点",
    },
    "stage": {"first": "机构初审", "authority": "部门审批", "blind": "盲审"},
    "step": {
        "identity": "身份信息", "rule": "申报条件", "history": "学习和工作经历", "materials": "上传材料",
        "check": "核对提交",
    },
    "status": {
        "draft": "草稿", "waiting": "候补", "submitted": "已提交", "approved": "已核准", "ended": "已结束",
        "blueprint": "拟定蓝图", "short": "题库不足", "assembled": "待核对", "sealed": "已封存", "discarded": "已作废",
        "published": "已发布", "open": "报名中", "closed": "已截止", "active": "办理中", "cancelled": "已取消",
        "returned": "已退回", "rejected": "不采用", "suspended": "停用",
    },
    "place": {"taken": "已占用", "waiting": "候补", "offered": "待接受", "released": "已退还"},
    "decision": {
        "extend": "延长补正期限", "reject": "不予通过", "expire": "按逾期终止", "pass": "通过", "revise": "退回修改",
        "upheld": "异议成立，更正成绩", "rejected": "维持原成绩",
    },
    "confirmation": {"confirmed": "同意更正", "refused": "退回复核"},
    "outcome": OUTCOMES,
    "kind": {code: kind.title for code, kind in KINDS.items()}
    | {"paper": "试卷", "sheet": "答题卡", "key": "参考答案"},
    "identity_result": {"match": "相符", "mismatch": "不相符", "unknown": "未能核验"},
    "subject": _SUBJECTS,
    "subjects": _SUBJECTS,
    "cause": {**CAUSES, "expired": "逾期未缴"},
    "channel": CHANNEL_NAMES,
    "payment_kind": PAYMENT_KINDS,
    "invoice_kind": INVOICE_KINDS,
    "pay_outcome": {"paid": "已缴", "free": "免收费", "waived": "已减免", "expired": "逾期未缴"},
    "refund_decision": {"approve": "同意", "refuse": "不同意"},
    "failure_decision": {"retry": "再退一次", "offline": "线下退还"},
    "refund_state": {"done": "已退", "sent": "渠道处理中", "failed": "失败"},
    "invoice_state": {"pending": "开具中", "issued": "已开具", "refused": "平台退回", "cancelled": "已取消"},
    "supervision": {"extend": "再给一次补正", "reject": "不予通过", "expire": "按逾期终止"},
    "category": {"theory": "理论知识", "skill": "专业技能", "general": "通用知识"},
    "exemption": {"agree": "同意", "refuse": "不同意"},
    "sync": {"accepted": "已接收", "refused": "退回"},
    "train_outcome": {"done": "合格", "exempt": "免训", "failed": "未完成"},
    "training": {"done": "合格", "exempt": "免训", "failed": "未完成"},
    **{f"{each}_result": {"qualified": "合格", "unqualified": "不合格"} for each in ("theory", "skill", "general")},
    "proved_by": {"code": "原号码验证码", "counter": "窗口核对证件"},
    "role": ROLE_NAMES,
    "signed_by": {"pledge": "勾选承诺", "typed": "键入姓名", "drawn": "手写"},
    "how": {
        "id_card": "核对身份证", "override": "特准", "station": "人脸比对", "own": "考生交卷", "time": "到时自动",
        "idle": "长时间无操作", "switches": "离开界面超次数", "invigilator": "监考员终止",
    },
    "sitting": {
        "expected": "未到", "admitted": "已入场", "running": "作答中", "handed_in": "已交卷", "absent": "缺考",
        "disqualified": "违纪取消", "postponed": "缓考",
    },
    "grade": {grade.value: grade.title for grade in Grade},
}  # fmt: skip


# told by the diagram or the title, or of no use to people


def action(code: str, after: Mapping[str, Any] | None = None) -> str:
    """The title of an event; an action without words is shown by its code."""
    told = after or {}
    if code == "task.completed" and told.get("title"):
        return f"完成“{told['title']}”"
    if code == "message.received":
        return MESSAGES.get(str(told.get("name")), ACTIONS[code])
    about = value("kind", told.get("material") or told.get("kind"))
    title = ACTIONS.get(code, code)
    return f"{title}：{about}" if code.startswith(("material.", "paper.printed")) and about else title


def label(field: str) -> str:
    return FIELDS.get(field, field)


def value(field: str, raw: Any) -> str | None:
    """A value for people: codes in words, moments in Chinese, hashes shortened; None for what is empty."""
    if raw is None or raw == "" or raw == []:
        return None
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if field == "materials" and isinstance(raw, list):
        return f"{len(raw)} 份"
    if isinstance(raw, list):
        return "、".join(value("step" if field == "finished" else field, each) or "" for each in raw)
    if isinstance(raw, dict):
        return "；".join(f"{label(key)} {value(key, each) or '空'}" for key, each in raw.items())
    if field.endswith("_fen") and isinstance(raw, int):
        return str(Money(raw))
    if field == "reason" and raw in CAUSES:
        return CAUSES[raw]
    text = str(raw)
    if field in ("sha256", "hash", "receipt", "root"):
        return short(text)
    if field.endswith("_at") or field in ("until", "training_until", "deadline"):
        return _moment(field, text)
    return _VALUES.get(field, {}).get(text, text)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """What an event changed, field by field; a value that stayed the same is left out."""
    old, new = _flat(before), _flat(after)
    fields = [field for field in {**old, **new} if field not in UNSHOWN and old.get(field) != new.get(field)]
    found = [Change(label(field), value(field, old.get(field)), value(field, new.get(field))) for field in fields]
    return [change for change in found if change.before is not None or change.after is not None]


def decisions(after: Mapping[str, Any] | None) -> list[Change]:
    """Which rules of which decision table led to the next step."""
    return [
        Change("规则判断", None, f"{each['table']}：{'、'.join(each['rules']) or '没有规则符合'}")
        for each in (after or {}).get("decided", ())
    ]


def _flat(fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """Process variables that people have a word for stand beside the other fields."""
    found = dict(fields or {})
    variables = found.get("variables") or {}
    known = {name: each for name, each in variables.items() if name in FIELDS and name not in UNSHOWN}
    if "title" in found and "element" in found:
        del found["title"]  # told by the event's own title
    return {**found, **known}


def short(digest: str) -> str:
    """`9f3c…a71e`"""
    return f"{digest[:4]}…{digest[-4:]}" if len(digest) > 12 else digest


def _moment(field: str, text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return deadline_cn(moment) if field in ("due_at", "closes_at", "training_until") else datetime_cn(moment)
