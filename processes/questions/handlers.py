"""Python behind the service tasks of question.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.platform import audit, notices
from engine.platform.people import queries as people
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, service_task
from processes.questions import queries
from processes.questions.models import Question, QuestionRemark, QuestionStatus, Stage
from processes.questions.rules import keys
from processes.questions.rules.likeness import Like, alike
from processes.questions.service.bank import join

Variables = Mapping[str, Any]


@service_task("question.check")
def check(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """Key, format and duplicates of the newest version. Near-duplicates are told to reviewers and share a group."""
    session = ctx.work
    question = queries.question_by_id(session, question_id, lock=True)
    version = queries.newest(session, question)
    faults = [error.message for error in keys.problems(queries.draft(question, version))]
    likes = alike(question.text_key, queries.known(session, question))
    same = [like for like in likes if like.likeness == 1.0]
    faults += [f"与试题 {like.known.no} 重复" for like in same]
    if question.point_id is None:
        faults.append("没有鉴定点")
    _remark(ctx, question, Stage.CHECK, "revise" if faults else "pass", "；".join(faults), likes)
    if likes and not faults:
        wanted = select(Question).where(Question.id.in_([like.known.id for like in likes])).with_for_update()
        join(session, question, list(session.scalars(wanted.order_by(Question.id))))
    session.flush()
    return {"checks_passed": not faults, "decision": None}


@service_task("question.send_back")
def send_back(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """Back with its author, with the reasons."""
    question = _become(ctx, question_id, QuestionStatus.RETURNED, "question.returned")
    reason = queries.last_reason(ctx.work, question)
    _tell_author(ctx, question, "请修改", f"原因：{reason}。请在 10 个工作日内修改后重新提交。")
    return {}


@service_task("question.reject")
def reject(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """A reviewer does not want it."""
    question = _become(ctx, question_id, QuestionStatus.REJECTED, "question.rejected")
    _tell_author(ctx, question, "没有采用", f"原因：{queries.last_reason(ctx.work, question)}。感谢您的命题。")
    return {}


@service_task("question.expire")
def expire(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """The author did not revise it in time."""
    question = _become(ctx, question_id, QuestionStatus.REJECTED, "question.expired")
    _tell_author(ctx, question, "已作废", "修改期限已过。内容仍然可用的，可以重新提交。")
    return {}


@service_task("question.approve")
def approve(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """In the bank; its newest version is the one that papers take."""
    question = _become(ctx, question_id, QuestionStatus.APPROVED, "question.approved")
    _tell_author(ctx, question, "已入库", "初审和终审都已通过。感谢您的命题。")
    return {}


@service_task("question.remind")
def remind(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """The time to revise is nearly over."""
    question = queries.question_by_id(ctx.work, question_id)
    _tell_author(ctx, question, "修改将到期", "还有 2 个工作日，逾期未提交的试题作废。")
    return {}


@service_task("question.escalate")
def escalate(ctx: TaskContext, *, question_id: UUID) -> Variables:
    """A review is overdue: tell everybody who can do it, and the supervisors."""
    question = queries.question_by_id(ctx.work, question_id)
    waiting = select(WorkItem.group_name).where(WorkItem.instance_id == ctx.instance_id, WorkItem.status == "open")
    groups = {*ctx.work.scalars(waiting), "authority:supervisor"}
    for person in {person.id for group in groups for person in people.members(ctx.work, group)}:
        notices.send(
            ctx.work,
            person,
            "question.overdue",
            title=f"试题 {question.no} 的审核已超期",
            body="请尽快审核。审题页面会自动取出先到期的试题。",
            link="/questions/review",
        )
    return {}


def _become(ctx: TaskContext, question_id: UUID, status: QuestionStatus, action: str) -> Question:
    question = queries.question_by_id(ctx.work, question_id, lock=True)
    before, question.status = question.status, status
    audit.record(
        ctx.work,
        ctx.actor,
        action,
        subject=("question", question.id),
        instance_id=ctx.instance_id,
        before={"status": before},
        after={"no": question.no, "status": status},
    )
    ctx.work.flush()
    return question


def _tell_author(ctx: TaskContext, question: Question, what: str, body: str) -> None:
    notices.send(
        ctx.work,
        question.author_id,
        "question.told",
        title=f"试题 {question.no} {what}",
        body=body,
        link=f"/my/questions/{question.no}",
    )


def _remark(ctx: TaskContext, question: Question, stage: Stage, verdict: str, text: str, likes: list[Like]) -> None:
    if question.version_id is None:
        raise LookupError("a question without a version")
    ctx.work.add(
        QuestionRemark(
            question_id=question.id,
            version_id=question.version_id,
            stage=stage,
            verdict=verdict,
            text=text,
            similar=[{"no": like.known.no, "percent": like.percent} for like in likes],
            person_id=ctx.actor.person_id,
            person_name="系统",
        )
    )
