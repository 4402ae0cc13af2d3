"""One sealed paper of the demo authority, made by the real commands. What is there stays; a half-made one goes on."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.events import RemoteTaskParked
from engine.workflow.models import RemoteTask
from processes.papers import queries, structures
from processes.papers.assembly.reading import bank_of
from processes.papers.models import Paper, PaperStatus
from processes.papers.options import beginning
from processes.papers.service import blueprint
from processes.questions.models import ElementTable
from web.entry.demo.authority import staff_actor
from web.entry.demo.people import CHEMICAL

Tell = Callable[[str], None]
GRADE = "3"
TITLE = "化工总控工三级理论知识试卷（2026 年第四批 A 卷）"


def seed_papers(tenant: UUID, tell: Tell) -> None:
    """A sealed paper for 化工总控工 三级/高级工; only told about where the bank has nothing to make it of."""
    with work(tenant) as session:
        if queries.sealed(session, CHEMICAL, GRADE):
            return
        table = next((row for row in queries.tables(session) if (row.occupation, row.grade) == (CHEMICAL, GRADE)), None)
        if table is None or not bank_of(session, table.id).items:
            tell("题库还没有化工总控工三级的试题，未组成示例试卷")
            return
        paper_id = _handed_over(session, table)
    _assemble(tenant, paper_id)
    with work(tenant) as session:
        if queries.paper(session, paper_id).status == PaperStatus.SHORT:
            tell("题库不足，未组成示例试卷；缺什么见组卷页面")
            return
    _complete(tenant, "assembler", paper_id, "paper/check", {"decision": "submit"})
    _complete(tenant, "paper-approver", paper_id, "paper/approve", {"decision": "approve"})
    tell("已组成并封存一份示例试卷")


def _handed_over(session: Session, table: ElementTable) -> UUID:
    """The paper, past its blueprint."""
    actor = staff_actor(session, "assembler")
    known = session.scalar(select(Paper).where(Paper.title == TITLE, Paper.status != PaperStatus.DISCARDED))
    values = beginning(structures.structure("small")) | {"title": TITLE, "table": str(table.id)}
    paper = known or blueprint.draw_up(session, actor, values)
    _complete_open(session, actor, paper.id, "paper/blueprint", values)
    return paper.id


def _assemble(tenant: UUID, paper_id: UUID) -> None:
    """What the worker does; where one runs too, whoever comes second changes nothing."""
    with work(tenant) as session:
        instance_id = queries.paper(session, paper_id).instance_id
        parked = session.scalar(select(RemoteTask.id).where(RemoteTask.instance_id == instance_id))
    if parked is not None and instance_id is not None:
        commands.call_remote(tenant, parked, RemoteTaskParked(instance_id=instance_id, task_id=parked))


def _complete(tenant: UUID, login: str, paper_id: UUID, form: str, values: Mapping[str, Any]) -> None:
    with work(tenant) as session:
        _complete_open(session, staff_actor(session, login), paper_id, form, values)


def _complete_open(session: Session, actor: Actor, paper_id: UUID, form: str, values: Mapping[str, Any]) -> None:
    """Complete the open task of this form, if there is one."""
    for item in commands.open_items(session, actor, str(paper_id)):
        if item.form_key == form:
            commands.complete(session, actor, item.id, values)
