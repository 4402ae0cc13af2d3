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
    "template.kept": "保存证书模板",
    "batch.submitted": "提交证书批次",
    "batch.approved": "批准证书批次",
    "batch.returned": "退回证书批次",
    "batch.numbered": "证书编号",
    "batch.reported": "导出上报数据",
    "batch.printed": "打印整批证书",
    "certificate.issued": "发证",
    "certificate.printed": "打开证书",
    "certificate.void_asked": "申请作废证书",
    "certificate.voided": "作废证书",
    "certificate.void_refused": "不予作废证书",
    "certificate.held": "暂停使用证书",
    "certificate.released": "恢复证书",
    "certificate.handed_out": "发放证书",
    "result.marked": "登记成绩",
    "result.final": "成绩确认",
    "score.given": "考评员评分",
    "objection.raised": "提出成绩异议",
    "key.correction_asked": "提出更正答案",
    "key.corrected": "更正答案",
    "arrange.admitted": "登记应考",
    "arrange.invigilator_appointed": "安排监考员",
    "arrange.invigilator_dismissed": "撤下监考员",
    "arrange.invigilator_substituted": "更换监考员",
    "arrange.left": "退出应考，释放座位",
    "arrange.paper_assigned": "指定试卷",
    "arrange.printed": "打印考务资料",
    "arrange.proposal_adopted": "采用编排结果",
    "arrange.published": "发布座位",
    "arrange.room_added": "登记考场",
    "arrange.room_changed": "修改考场",
    "arrange.rules_changed": "修改编排规则",
    "arrange.seat_moved": "调整座位",
    "arrange.seat_pinned": "固定座位",
    "arrange.seat_swapped": "对调座位",
    "arrange.seat_unpinned": "取消固定座位",
    "arrange.session_added": "添加场次",
    "arrange.session_changed": "修改场次",
    "arrange.session_voided": "作废场次",
    "arrange.sessions_generated": "自动生成场次",
    "case.cancelled": "取消案件",
    "case.started": "开始办理",
    "case.variables_changed": "调整流程数据",
    "catalogue.institution_added": "登记机构",
    "catalogue.occupation_added": "登记职业",
    "catalogue.point_added": "登记报名点",
    "definitions.deployed": "发布流程",
    "definitions.proposed": "提交流程待批准",
    "incident.retried": "运维重试",
    "invoice.cancelled": "取消开票申请",
    "invoice.corrected": "更正开票信息",
    "invoice.issued": "开具发票",
    "invoice.requested": "申请发票",
    "invoice.shipped": "寄出发票",
    "invoice.signed_for": "签收发票",
    "material.corrected": "补正材料",
    "material.correction_removed": "移除补正的材料",
    "material.judged": "判定材料",
    "material.removed": "移除材料",
    "material.uploaded": "上传材料",
    "message.received": "收到消息",
    "order.closed": "关闭缴费订单",
    "order.opened": "开出缴费订单",
    "order.waived": "减免费用",
    "payment.booked": "款项入账",
    "payment.taken": "登记线下收款",
    "paper.approved": "批准试卷",
    "paper.assembled": "组成试卷",
    "paper.checked": "核对试卷并提交审批",
    "paper.discarded": "试卷作废",
    "paper.drawn_up": "拟定组卷蓝图",
    "paper.fell_short": "题库不足，未能组卷",
    "paper.given_up": "放弃试卷",
    "paper.handed_over": "提交组卷",
    "paper.opened": "启封试卷",
    "paper.previewed": "逐题查看试卷",
    "paper.printed": "印制试卷",
    "paper.redrawn": "修改组卷蓝图",
    "paper.report_taken": "下载计划与实抽对照表",
    "paper.returned": "退回试卷",
    "paper.sealed": "封存试卷",
    "paper.sent_back": "退回蓝图重新组卷",
    "paper.withdrawn": "作废已封存的试卷",
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
    "reconciliation.asked": "对账",
    "refund.decided": "审批退费",
    "refund.done": "完成退费",
    "refund.failure_decided": "处理退款失败",
    "refund.requested": "申请退费",
    "question.approved": "试题入库",
    "question.campaign_closed": "结束试题征集",
    "question.campaign_opened": "发起试题征集",
    "question.expired": "试题逾期作废",
    "question.imported": "导入试题",
    "question.kept": "管理题库",
    "question.rejected": "试题不采用",
    "question.returned": "试题退回作者",
    "question.reviewed": "审题",
    "question.table_accepted": "启用细目表",
    "question.written": "编写试题",
    "remote_task.finished": "外部系统已答复",
    "review.blind_reviewed": "盲审",
    "review.concluded": "作出审核结论",
    "review.corrected": "提交补正",
    "review.notice_issued": "发出一次性告知",
    "review.settled": "裁定不一致的结论",
    "review.supervised": "督导员决定",
    "review.taken_back": "收回结论",
    "role.granted": "授予身份",
    "exam_session.closed": "考场收场",
    "sitting.absent": "登记缺考",
    "sitting.admitted": "核对身份，登记入场",
    "sitting.confirmed": "监考组长确认",
    "sitting.credited": "补时",
    "sitting.disqualified": "按违纪处理",
    "sitting.handed_in": "交卷",
    "sitting.late_accepted": "采纳迟到的作答",
    "sitting.late_refused": "不采纳迟到的作答",
    "sitting.moved": "批准换机",
    "sitting.postponed": "批准缓考",
    "sitting.reversed": "撤销，恢复作答",
    "sitting.started": "开始考试",
    "task.completed": "完成任务",
    "time.passed": "到时自动推进",
    "train.chosen": "自选课程",
    "train.completed": "学完全部课程",
    "train.course_saved": "保存课程",
    "train.ended": "培训结束",
    "train.exemption_asked": "申请免训",
    "train.exemption_decided": "审定免训",
    "train.exemption_reviewed": "核对免训证明",
    "train.lesson_saved": "保存课时",
    "train.opened": "开通学习账户",
    "train.quiz_taken": "完成一次测验",
    "train.regulation_saved": "保存培训规范",
    "train.results_confirmed": "确认培训结果",
    "work.put_back": "放回案卷",
    "work.skipped": "跳过案卷",
    "work.taken": "领取案卷",
}

