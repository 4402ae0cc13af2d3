"""The job: read the bank, solve, take the items. Each step commits by itself, so that people see where it is."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit, notices
from engine.platform.database import work
from engine.platform.people import Actor
from processes.papers import queries
from processes.papers.assembly import explain, report, solve
from processes.papers.assembly.bank import Bank
from processes.papers.assembly.plan import IMPORTANCE, Plan, make_plan
from processes.papers.assembly.reading import bank_of
from processes.papers.assembly.taking import take
from processes.papers.errors import TakenMeanwhile
from processes.papers.models import Paper, PaperStatus
from processes.papers.structures import parts_of

ATTEMPTS = 6
"""How often a drawing starts anew because another paper was quicker."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a drawing needs, read in one transaction."""

    bank: Bank
    plan: Plan


def assemble(tenant_id: UUID, paper_id: UUID, *, run_id: UUID) -> bool:
    """Draw the paper; False when the bank lacks items, and `Paper.report` says which. Repeating a run that is over
    changes nothing. Raises TakenMeanwhile, TooHard; a later try may succeed."""
    for attempt in range(ATTEMPTS):
        _tell(tenant_id, paper_id, 10, "读取细目表和题库")
        with work(tenant_id) as session:
            paper = queries.paper(session, paper_id)
            if paper.run_id == run_id or paper.status != PaperStatus.ASSEMBLING:
                return paper.status != PaperStatus.SHORT
            ready = read(session, paper)
        _tell(tenant_id, paper_id, 35, f"题库有 {len(ready.bank.free):,} 题可用，正在选题")
        seed = _seed(run_id, attempt)
        drawn = solve.draw(ready.bank.tree, ready.bank.free, ready.plan, seed=seed)
        if drawn is None:
            _tell(tenant_id, paper_id, 70, "题库不足，正在查找缺什么")
            why = explain.explain(ready.bank, ready.plan)
            with work(tenant_id) as session:
                _end_short(session, paper_id, run_id, ready, why)
            return False
        _tell(tenant_id, paper_id, 85, f"已选出 {len(drawn)} 题，正在登记抽题")
        sheet = report.drawn_sheet(ready.bank, ready.plan, drawn, seed=seed)
        try:
            with work(tenant_id) as session:
                paper = queries.paper(session, paper_id, lock=True)
                if paper.status != PaperStatus.ASSEMBLING:
                    return paper.status != PaperStatus.SHORT
                take(session, paper, drawn, ready.bank.tree, parts_of(paper.structure))
                _end_drawn(session, paper, run_id, sheet)
        except TakenMeanwhile:
            if attempt == ATTEMPTS - 1:
                raise
            continue
        return True
    raise LookupError("a drawing ends within its attempts")


def read(session: Session, paper: Paper) -> Ready:
    """The bank of a paper's table, and the plan that its blueprint makes."""
    bank = bank_of(session, paper.table_id)
    kinds = {part.kind.value: part.count for part in parts_of(paper.structure)}
    shares = [paper.importance[name] for name in IMPORTANCE] if paper.importance else None
    return Ready(bank, make_plan(bank.tree, kinds, shares))


def _seed(run_id: UUID, attempt: int) -> int:
    return int.from_bytes(hashlib.sha256(run_id.bytes + bytes([attempt])).digest()[:4]) >> 1


def _tell(tenant_id: UUID, paper_id: UUID, percent: int, note: str) -> None:
    with work(tenant_id) as session:
        paper = queries.paper(session, paper_id)
        paper.progress, paper.progress_note = percent, note


def _end_drawn(session: Session, paper: Paper, run_id: UUID, sheet: report.Report) -> None:
    paper.status, paper.run_id, paper.report = PaperStatus.ASSEMBLED, run_id, sheet
    paper.progress, paper.progress_note = 100, "已完成"
    _record(session, paper, "paper.assembled", {"count": sheet["count"], "seed": sheet["seed"]})
    _notify(session, paper, "已组成", "请核对计划与实抽，再提交审批。")


def _end_short(session: Session, paper_id: UUID, run_id: UUID, ready: Ready, why: explain.Explanation) -> None:
    paper = queries.paper(session, paper_id, lock=True)
    if paper.status != PaperStatus.ASSEMBLING:
        return
    paper.status, paper.run_id = PaperStatus.SHORT, run_id
    paper.report = report.short_sheet(ready.bank, ready.plan, why)
    paper.progress, paper.progress_note = 100, "题库不足"
    _record(session, paper, "paper.fell_short", {"missing": why.missing})
    _notify(session, paper, "未能组成：题库不足", "缺少哪些范围和题型的试题已经列出，补充试题或修改蓝图后可再次组卷。")


def _record(session: Session, paper: Paper, action: str, after: dict[str, object]) -> None:
    audit.record(
        session,
        Actor.system(paper.tenant_id),
        action,
        subject=("paper", paper.id),
        instance_id=paper.instance_id,
        after=after,
    )


def _notify(session: Session, paper: Paper, what: str, next_step: str) -> None:
    notices.send(
        session,
        paper.assembled_by,
        "paper.assembly_ended",
        title=f"试卷“{paper.title}”{what}",
        body=next_step,
        link=f"/papers/{paper.id}",
    )
