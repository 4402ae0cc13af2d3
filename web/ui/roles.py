"""Desks and roles by the names people read."""

from dataclasses import dataclass

from engine.platform.people.actor import Actor

ROLE_NAMES = {
    "candidate": "申请人",
    "institution:lead": "机构负责人",
    "institution:clerk": "机构经办人",
    "institution:first_review": "机构初审员",
    "authority:planner": "计划编制员",
    "authority:plan_approver": "计划审批员",
    "authority:approver": "审批员",
    "authority:supervisor": "督导员",
    "institution:trainer": "培训教师",
    "institution:invigilator": "监考员",
    "institution:chief_invigilator": "监考组长",
    "institution:examiner": "考评员",
    "institution:chief_examiner": "考评组长",
    "authority:finance": "收费员",
    "authority:finance_approver": "财务审批员",
    "authority:arranger": "考务员",
    "authority:certificates": "证书管理员",
    "authority:certificate_approver": "证书审批员",
    "authority:objections": "异议处理员",
    "questions:author": "命题员",
    "questions:first_review": "试题初审员",
    "questions:final_review": "试题终审员",
    "papers:assembler": "组卷员",
    "papers:approver": "试卷审批员",
    "auditor": "审计员",
    "designer": "流程设计员",
    "deploy_approver": "发布审批员",
    "operator": "运维员",
}


@dataclass(frozen=True)
class Desk:
    label: str
    home: str
    roles: tuple[str, ...]
    nav: tuple[tuple[str, str], ...]


REVIEWERS = ("institution:first_review", "authority:approver", "authority:supervisor")
REVIEW_LEADS = ("institution:lead", "authority:supervisor")
CLERKS = ("institution:clerk",)
PLANNERS = ("authority:planner", "authority:plan_approver")
FINANCE = ("authority:finance", "authority:finance_approver")
TRAINERS = ("institution:trainer",)
TRAINING_DESK = (*TRAINERS, "authority:supervisor")
LEADS = ("institution:lead",)
QUESTION_DESK = ("questions:author", "questions:first_review", "questions:final_review")
PAPER_DESK = ("papers:assembler", "papers:approver")
ARRANGERS = ("authority:arranger",)
INVIGILATORS = ("institution:invigilator", "institution:chief_invigilator")
EXAMINERS = ("institution:examiner", "institution:chief_examiner")
OBJECTION_DESK = ("authority:objections", "authority:supervisor")  # who decides, who confirms another score
MARK_DESK = (*EXAMINERS, "authority:objections")
CERTIFICATE_DESK = ("authority:certificates", "authority:certificate_approver")
DESIGNERS = ("designer", "deploy_approver")
STAFF = tuple(role for role in ROLE_NAMES if role != "candidate")

DESIGN_PAGES = (("流程", "/design"), ("表单", "/design/forms"), ("发布", "/design/deploy"))

DESKS = (
    Desk(
        "审核工作台",
        "/review",
        REVIEWERS,
        (
            ("待审", "/review"),
            ("已办", "/review/done"),
            ("查找", "/review/search"),
            ("委托", "/review/delegation"),
            ("消息", "/my/notices"),
        ),
    ),
    Desk(
        "集体报名",
        "/registrations",
        CLERKS,
        (("已登记", "/registrations"), ("登记报名", "/registrations/new"), ("统一缴费", "/registrations/payments")),
    ),
    Desk("机构概况", "/institution", LEADS, (("概况", "/institution"), ("机房准备", "/invigilate/machines"))),
    Desk(
        "审核督办",
        "/review/team",
        REVIEW_LEADS,
        (("督办", "/review/team"), ("跳过记录", "/review/team/skips"), ("查找", "/review/search")),
    ),
    Desk("计划管理", "/plans", PLANNERS, (("认定计划", "/plans"),)),
    Desk(
        "收费",
        "/cashier",
        FINANCE,
        (
            ("订单", "/cashier"),
            ("退费", "/cashier/refunds"),
            ("发票", "/cashier/invoices"),
            ("对账", "/cashier/reconciliation"),
        ),
    ),
    Desk(
        "培训",
        "/training",
        TRAINING_DESK,
        (("学员", "/training"), ("课程", "/training/courses"), ("培训规范", "/training/regulations")),
    ),
    Desk(
        "题库",
        "/questions",
        QUESTION_DESK,
        (
            ("试题", "/questions"),
            ("审题", "/questions/review"),
            ("征集", "/questions/campaigns"),
            ("细目表", "/questions/elements"),
        ),
    ),
    Desk("组卷", "/papers", PAPER_DESK, (("试卷", "/papers"),)),
    Desk("考务", "/arrange", ARRANGERS, (("编排", "/arrange"), ("考场", "/arrange/rooms"), ("规则", "/arrange/rules"))),
    Desk("监考", "/invigilate", INVIGILATORS, (("场次", "/invigilate"), ("机房准备", "/invigilate/machines"))),
    Desk("考评", "/mark", EXAMINERS, (("评分", "/mark"), ("成绩", "/mark/results"))),
    Desk(
        "成绩异议",
        "/mark/objections",
        ("authority:objections",),
        (("异议", "/mark/objections"), ("成绩", "/mark/results"), ("更正答案", "/mark/corrections")),
    ),
    Desk("异议确认", "/mark/objections", ("authority:supervisor",), (("异议", "/mark/objections"),)),
    Desk(
        "证书",
        "/certificates",
        CERTIFICATE_DESK,
        (("批次", "/certificates"), ("模板", "/certificates/templates"), ("查找", "/certificates/search")),
    ),
    Desk("窗口服务", "/counter", ("institution:clerk", "authority:supervisor"), (("核对身份", "/counter"),)),
    Desk("监督审计", "/audit", ("auditor",), (("案卷", "/audit"), ("链校验", "/audit/chain"))),
    Desk("流程设计", "/design", DESIGNERS, DESIGN_PAGES),
    Desk(
        "运行值守",
        "/ops",
        ("operator",),
        (
            ("驾驶舱", "/ops"),
            ("案件", "/ops/cases"),
            ("事件", "/ops/incidents"),
            ("日常作业", "/ops/daily"),
            ("时钟", "/ops/clock"),
        ),
    ),
    Desk("待办任务", "/tasks", STAFF, (("待办", "/tasks"),)),
)


def home_of(actor: Actor) -> str:
    """Where a person begins after signing in: the first desk for staff, the candidate's home for everybody else."""
    return next((desk.home for desk in DESKS if actor.has_any_role(desk.roles)), "/my")


def group_name(group: str) -> str:
    """The role behind a candidate group, such as 机构初审员."""
    head, _, tail = group.rpartition(":")
    role = f"{head.partition(':')[0]}:{tail}" if head else tail
    return ROLE_NAMES.get(role, ROLE_NAMES.get(head.partition(":")[0], group))


def names(roles: tuple[str, ...]) -> str:
    """`“审计员”或“督导员”`"""
    return "或".join(f"“{ROLE_NAMES.get(role, role)}”" for role in roles)


def role_name(actor: Actor, desk: Desk | None) -> str:
    """The role in which the actor sits at a desk."""
    if desk is None:
        return ""
    return next((ROLE_NAMES[role] for role in desk.roles if actor.has_role(role)), "")
