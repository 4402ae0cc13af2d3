"""Python behind the service tasks of review.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.platform import notices
from engine.platform.people import queries as people
from engine.platform.text import deadline_cn
from engine.workflow.models import WorklistEntry
from engine.workflow.registry import TaskContext, service_task
from engine.workflow.worklist import ESCALATE_AFTER
from processes.apply import queries as applications
from processes.apply.service import submit
from processes.review import queries
from processes.review.issue import issue
from processes.review.rules import Judged, lead_of, to_judge

Variables = Mapping[str, Any]


@service_task("review.collect_materials")
def collect_materials(
    ctx: TaskContext, *, application_id: UUID, stage: str | None, conclusion: str | None
) -> Variables:
    """What the stage has to look at: everything the first time, afterwards only what changed or was faulted.

    A pass of the first review hands the case to the authority.
    """
    if stage == "first" and conclusion == "pass":
        stage = "authority"
    stage = stage or "first"
    materials = queries.current_materials(ctx.work, application_id)
    standing = queries.standing(ctx.work, application_id, stage).values()
    judged = [Judged(row.material_id, row.verdict, row.sha256) for row in standing]
    wanted = to_judge([(row.id, row.sha256) for row in materials], judged)
    return {
        "stage": stage,
        "round": int(ctx.variables.get("round") or 1),
        "conclusion": None,
        "materials": [str(material_id) for material_id in wanted],
    }


@service_task("review.send_notice")
def send_notice(ctx: TaskContext, *, application_id: UUID, returns_left: int, correction_days: int) -> Variables:
    """Issue the one complete notice and tell the applicant."""
    application = applications.application(ctx.work, application_id)
    notice = issue(
        ctx.work,
        ctx.actor,
        application,
        stage=str(ctx.variables["stage"]),
        round_no=int(ctx.variables["round"]),
        working_days=int(correction_days),
        instance_id=ctx.instance_id,
    )
    notices.send(
        ctx.work,
        application.person_id,
        "review.returned",
        title=f"请补正 {len(notice.items)} 项内容",
        body=(
            f"申请编号 {application.no}。审核发现 {len(notice.items)} 项需要补正，其余无需重交。"
            f"请于 {deadline_cn(notice.due_at)} 前登录补正，逾期由主管部门决定是否终止。"
        ),
        link=f"/my/cases/{application.no}/correct",
        sms=True,
    )
    return {"returns_left": max(int(returns_left) - 1, 0)}


@service_task("review.remind_correction")
def remind_correction(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Remind the applicant that the correction is nearly due."""
    application = applications.application(ctx.work, application_id)
    notice = queries.open_notice(ctx.work, application_id)
    if notice is not None:
        notices.send(
            ctx.work,
            application.person_id,
            "review.correction_due",
            title="补正期限将到",
            body=f"申请编号 {application.no}。请于 {deadline_cn(notice.due_at)} 前完成补正并提交。",
            link=f"/my/cases/{application.no}/correct",
            sms=True,
        )
    return {}


@service_task("review.reject")
def reject(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Tell the applicant that the application is rejected, and why."""
    application = applications.application(ctx.work, application_id)
    notices.send(
        ctx.work,
        application.person_id,
        "review.rejected",
        title="申请不予通过",
        body=(
            f"申请编号 {application.no}。经审核，您的申请不予通过。理由：{_reason(ctx, application_id)} "
            "名额已退还，您可以在报名开放时重新申请。对结论有异议的，可拨打咨询电话。"
        ),
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "rejected"}


@service_task("review.expire")
def expire(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Tell the applicant that the correction came too late."""
    application = applications.application(ctx.work, application_id)
    notices.send(
        ctx.work,
        application.person_id,
        "review.expired",
        title="逾期未补正，办理终止",
        body=f"申请编号 {application.no}。补正期限已过，办理终止，名额已退还。您可以在报名开放时重新申请。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "expired"}


@service_task("review.approve")
def approve(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The application is approved; tell the applicant."""
    application = applications.application(ctx.work, application_id, lock=True)
    submit.approve(ctx.work, ctx.actor, application)
    notices.send(
        ctx.work,
        application.person_id,
        "review.approved",
        title="申请已核准",
        body=f"申请编号 {application.no}。材料审核通过，申请已核准。后续安排会另行通知。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "approved"}


@service_task("review.compare_blind")
def compare_blind(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Whether the blind reviewer came to the same conclusion."""
    blind, first = queries.last_blind(ctx.work, application_id), queries.last_conclusion(ctx.work, application_id)
    if blind is None or first is None:
        raise LookupError("nothing to compare")
    blind.agrees = blind.conclusion == first.conclusion
    return {"blind_agrees": blind.agrees}


@service_task("review.escalate")
def escalate(ctx: TaskContext, *, application_id: UUID, institution_id: str, stage: str) -> Variables:
    """Tell the lead of the institution, or the authority's supervisors, that a task is overdue."""
    application = applications.application(ctx.work, application_id)
    waits_for_institution = stage == "first" and ctx.variables.get("conclusion") is None
    group = lead_of(f"institution:{institution_id}:first_review" if waits_for_institution else "authority:approver")
    for person in people.members(ctx.work, group):
        notices.send(
            ctx.work,
            person.id,
            "review.overdue",
            title="有审核任务超期",
            body=f"申请编号 {application.no} 的审核任务已经超期，请督促办理。",
            link="/review/team?overdue=1",
        )
    return {}


@service_task("review.tell_lead")
def tell_lead(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Tell the group's lead that an applicant was passed over too often; nobody when the work is gone meanwhile."""
    application = applications.application(ctx.work, application_id)
    skipped = select(WorklistEntry.group_name, WorklistEntry.skips).where(
        WorklistEntry.instance_id == ctx.instance_id, WorklistEntry.open, WorklistEntry.skips >= ESCALATE_AFTER
    )
    for group, skips in ctx.work.execute(skipped).all():
        for person in people.members(ctx.work, lead_of(group)):
            notices.send(
                ctx.work,
                person.id,
                "review.skipped",
                title="有申请被多次跳过",
                body=f"申请编号 {application.no} 已被跳过 {skips} 次，请指派审核员办理。",
                link="/review/team?state=skipped",
            )
    return {}


def _reason(ctx: TaskContext, application_id: UUID) -> str:
    supervised = queries.last_supervision(ctx.work, application_id)
    if supervised is not None and supervised.decision == "reject":
        return supervised.text
    conclusion = queries.last_conclusion(ctx.work, application_id)
    return conclusion.text if conclusion is not None else ""
