"""Objections to a published result, decided by somebody who was not involved; two people change a score."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.database import next_number
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.mark import queries
from processes.mark.errors import AlreadyRaised, NotInPublicity, SameDecider
from processes.mark.events import ResultChanged
from processes.mark.models import Objection, SubjectResult
from processes.mark.service import score as marks
from processes.plans.queries import plan

PROCESS = "objection"


def raise_objection(session: Session, actor: Actor, result: SubjectResult, *, text: str) -> Objection:
    """A candidate objects to his own published result. Raises NotInPublicity, AlreadyRaised."""
    application = applications.own(session, actor, result.application_id)
    commands.hold(session, application.instance_id)
    session.refresh(result)
    if result.published_at is None or result.final_at is not None:
        raise NotInPublicity(days=plan(session, application.plan_id).publicity_days)
    open_one = select(Objection.id).where(Objection.result_id == result.id, Objection.decided_at.is_(None))
    if session.scalar(open_one):
        raise AlreadyRaised
    row = Objection(
        no=_next_number(session), result_id=result.id, application_id=application.id, text=text,
        score_before=result.score,
    )  # fmt: skip
    session.add(row)
    session.flush()
    variables = {"objection_id": str(row.id), "application_id": str(application.id)}
    row.instance_id = commands.start(session, actor, PROCESS, str(row.id), variables, part="applicant").id
    audit.record(
        session, actor, "objection.raised", subject=("objection", row.id), instance_id=application.instance_id,
        after={"no": row.no, "subject": result.subject, "score": result.score},
    )  # fmt: skip
    commands.correlate(session, "objection.raised", f"{application.id}:{result.attempt}")
    return row


@completes("mark/objection")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Wish for another score, which a second person confirms, or reject with the reason.

    Raises InvalidForm for whoever was involved, and for a score where nobody was marked or that is the same.
    """
    session = ctx.work
    row, result = _locked(ctx)
    _refuse_involved(session, ctx.actor, result, "decision", values)
    upheld = values["decision"] == "upheld"
    if upheld and result.score is None:
        sentence = "这一科没有分数（缺考、违纪或缓考），不能改分；出勤和违纪由考务和监考组长处理"
        raise InvalidForm([FieldError("decision", sentence)], values)
    wished = round(float(values["new_score"]) * 10) if upheld else None
    if upheld and wished == result.score:
        raise InvalidForm([FieldError("new_score", "与现在的成绩相同；不改分请选“维持原成绩”")], values)
    row.decision, row.answer, row.score_wished = values["decision"], str(values["answer"]).strip(), wished
    row.decided_by, row.decided_by_name = ctx.actor.person_id, ctx.actor.name
    row.decided_at = None if upheld else clock.now()
    session.flush()
    _write(ctx, row, "objection.decided", {"decision": row.decision, "score": wished, "answer": row.answer})
    return {"decision": row.decision}


@completes("mark/confirm")
def confirm(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Put the wished score in force, or send it back to who decides with the reason.

    Raises SameDecider, and InvalidForm for whoever was involved.
    """
    session = ctx.work
    row, result = _locked(ctx)
    if row.decided_by == ctx.actor.person_id:
        raise SameDecider
    _refuse_involved(session, ctx.actor, result, "confirmation", values)
    if values["confirmation"] == "confirmed":
        _put_in_force(ctx, row, result)
    else:
        _send_back(ctx, row, str(values["reason"]).strip())
    session.flush()
    return {"confirmation": values["confirmation"]}


def _put_in_force(ctx: TaskContext, row: Objection, result: SubjectResult) -> None:
    session = ctx.work
    row.confirmed_by, row.confirmed_by_name, row.decided_at = ctx.actor.person_id, ctx.actor.name, clock.now()
    changed = marks.put(
        session, ctx.actor, row.application_id, result.subject, result.attempt,
        score=row.score_wished, detail={**result.detail, "objection": row.no},
    )  # fmt: skip
    row.score_after = changed.score
    outbox.record(session, ResultChanged(result.id, row.application_id))
    _write(ctx, row, "objection.confirmed", {"score": row.score_after})


def _send_back(ctx: TaskContext, row: Objection, reason: str) -> None:
    decider = row.decided_by
    row.refused_by_name, row.refused_because = ctx.actor.name, reason
    row.decision, row.decided_by, row.decided_by_name = None, None, None
    _write(ctx, row, "objection.sent_back", {"score": row.score_wished, "reason": reason})
    if decider is not None:
        notices.send(
            ctx.work, decider, "objection.sent_back", title=f"异议 {row.no} 的更正未获确认",
            body=f"理由：{reason}。请重新作出复核结论。", link=f"/mark/objections/{row.no}",
        )  # fmt: skip


def _locked(ctx: TaskContext) -> tuple[Objection, SubjectResult]:
    row = ctx.work.get_one(Objection, UUID(ctx.business_key), with_for_update=True, populate_existing=True)
    return row, queries.result(ctx.work, row.result_id, lock=True)


def _write(ctx: TaskContext, row: Objection, action: str, after: Mapping[str, Any]) -> None:
    audit.record(
        ctx.work, ctx.actor, action, subject=("objection", row.id),
        instance_id=applications.application(ctx.work, row.application_id).instance_id,
        after={"no": row.no, **{name: value for name, value in after.items() if value is not None}},
    )  # fmt: skip


def _refuse_involved(
    session: Session, actor: Actor, result: SubjectResult, field: str, values: Mapping[str, Any]
) -> None:
    """Neither who gave or closed the score, nor the candidate, nor somebody whose own objection is still open."""
    given = queries.scores(session, result.application_id, result.subject, result.attempt)
    closed = queries.sheet(session, result.application_id, result.subject, result.attempt)
    involved = {one.person_id for one in given} | ({closed.closed_by} if closed else set()) | {result.person_id}
    if actor.person_id in involved:
        raise InvalidForm([FieldError(field, "您参与过这项成绩的评定，须由另一人复核")], values)
    if queries.has_open_objection(session, actor.person_id):
        raise InvalidForm([FieldError(field, "您自己的成绩异议还没有答复，在此之前不能办理他人的异议")], values)


def _next_number(session: Session) -> str:
    """`YY` and a serial of the year, of one authority; taken one at a time."""
    return next_number(session, Objection.no, f"Y{clock.today():%Y}", digits=5)
