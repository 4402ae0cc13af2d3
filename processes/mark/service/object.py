"""Objections to a published result, decided by somebody who was not involved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.database import next_number
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.mark import queries
from processes.mark.errors import AlreadyRaised, NotInPublicity
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
    """Uphold with another score, or reject with the reason. Raises InvalidForm for whoever was involved, and
    for a score where nobody was marked."""
    session = ctx.work
    row = session.get_one(Objection, UUID(ctx.business_key), with_for_update=True, populate_existing=True)
    result = queries.result(session, row.result_id, lock=True)
    _refuse_involved(session, ctx.actor, result, values)
    upheld = values["decision"] == "upheld"
    if upheld and result.score is None:
        sentence = "这一科没有分数（缺考、违纪或缓考），不能改分；出勤和违纪由考务和监考组长处理"
        raise InvalidForm([FieldError("decision", sentence)], values)
    row.decision, row.answer, row.decided_at = values["decision"], str(values["answer"]).strip(), clock.now()
    row.decided_by, row.decided_by_name = ctx.actor.person_id, ctx.actor.name
    if upheld:
        changed = marks.put(
            session, ctx.actor, row.application_id, result.subject, result.attempt,
            score=round(float(values["new_score"]) * 10), detail={**result.detail, "objection": row.no},
        )  # fmt: skip
        row.score_after = changed.score
        outbox.record(session, ResultChanged(result.id, row.application_id))
    session.flush()
    return {"decision": row.decision}


def _refuse_involved(session: Session, actor: Actor, result: SubjectResult, values: Mapping[str, Any]) -> None:
    given = queries.scores(session, result.application_id, result.subject, result.attempt)
    closed = queries.sheet(session, result.application_id, result.subject, result.attempt)
    involved = {one.person_id for one in given} | ({closed.closed_by} if closed else set()) | {result.person_id}
    if actor.person_id in involved:
        raise InvalidForm([FieldError("decision", "您参与过这项成绩的评定，须由另一人复核")], values)


def _next_number(session: Session) -> str:
    """`YY` and a serial of the year, of one authority; taken one at a time."""
    return next_number(session, Objection.no, f"Y{clock.today():%Y}", digits=5)
