"""Who works at the demo authority and its institutions: one account for every role, one password for all."""

from dataclasses import dataclass

PASSWORD = "luzhou-2026"  # noqa: S105  # printed at every start of the demo; production has no demo accounts


@dataclass(frozen=True, slots=True)
class Account:
    """`groups` are templates: `{institution_id}` is that of `institution`, an institution's code."""

    login: str
    name: str
    role: str
    opens: str
    groups: tuple[str, ...]
    institution: str | None = None
    password: str = PASSWORD


def _of_institution(code: str, prefix: str, names: tuple[str, str, str, str]) -> tuple[Account, ...]:
    lead, clerk, first, second = names
    own = "institution:{institution_id}:"
    return (
        Account(f"{prefix}-lead", lead, "机构负责人", "/institution", (own + "lead",), code),
        Account(f"{prefix}-clerk", clerk, "机构经办人", "/registrations", (own + "clerk",), code),
        Account(f"{prefix}-first", first, "机构初审员", "/review", (own + "first_review",), code),
        Account(f"{prefix}-first2", second, "机构初审员", "/review", (own + "first_review",), code),
    )


def _of_exam(code: str, prefix: str, names: tuple[str, ...]) -> tuple[Account, ...]:
    trainer, invigilator, second, chief, *examiners = names
    own = "institution:{institution_id}:"
    return (
        Account(f"{prefix}-trainer", trainer, "培训教师", "/training", (own + "trainer",), code),
        Account(f"{prefix}-invigilator", invigilator, "监考员", "/invigilate", (own + "invigilator",), code),
        Account(f"{prefix}-invigilator2", second, "监考员", "/invigilate", (own + "invigilator",), code),
        Account(f"{prefix}-chief", chief, "监考组长", "/invigilate", (own + "chief_invigilator",), code),
        Account(f"{prefix}-chief-examiner", examiners[0], "考评组长", "/mark", (own + "chief_examiner",), code),
        *(
            Account(f"{prefix}-examiner{at}", name, "考评员", "/mark", (own + "examiner",), code)
            for at, name in enumerate(examiners[1:], start=1)
        ),
    )


def _of_questions(occupation: str, prefix: str, names: tuple[str, str, str]) -> tuple[Account, ...]:
    author, first, final = names
    own = f"questions:{occupation}:"
    return (
        Account(f"{prefix}-author", author, "命题员", "/questions", (own + "author",)),
        Account(f"{prefix}-question-first", first, "试题初审员", "/questions", (own + "first_review",)),
        Account(f"{prefix}-question-final", final, "试题终审员", "/questions", (own + "final_review",)),
    )


STAFF = (
    Account("planner", "何计划", "计划编制员", "/plans", ("authority:planner",)),
    Account("plan-approver", "江计批", "计划审批员", "/plans", ("authority:plan_approver",)),
    *_of_institution("350001", "jishi", ("庄负责", "苏经办", "许初审", "谢初审")),
    *_of_institution("350002", "shangmao", ("叶负责", "曾经办", "洪初审", "蔡初审")),
    Account("approver", "郑审批", "审批员", "/review", ("authority:approver",)),
    Account("approver2", "王审批", "审批员", "/review", ("authority:approver",)),
    Account("supervisor", "吴督导", "督导员", "/review", ("authority:supervisor",)),
    *_of_exam("350001", "jishi", ("袁培训", "许监考", "潘监考", "丁监长", "钟考长", "贾考评", "夏考评", "傅考评")),
    *_of_exam("350002", "shangmao", ("邹培训", "熊监考", "孟监考", "秦监长", "白考长", "江考评", "阎考评", "薛考评")),
    *_of_questions("6-11-01-03", "chemical", ("方命题", "石题审", "姚题终")),
    *_of_questions("4-04-05-05", "trainer", ("谭命题", "廖题审", "范题终")),
    Account("assembler", "金组卷", "组卷员", "/papers", ("papers:assembler",)),
    Account("paper-approver", "陆卷批", "试卷审批员", "/papers", ("papers:approver",)),
    Account("finance", "孔收费", "收费员", "/cashier", ("authority:finance",)),
    Account("finance-approver", "毛财批", "财务审批员", "/cashier", ("authority:finance_approver",)),
    Account("arranger", "常考务", "考务员", "/arrange", ("authority:arranger",)),
    Account("certificates", "万证书", "证书管理员", "/certificates", ("authority:certificates",)),
    Account("certificate-approver", "顾证批", "证书审批员", "/certificates", ("authority:certificate_approver",)),
    Account("objections", "龙异议", "异议处理员", "/mark/objections", ("authority:objections",)),
    Account("auditor", "李审计", "审计员", "/audit", ("auditor",)),
    Account("designer", "张设计", "流程设计员", "/design", ("designer",)),
    Account("deploy-approver", "黄发布", "发布审批员", "/design", ("deploy_approver",)),
    Account("operator", "林运维", "运维员", "/ops", ("operator",)),
)
