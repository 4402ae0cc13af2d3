"""The trail in words: actions, fields and values as people read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.platform.text import datetime_cn, deadline_cn
from processes.apply.models import OUTCOMES
from processes.apply.rules.materials import KINDS
from processes.catalogue.grades import Grade
from web.ui.views import Change

ACTIONS: Mapping[str, str] = {
    "application.begun": "开始申请",
    "application.confirmed": "确认机构登记的报名",
    "application.declined": "不同意机构登记的报名",
    "application.step_finished": "完成一步填写",
    "application.step_changed": "修改已填内容",
    "application.submitted": "提交申请并承诺",
    "application.place_accepted": "接受候补名额",
    "application.withdrawal_asked": "要求撤回申请",
    "application.approved": "核准申请",
    "application.ended": "申请结束",
    "case.cancelled": "取消案件",
    "case.started": "开始办理",
    "case.variables_changed": "调整流程数据",
    "catalogue.institution_added": "登记机构",
    "catalogue.occupation_added": "登记职业",
    "catalogue.point_added": "登记报名点",
    "definitions.deployed": "发布流程",
    "definitions.proposed": "提交流程待批准",
    "incident.retried": "运维重试",
    "material.corrected": "补正材料",
    "material.correction_removed": "移除补正的材料",
    "material.judged": "判定材料",
    "material.removed": "移除材料",
    "material.uploaded": "上传材料",
    "message.received": "收到消息",
    "plan.approved": "批准计划",
    "plan.change_approved": "批准计划变更",
    "plan.change_refused": "不同意计划变更",
    "plan.change_requested": "申请计划变更",
    "plan.closed": "计划截止报名",
    "plan.drawn_up": "编制计划",
    "plan.handed_in": "提交计划审批",
    "plan.opened": "计划开放报名",
    "plan.published": "发布计划",
    "plan.redrawn": "修改计划草案",
    "plan.returned": "退回计划修改",
    "remote_task.finished": "外部系统已答复",
    "review.blind_reviewed": "盲审",
    "review.concluded": "作出审核结论",
    "review.corrected": "提交补正",
    "review.notice_issued": "发出一次性告知",
    "review.settled": "裁定不一致的结论",
    "review.supervised": "督导员决定",
    "review.taken_back": "收回结论",
    "role.granted": "授予身份",
    "takeout.exported": "取出全部数据",
    "task.completed": "完成任务",
    "time.passed": "到时自动推进",
    "work.put_back": "放回案卷",
    "work.skipped": "跳过案卷",
    "work.taken": "领取案卷",
}

MESSAGES: Mapping[str, str] = {
    "apply.step_reopened": "重新打开已填的步骤",
    "case.cancelled": "主管部门取消申请",
    "case.withdrawn": "申请人撤回",
    "decision.taken_back": "收回结论，重新办理",
    "place.offered": "空出名额，通知候补",
    "plan.changed": "计划已变更",
}

FIELDS: Mapping[str, str] = {
    "answer": "答复",
    "applicant": "申请人",
    "by": "经手人",
    "capacity": "名额",
    "closes_at": "报名截止",
    "conclusion": "结论",
    "corrected": "已补正",
    "decision": "决定",
    "decrypted": "个人信息为明文",
    "due_at": "最晚办理",
    "element": "环节",
    "end": "办理结果",
    "end_name": "办理结果",
    "blind_agrees": "盲审一致",
    "identity_result": "身份核验",
    "returns_left": "还可退回次数",
    "supervision": "督导员决定",
    "fence": "占用序号",
    "finished": "已完成步骤",
    "group": "身份组",
    "hash": "版本指纹",
    "items": "需补正内容",
    "kind": "材料",
    "material": "材料",
    "no": "编号",
    "materials": "材料",
    "note": "说明",
    "notice": "告知书",
    "number": "版本",
    "opens_at": "开放报名",
    "outcome": "办理结果",
    "place": "名额",
    "process": "流程",
    "reason": "原因",
    "round": "第几轮",
    "sha256": "文件指纹",
    "skips": "跳过次数",
    "stage": "环节",
    "status": "状态",
    "step": "步骤",
    "text": "说明",
    "title": "名称",
    "until": "占用至",
    "verdict": "判定",
}

_VALUES: Mapping[str, Mapping[str, str]] = {
    "conclusion": {"pass": "通过", "return": "退回补正", "reject": "不予通过"},
    "verdict": {"pass": "通过", "return": "退回"},
    "stage": {"first": "机构初审", "authority": "部门审批", "blind": "盲审"},
    "step": {
        "identity": "身份信息", "rule": "申报条件", "history": "学习和工作经历", "materials": "上传材料",
        "check": "核对提交",
    },
    "status": {
        "draft": "草稿", "waiting": "候补", "submitted": "已提交", "approved": "已核准", "ended": "已结束",
        "published": "已发布", "open": "报名中", "closed": "已截止", "active": "办理中", "cancelled": "已取消",
    },
    "place": {"taken": "已占用", "waiting": "候补", "offered": "待接受", "released": "已退还"},
    "decision": {"extend": "延长补正期限", "reject": "不予通过", "expire": "按逾期终止"},
    "outcome": OUTCOMES,
    "kind": {code: kind.title for code, kind in KINDS.items()},
    "identity_result": {"match": "相符", "mismatch": "不相符", "unknown": "未能核验"},
    "supervision": {"extend": "再给一次补正", "reject": "不予通过", "expire": "按逾期终止"},
    "grade": {grade.value: grade.title for grade in Grade},
}  # fmt: skip


# told by the diagram or the title, or of no use to people
UNSHOWN = frozenset(
    {
        "passed",
        "decided",
        "key",
        "form",
        "element",
        "process",
        "task",
        "item",
        "name",
        "fence",
        "variables",
        "kind",
        "material",
    }
)


def action(code: str, after: Mapping[str, Any] | None = None) -> str:
    """The title of an event; an action without words is shown by its code."""
    told = after or {}
    if code == "task.completed" and told.get("title"):
        return f"完成“{told['title']}”"
    if code == "message.received":
        return MESSAGES.get(str(told.get("name")), ACTIONS[code])
    about = value("kind", told.get("material") or told.get("kind"))
    title = ACTIONS.get(code, code)
    return f"{title}：{about}" if code.startswith("material.") and about else title


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
    text = str(raw)
    if field in ("sha256", "hash"):
        return short(text)
    if field.endswith("_at") or field == "until":
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
    return deadline_cn(moment) if field in ("due_at", "closes_at") else datetime_cn(moment)
