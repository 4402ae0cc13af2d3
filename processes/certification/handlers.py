"""Python behind the service tasks of certification.bpmn: attempts, what they came to, and how a case ends."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries
from processes.apply.service import end
from processes.arrange import service as arrange
from processes.certification.rules import outcome_of
from processes.mark import queries as marks
from processes.pay import service as pay
from processes.plans.service import places
from processes.train import service as train

Variables = Mapping[str, Any]


@service_task("certification.prepare_attempt")
def prepare_attempt(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The subjects that this attempt is about: all the first time, afterwards what is still to be passed."""
    application = queries.application(ctx.work, application_id)
    stages = ("pay_outcome", "train_outcome", "exam_outcome", "certify_outcome")
    return {"subjects": marks.still_to_pass(ctx.work, application), **dict.fromkeys(stages)}


@service_task("certification.next_attempt")
def next_attempt(ctx: TaskContext, *, attempt: int, retakes_left: int) -> Variables:
    """A retake begins, with its own fee and its own seats."""
    return {"attempt": int(attempt) + 1, "retakes_left": int(retakes_left) - 1}


@service_task("certification.settle")
def settle(
    ctx: TaskContext,
    *,
    outcome: str,
    pay_outcome: str | None,
    train_outcome: str | None,
    exam_outcome: str | None,
    attempt: int,
) -> Variables:
    """What the stages came to, as one outcome."""
    found = outcome_of(outcome, pay=pay_outcome, train=train_outcome, exam=exam_outcome, attempt=int(attempt))
    return {"outcome": found}


@service_task("certification.certified")
def certified(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The certificate is issued: the application has come to its end."""
    end(ctx.work, ctx.actor, queries.application(ctx.work, application_id, lock=True), "certified")
    arrange.leave(ctx.work, ctx.actor, application_id)
    return {"outcome": "certified"}


@service_task("certification.refused")
def refused(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The certificate was voided before it was issued, and none follows: the case ends without one."""
    end(ctx.work, ctx.actor, queries.application(ctx.work, application_id, lock=True), "refused")
    arrange.leave(ctx.work, ctx.actor, application_id)
    return {"outcome": "refused"}


@service_task("certification.end_case")
def end_case(ctx: TaskContext, *, application_id: UUID, outcome: str) -> Variables:
    """The exam was sat without success: the application ends, its place was used."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, outcome)
    arrange.leave(session, ctx.actor, application_id)
    return {}


@service_task("certification.withdrawn")
def withdrawn(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The applicant has taken the application back."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, "withdrawn")
    notices.send(
        session,
        application.person_id,
        "application.withdrawn",
        title="申请已撤回",
        body=f"申请编号 {application.no}。您已撤回申请，名额已退还。报名截止前可以重新申请。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "withdrawn"}


@service_task("certification.cancelled")
def cancelled(ctx: TaskContext, *, application_id: UUID, reason: str | None = None) -> Variables:
    """The authority has cancelled the case."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, "cancelled")
    why = f"，原因：{reason}" if reason else ""
    notices.send(
        session,
        application.person_id,
        "application.cancelled",
        title="申请已取消",
        body=f"申请编号 {application.no}。主管部门取消了这份申请{why}。如有疑问，请拨打咨询电话。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "cancelled"}


@service_task("certification.release_place")
def release_place(ctx: TaskContext, *, application_id: UUID, outcome: str) -> Variables:
    """Give the place back, so that the waiting list moves, and the money by the rule of refunds; free the seats.

    The application ends with what the process says.
    """
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, outcome)
    places.release_place(session, application.id)
    if outcome in REFUNDED:
        pay.close_for_case(session, ctx.actor, application.id, cause=outcome)
    train.close_for(session, ctx.actor, application.id)
    arrange.leave(session, ctx.actor, application.id)
    if outcome in TOLD:
        title, text = TOLD[outcome]
        notices.send(
            session,
            application.person_id,
            f"application.{outcome}",
            title=title,
            body=f"申请编号 {application.no}。{text}",
            link=f"/my/cases/{application.no}",
            sms=True,
        )
    return {}


REFUNDED = frozenset({"withdrawn", "cancelled", "unseated"})
TOLD = {
    "unpaid": ("逾期未缴费，办理终止", "缴费期限已过，名额已退还。报名开放时可以重新申请。"),
    "untrained": ("培训未完成，办理终止", "培训期限已过，名额已退还，费用按规定处理。报名开放时可以重新申请。"),
    "unseated": ("未能安排考试，办理终止", "计划的考试期间已结束，未能为您安排考试，名额已退还，已缴费用按规定退还。"),
}
"""What people are told where no stage has told them; by outcome."""
