"""Checking an assembled paper, and the second person's decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, clock, notices
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.papers import queries
from processes.papers.errors import NotAssembled, SamePerson
from processes.papers.models import Paper, PaperStatus
from processes.papers.options import STATES

SUBMIT, AGAIN, DISCARD = "submit", "again", "discard"
APPROVE, RETURN = "approve", "return"
_CHECKED = {SUBMIT: "paper.checked", AGAIN: "paper.sent_back", DISCARD: "paper.given_up"}


@completes("paper/check")
def check(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """The assembler hands the paper to the approver, goes back to the blueprint, or gives it up."""
    paper, decision = _assembled(ctx), values["decision"]
    if decision == AGAIN:
        paper.status = PaperStatus.BLUEPRINT
    paper.returned_reason = values.get("reason") or ""
    _record(ctx, paper, _CHECKED[decision])
    return {"decision": decision, "checked": decision == SUBMIT}


@completes("paper/approve")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Approve the paper, which seals it, or return it with a reason. Raises SamePerson for whoever assembled it."""
    paper = _assembled(ctx)
    if paper.assembled_by == ctx.actor.person_id:
        raise SamePerson
    approved = values["decision"] == APPROVE
    if approved:
        paper.approved_by, paper.approved_at = ctx.actor.person_id, clock.now()
    else:
        paper.status, paper.returned_reason = PaperStatus.BLUEPRINT, values["reason"]
    _record(ctx, paper, "paper.approved" if approved else "paper.returned")
    notices.send(
        ctx.work,
        paper.assembled_by,
        "paper.approved" if approved else "paper.returned",
        title=f"试卷“{paper.title}”{'已获批准并封存' if approved else '被退回'}",
        body="可供编排场次时选用。" if approved else f"退回原因：{paper.returned_reason}。已抽的试题仍计入冷却。",
        link=f"/papers/{paper.id}",
    )
    return {"decision": values["decision"], "checked": approved}


def _assembled(ctx: TaskContext) -> Paper:
    paper = queries.paper(ctx.work, UUID(ctx.business_key), lock=True)
    if paper.status != PaperStatus.ASSEMBLED:
        raise NotAssembled(title=paper.title, state=STATES[paper.status])
    return paper


def _record(ctx: TaskContext, paper: Paper, action: str) -> None:
    audit.record(
        ctx.work,
        ctx.actor,
        action,
        subject=("paper", paper.id),
        instance_id=ctx.instance_id,
        after={"reason": paper.returned_reason} if paper.returned_reason else None,
    )
