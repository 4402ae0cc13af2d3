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
        Account(f"{prefix}-lead", lead, "机构负责人", "/tasks", (own + "lead",), code),
        Account(f"{prefix}-clerk", clerk, "机构经办人", "/registrations", (own + "clerk",), code),
        Account(f"{prefix}-first", first, "机构初审员", "/review", (own + "first_review",), code),
        Account(f"{prefix}-first2", second, "机构初审员", "/review", (own + "first_review",), code),
    )


STAFF = (
    Account("planner", "何计划", "计划编制员", "/plans", ("authority:planner",)),
    Account("plan-approver", "江计批", "计划审批员", "/plans", ("authority:plan_approver",)),
    *_of_institution("350001", "jishi", ("庄负责", "苏经办", "许初审", "谢初审")),
    *_of_institution("350002", "shangmao", ("叶负责", "曾经办", "洪初审", "蔡初审")),
    Account("approver", "郑审批", "审批员", "/review", ("authority:approver",)),
    Account("approver2", "王审批", "审批员", "/review", ("authority:approver",)),
    Account("supervisor", "吴督导", "督导员", "/review", ("authority:supervisor",)),
    Account("auditor", "李审计", "审计员", "/audit", ("auditor",)),
    Account("designer", "张设计", "流程设计员", "/design", ("designer",)),
    Account("deploy-approver", "黄发布", "发布审批员", "/design", ("deploy_approver",)),
    Account("operator", "林运维", "运维员", "/ops", ("operator",)),
)
