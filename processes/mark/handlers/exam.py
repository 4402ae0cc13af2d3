"""Python behind the service tasks of exam.bpmn."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, calendar, clock, notices
from engine.platform.people import queries as people
from engine.platform.text import deadline_cn
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.catalogue.subjects import Subject
from processes.mark import queries, rules
from processes.mark.models import ResultState
from processes.mark.service import score as marks
from processes.mark.words import in_words
from processes.sit.models import Sitting

Variables = Mapping[str, Any]
URGE_BEFORE = timedelta(days=10)


@service_task("mark.begin")
def begin(ctx: TaskContext, *, exam_until: str) -> Variables:
    """By when the case must have a seat: the end of the plan's last day; ten days before, the arrangers are urged."""
    last = datetime.combine(date.fromisoformat(exam_until) + timedelta(days=1), time(), clock.SHANGHAI)
    urge = max(last - URGE_BEFORE, min(clock.now() + timedelta(days=1), last))
    return {
        "seat_by": last.isoformat(),
        "escalate_at": urge.astimezone(clock.SHANGHAI).isoformat(),
        "exam_outcome": None,
    }


@service_task("mark.urge_arranger")
def urge_arranger(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Tell the arrangers that somebody still has no seat."""
    application = applications.application(ctx.work, application_id)
    for person in people.members(ctx.work, "authority:arranger"):
        notices.send(
            ctx.work, person.id, "exam.unseated", title="有考生尚未编排座位",
            body=f"申请编号 {application.no} 尚未编排考试座位，计划的考试期间即将结束。", link="/arrange",
        )  # fmt: skip
    return {}


@service_task("mark.unseated")
def unseated(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The exam period is over without a seat: the case ends, its money goes back."""
    return {"exam_outcome": "unseated"}


@service_task("mark.score")
def score(ctx: TaskContext, *, application_id: UUID, attempt: int, subject: str) -> Variables:
    """Mark the theory paper that was just handed in."""
    sitting = _sitting(ctx.work, application_id, attempt, subject)
    marks.by_machine(ctx.work, ctx.actor, sitting)
    return {}


@service_task("mark.record_absent")
def record_absent(ctx: TaskContext, *, application_id: UUID, attempt: int, subject: str) -> Variables:
    _without_score(ctx, application_id, attempt, subject, ResultState.ABSENT)
    return {}


@service_task("mark.record_disqualified")
def record_disqualified(ctx: TaskContext, *, application_id: UUID, attempt: int, subject: str) -> Variables:
    _without_score(ctx, application_id, attempt, subject, ResultState.DISQUALIFIED)
    return {}


@service_task("mark.record_postponed")
def record_postponed(ctx: TaskContext, *, application_id: UUID, attempt: int, subject: str) -> Variables:
    _without_score(ctx, application_id, attempt, subject, ResultState.POSTPONED)
    return {}


@service_task("mark.urge_examiners")
def urge_examiners(ctx: TaskContext, *, application_id: UUID, institution_id: str, subject: str) -> Variables:
    """Tell the chief examiners that a candidate's scores are overdue."""
    application = applications.application(ctx.work, application_id)
    for person in people.members(ctx.work, f"institution:{institution_id}:chief_examiner"):
        notices.send(
            ctx.work, person.id, "mark.overdue", title="有考评评分超期",
            body=f"申请编号 {application.no} 的{Subject(subject).title}尚未确认成绩，请督促评分。", link="/mark",
        )  # fmt: skip
    return {}


@service_task("mark.settle")
def settle(ctx: TaskContext, *, application_id: UUID, attempt: int) -> Variables:
    """Gather the subjects of this attempt; those postponed are arranged again."""
    rows = queries.results(ctx.work, application_id, attempt)
    postponed = [row.subject for row in rows if row.state == ResultState.POSTPONED]
    return {"postponed": bool(postponed), **({"subjects": postponed} if postponed else {})}


@service_task("mark.publish")
def publish(ctx: TaskContext, *, application_id: UUID, attempt: int, publicity_days: int) -> Variables:
    """Publish the results of the attempt and begin the publicity."""
    until = calendar.add_working_days(clock.now(), int(publicity_days))
    application = applications.application(ctx.work, application_id)
    rows = queries.results(ctx.work, application_id, attempt)
    for row in rows:
        row.published_at = row.published_at or clock.now()
    scores = "，".join(f"{Subject(row.subject).title} {in_words(row)}" for row in rows)
    notices.send(
        ctx.work, application.person_id, "result.published", title="考试成绩已公布",
        body=(
            f"申请编号 {application.no}。{scores}。公示至 {deadline_cn(until)}，"
            "对成绩有异议的请在此前提出，由另一人复核并书面答复。"
        ),
        link=f"/my/cases/{application.no}/results", sms=True,
    )  # fmt: skip
    return {"publicity_until": until.astimezone(clock.SHANGHAI).isoformat()}


@service_task("mark.resettle")
def resettle(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """An objection was decided; the publicity goes on until its day."""
    return {}


@service_task("mark.conclude")
def conclude(ctx: TaskContext, *, application_id: UUID, attempt: int) -> Variables:
    """The publicity is over: the results are final, and the attempt has its outcome."""
    session = ctx.work
    application = applications.application(session, application_id)
    rows = queries.results(session, application_id, attempt)
    for row in rows:
        row.final_at = row.final_at or clock.now()
    left = queries.still_to_pass(session, application)
    outcome = rules.outcome_of([row.state for row in rows], left)
    audit.record(
        session, ctx.actor, "result.final", subject=("application", application.id),
        instance_id=application.instance_id, after={"attempt": attempt, "outcome": outcome, "left": left},
    )  # fmt: skip
    _tell_outcome(session, application, outcome, left)
    return {"exam_outcome": outcome, "subjects": left}


def _tell_outcome(session: Session, application: Application, outcome: str, left: list[str]) -> None:
    subjects = "、".join(Subject(one).title for one in left)
    title, body = {
        "passed": ("考试合格", "各科成绩均合格，接下来由证书管理部门制发证书，发证后另行通知，现在不需要办理。"),
        "disqualified": ("考试成绩无效", "因违纪处理，本次考试成绩无效，办理终止。对处理有异议的可以拨打咨询电话。"),
    }.get(
        outcome, ("考试未全部合格", f"{subjects}尚未合格，已合格的科目保留。计划允许补考的，会通知您缴费和补考时间。")
    )
    notices.send(
        session, application.person_id, "result.final", title=title, body=f"申请编号 {application.no}。{body}",
        link=f"/my/cases/{application.no}/results", sms=True,
    )  # fmt: skip


def _without_score(ctx: TaskContext, application_id: UUID, attempt: int, subject: str, state: str) -> None:
    sitting = _sitting(ctx.work, application_id, attempt, subject, needed=False)
    marks.put(ctx.work, ctx.actor, application_id, subject, attempt, state=state, sitting=sitting)


def _sitting(session: Session, application_id: UUID, attempt: int, subject: str, *, needed: bool = True) -> Any:
    rows = select(Sitting).where(
        Sitting.application_id == application_id, Sitting.attempt == attempt, Sitting.subject == subject
    )
    found = session.scalar(rows.order_by(Sitting.id.desc()).limit(1))
    if found is None and needed:
        raise LookupError("no sitting to mark")
    return found
