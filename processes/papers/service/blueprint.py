"""Drawing a blueprint up, and handing it to the assembly."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.papers import queries, structures
from processes.papers.assembly.plan import IMPORTANCE
from processes.papers.errors import NotABlueprint, NotDiscardable
from processes.papers.models import Paper, PaperStatus
from processes.papers.numbers import next_number
from processes.papers.options import STATES
from processes.papers.structures import Part
from processes.questions.models import ElementTable, Kind

PROCESS = "paper"
OPEN = (PaperStatus.BLUEPRINT, PaperStatus.SHORT)


def draw_up(session: Session, actor: Actor, values: Mapping[str, Any]) -> Paper:
    """Keep a checked blueprint form as a new paper, and start its process. Raises InvalidForm."""
    paper = Paper(assembled_by=actor.person_id, no=next_number(session), status=PaperStatus.BLUEPRINT)
    _fill(session, paper, values)
    paper.instance_id = commands.start(session, actor, PROCESS, str(paper.id), {"paper_id": str(paper.id)}).id
    _record(session, actor, paper, "paper.drawn_up", after=facts(paper))
    return paper


def redraw(session: Session, actor: Actor, paper: Paper, values: Mapping[str, Any]) -> None:
    """Keep changes of a blueprint. Raises NotABlueprint, InvalidForm."""
    paper = queries.paper(session, paper.id, lock=True)
    if paper.status not in OPEN:
        raise NotABlueprint(title=paper.title, state=STATES[paper.status])
    before = facts(paper)
    _fill(session, paper, values)
    paper.assembled_by = actor.person_id
    _record(session, actor, paper, "paper.redrawn", before=before, after=facts(paper))


@completes("paper/blueprint")
def hand_over(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """The blueprint is finished: the assembly begins, and whoever handed it over may not approve the paper."""
    paper = queries.paper(ctx.work, UUID(ctx.business_key), lock=True)
    redraw(ctx.work, ctx.actor, paper, values)
    paper.status, paper.report, paper.returned_reason = PaperStatus.ASSEMBLING, None, ""
    paper.progress, paper.progress_note = 0, "排队等待"
    _record(ctx.work, ctx.actor, paper, "paper.handed_over")
    return {"assembled": False, "decision": None, "checked": False}


def discard(session: Session, actor: Actor, paper: Paper, *, reason: str) -> None:
    """Give up a blueprint or a paper that the bank could not give. Raises NotDiscardable."""
    commands.hold(session, paper.instance_id)  # the case before its paper, as completing a task does
    paper = queries.paper(session, paper.id, lock=True)
    if paper.status not in OPEN:
        raise NotDiscardable(title=paper.title, state=STATES[paper.status])
    paper.returned_reason = reason
    _record(session, actor, paper, "paper.given_up", after={"reason": reason})
    session.flush()
    commands.correlate(session, "paper.given_up", str(paper.id))


def facts(paper: Paper) -> dict[str, Any]:
    """What the trail keeps of a blueprint."""
    return {
        "title": paper.title,
        "occupation": paper.occupation,
        "grade": paper.grade,
        "structure": structures.in_words(structures.parts_of(paper.structure)),
        "minutes": paper.minutes,
        "cooling_days": paper.cooling_days,
    }


def _fill(session: Session, paper: Paper, values: Mapping[str, Any]) -> None:
    parts = [Part(Kind(row["kind"]), row["count"], _tenths(row["points"])) for row in values["parts"]]
    errors = [*_score_errors(values), *structures.problems(parts), *_share_errors(values)]
    table = session.get(ElementTable, UUID(values["table"]))
    if table is None or not table.active:
        errors.append(FieldError("table", "这份细目表已停用，请另选一份"))
    title = values["title"]
    # the same form sent twice at once: the second waits here, and then finds the first
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"paper {title}", 0))))
    if session.scalar(select(Paper.id).where(Paper.title == title, Paper.id != paper.id)):
        errors.append(FieldError("title", "已有同名的试卷，请换一个名称，例如加上年份和卷号"))
    if errors or table is None:
        raise InvalidForm(errors, values)
    paper.title, paper.table_id = title, table.id
    paper.occupation, paper.grade = table.occupation, table.grade
    paper.structure = structures.as_rows(parts)
    paper.minutes, paper.cooling_days = values["minutes"], values["cooling_days"]
    own = values["importance"] == "own"
    paper.importance = {name: values[f"share_{name.lower()}"] for name in IMPORTANCE} if own else None
    session.add(paper)
    session.flush()


def _tenths(points: float) -> int:
    return int((Decimal(str(points)) * 10).to_integral_value(ROUND_HALF_UP))


def _score_errors(values: Mapping[str, Any]) -> list[FieldError]:
    return [
        FieldError(f"parts.{at}.points", "每题分数最多一位小数，例如 0.5")
        for at, row in enumerate(values["parts"])
        if Decimal(str(row["points"])) * 10 % 1
    ]


def _share_errors(values: Mapping[str, Any]) -> list[FieldError]:
    if values["importance"] != "own":
        return []
    total = sum(values[f"share_{name.lower()}"] for name in IMPORTANCE)
    return [] if total == 100 else [FieldError("share_x", f"X、Y、Z 的比例合计应为 100%，现为 {total}%")]


def _record(
    session: Session,
    actor: Actor,
    paper: Paper,
    action: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=("paper", paper.id),
        instance_id=paper.instance_id,
        before=before,
        after=after,
    )
