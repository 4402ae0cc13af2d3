"""Writing down the result of a subject, and deciding by the table whether it is passed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import definitions
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.mark import queries, rules
from processes.mark.models import ResultState, SubjectResult
from processes.papers.models import Paper
from processes.sit import queries as sittings
from processes.sit.models import Sitting

TABLE = "pass_mark"


def by_machine(session: Session, actor: Actor, sitting: Sitting) -> SubjectResult:
    """Mark a theory sitting by its paper's key. Marking again finds the same row."""
    paper = session.get_one(Paper, sitting.paper_id)
    answers = sittings.answers(session, sitting.id)
    marked = rules.mark(queries.key_of(session, paper), answers)
    detail = {"right": marked.right, "answered": len(answers), "paper_sha256": paper.content_sha256}
    return put(
        session, actor, sitting.application_id, sitting.subject, sitting.attempt,
        score=marked.score, sitting=sitting, detail=detail,
    )  # fmt: skip


def put(
    session: Session,
    actor: Actor,
    application_id: UUID,
    subject: str,
    attempt: int,
    *,
    score: int | None = None,
    state: str | None = None,
    sitting: Sitting | None = None,
    detail: Mapping[str, Any] | None = None,
) -> SubjectResult:
    """Write the result of one subject and attempt; a score decides the state by the decision table.

    A result that was there is changed, with before and after in the trail.
    """
    application = applications.application(session, application_id)
    decided: Mapping[str, Any] = {}
    if score is not None:
        state, decided = judge(session, application, subject, score)
    row = queries.result_of(session, application_id, subject, attempt)
    before = None if row is None else facts(row)
    if row is None:
        row = SubjectResult(
            application_id=application_id, person_id=application.person_id, plan_id=application.plan_id,
            subject=subject, attempt=attempt,
        )  # fmt: skip
        session.add(row)
    row.state, row.score, row.marked_at = state or ResultState.PENDING, score, clock.now()
    row.detail = {**dict(detail or row.detail or {}), **({"rule": decided} if decided else {})}
    if sitting is not None:
        row.sitting_id, row.paper_id = sitting.id, sitting.paper_id
    session.flush()
    audit.record(
        session, actor, "result.marked", subject=("subject_result", row.id), instance_id=application.instance_id,
        before=before, after=facts(row),
    )  # fmt: skip
    return row


def judge(session: Session, application: Application, subject: str, score: int) -> tuple[str, Mapping[str, Any]]:
    """The state by `pass_mark` of the definitions the case runs on, and what the table was asked."""
    table = definitions.loaded(session, applications.deployment_of(session, application)).tables[TABLE]
    outcome = table.decide({"subject": subject, "grade": application.grade or "", "score": Decimal(score) / 10})
    return (ResultState.PASSED if outcome.flat else ResultState.FAILED), outcome.as_json()


def facts(row: SubjectResult) -> dict[str, Any]:
    """What the trail keeps of a result."""
    return {"subject": row.subject, "attempt": row.attempt, "score": row.score, "state": row.state}
