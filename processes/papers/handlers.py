"""Python behind the service tasks of paper.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, notices
from engine.platform.people import queries as people
from engine.workflow.registry import TaskContext, service_task
from processes.papers import queries
from processes.papers.assembly import run
from processes.papers.models import PaperStatus
from processes.papers.service import sealed

Variables = Mapping[str, Any]


@service_task("paper.assemble", remote=True)
def assemble(ctx: TaskContext, *, paper_id: UUID) -> Variables:
    """Draw the paper from the bank, in a job of its own: it takes seconds, and nobody waits in a request."""
    return {"assembled": run.assemble(ctx.actor.tenant_id, paper_id, run_id=ctx.task_id)}


@service_task("paper.seal")
def seal(ctx: TaskContext, *, paper_id: UUID) -> Variables:
    """The approved paper is sealed: nobody reads it before its session."""
    sealed.seal(ctx.work, ctx.actor, queries.paper(ctx.work, paper_id, lock=True))
    ctx.work.flush()
    return {}


@service_task("paper.discard")
def discard(ctx: TaskContext, *, paper_id: UUID) -> Variables:
    """The paper is given up. What it drew stays drawn."""
    paper = queries.paper(ctx.work, paper_id, lock=True)
    if paper.status != PaperStatus.DISCARDED:
        before, paper.status = paper.status, PaperStatus.DISCARDED
        audit.record(
            ctx.work,
            ctx.actor,
            "paper.discarded",
            subject=("paper", paper.id),
            instance_id=ctx.instance_id,
            before={"status": before},
            after={"status": paper.status},
        )
    ctx.work.flush()
    return {}


@service_task("paper.remind")
def remind(ctx: TaskContext, *, paper_id: UUID, checked: bool | None) -> Variables:
    """A blueprint, a check or an approval is late: tell everybody who can act."""
    paper = queries.paper(ctx.work, paper_id)
    for person in people.members(ctx.work, "papers:approver" if checked else "papers:assembler"):
        notices.send(
            ctx.work,
            person.id,
            "paper.late",
            title=f"试卷“{paper.title}”{'等待审批' if checked else '等待组卷员办理'}已超期",
            body="请尽快办理，以免影响场次编排。",
            link=f"/papers/{paper.id}",
        )
    return {}