MESSAGES: Mapping[str, str] = {
    "apply.step_reopened": "重新打开已填的步骤",
    "case.cancelled": "主管部门取消申请",
    "case.withdrawn": "申请人撤回",
    "decision.taken_back": "收回结论，重新办理",
    "invoice.received": "签收发票",
    "invoice.reversed": "发票已冲红",
    "payment.confirmed": "缴费到账",
    "payment.waived": "费用减免",
    "paper.given_up": "放弃组卷蓝图",
    "sitting.absent": "缺考",
    "sitting.disqualified": "违纪取消",
    "sitting.handed_in": "已交卷",
    "sitting.postponed": "缓考",
    "place.offered": "空出名额，通知候补",
    "plan.changed": "计划已变更",
    "seat.assigned": "座位已公布",
    "training.completed": "学完全部课程",
    "training.exemption_asked": "学员申请免训",
}

FIELDS: Mapping[str, str] = {
    "active": "启用",
    "address": "地址",
    "attempt": "第几次考试",
    "columns": "每排座位",
    "document": "资料",
    "first_session_at": "首场开考",
    "invigilator": "监考员",
    "line": "职业等级",
    "paper": "试卷",
    "people": "人数",
    "room": "考场",
    "seat": "座号",
    "seats": "座位",
    "seats_changed": "变动的座位",
    "seats_freed": "释放的座位",
    "sessions": "场次",
    "subject": "科目",
    "subjects": "科目",
    "ticket_template": "准考证号规则",
    "time": "时间",
    "unseated": "缺座位",
    "amount_fen": "金额",
    "answer": "答复",
    "cause": "原因",
    "channel": "渠道",
    "courier_no": "快递单号",
    "day": "日期",
    "failure_decision": "处理办法",
    "fee_fen": "应缴",
    "invoice": "发票申请",
    "invoice_kind": "发票种类",
    "invoice_number": "发票号码",
    "invoice_state": "开票结果",
    "may_reopen": "可重新缴费",
    "offline": "线下办理",
    "order": "订单",
    "pay_outcome": "缴费结果",
    "payment_kind": "款项性质",
    "receipt": "收据号",
    "refund": "退费",
    "refund_decision": "审批",
    "refund_fen": "退费金额",
    "refund_percent": "退还比例（%）",
    "refund_state": "退款结果",
    "answered": "已答题数",
    "applicant": "申请人",
    "capacity": "名额",
    "checks_passed": "自动检查",
    "closes_at": "报名截止",
    "count": "数量",
    "counts": "人数",
    "deadline": "截止作答",
    "conclusion": "结论",
    "corrected": "已补正",
    "decision": "决定",
    "due_at": "最晚办理",
    "element": "环节",
    "edition": "版次",
    "end": "办理结果",
    "end_name": "办理结果",
    "blind_agrees": "盲审一致",
    "how": "方式",
    "identity_result": "身份核验",
    "review": "环节",
    "lines": "作答记录",
    "returns_left": "还可退回次数",
    "supervision": "督导员决定",
    "fence": "占用序号",
    "file": "文件",
    "finished": "已完成步骤",
    "group": "身份组",
    "hash": "版本指纹",
    "items": "需补正内容",
    "kind": "材料",
    "material": "材料",
    "no": "编号",
    "left": "未归入新版的试题",
    "materials": "材料",
    "most": "最多",
    "moved": "归入新版的试题",
    "note": "说明",
    "notice": "告知书",
    "number": "版本",
    "opens_at": "开放报名",
    "outcome": "办理结果",
    "place": "名额",
    "process": "流程",
    "reason": "原因",
    "root": "全场指纹",
    "seconds": "秒数",
    "sitting": "考试状态",
    "round": "第几轮",
    "sha256": "文件指纹",
    "skips": "跳过次数",
    "stage": "环节",
    "status": "状态",
    "step": "步骤",
    "text": "说明",
    "title": "名称",
    "category": "类别",
    "courses": "课程门数",
    "exemption": "免训",
    "general_result": "通用知识",
    "minutes": "学时（分钟）",
    "qualified": "各类别合格",
    "quiz_passed": "测验合格",
    "score": "得分",
    "skill_result": "专业技能",
    "sync": "管理系统",
    "sync_message": "管理系统答复",
    "theory_result": "理论知识",
    "train_outcome": "培训结果",
    "training": "培训",
    "training_until": "学习期限",
    "general": "通用知识",
    "skill": "专业技能",
    "theory": "理论知识",
    "assembled": "已组成",
    "checked": "已核对",
    "cooling_days": "冷却期（天）",
    "missing": "还差题数",
    "seed": "抽题种子",
    "structure": "结构",
    "starts_at": "开考时间",
    "occupation": "职业",
    "grade": "等级",
    "until": "占用至",
    "verdict": "判定",
}

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
    },
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
