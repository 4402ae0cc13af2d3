"""The same button pressed at the same moment, by two people or twice: one effect, and a sentence for the other."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.errors import InvalidForm
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.service import ensure_person
from engine.workflow import commands, definitions
from processes.plans import handlers, queries
from processes.plans.errors import NoChangePending
from processes.plans.service import approve, change, draft
from processes.plans.service.change import Wanted, counted
from tests.processes.plans.builders import draft_values, make_institution, make_occupation, make_point
from tests.processes.plans.test_places import at_once
from tests.support.database import Database

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "processes/plans/plan.bpmn", *(ROOT / "forms/plan").glob("*.json")]
REGISTERED = (handlers.publish, approve.decide)  # by their import


def test_a_change_is_decided_once(committed_database: Database) -> None:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        plan_id, approvers = _with_pending_change(session, tenant)

    def decide(actor: Actor, session: Session) -> str:
        try:
            change.approve_change(session, actor, queries.plan(session, plan_id))
        except NoChangePending:
            return "late"
        return "approved"

    answers = at_once(committed_database, [partial(decide, actor) for actor in approvers])
    assert Counter(answers) == {"approved": 1, "late": len(approvers) - 1}
    with work(tenant) as session:
        assert queries.lines(session, plan_id)[0].capacity == 30
        decided = select(AuditRow.id).where(AuditRow.action == "plan.change_approved")
        assert len(session.scalars(decided).all()) == 1


def test_the_same_draft_sent_twice_at_once_is_one_plan(committed_database: Database) -> None:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        planner, values = _ready(session, tenant)

    def send(session: Session) -> str:
        try:
            draft.draw_up(session, planner, values)
        except InvalidForm as refusal:
            return refusal.errors[0].path
        return "kept"

    assert Counter(at_once(committed_database, [send, send, send])) == {"kept": 1, "title": 2}


def _with_pending_change(session: Session, tenant: UUID) -> tuple[UUID, list[Actor]]:
    planner, values = _ready(session, tenant)
    approvers = [_staff(session, tenant, f"审批员 {at}", "authority:plan_approver") for at in range(3)]
    plan = draft.draw_up(session, planner, values)
    for actor, given in ((planner, values), (approvers[0], {"decision": "approve"})):
        commands.complete(session, actor, commands.open_items(session, actor, str(plan.id))[0].id, given)
    figures = {key: row.capacity for key, _, row in counted(session, plan)} | {"line_0": 30}
    change.request_change(session, planner, plan, Wanted(plan.opens_at, plan.closes_at, figures), reason="报名踊跃")
    return plan.id, approvers


def _ready(session: Session, tenant: UUID) -> tuple[Actor, dict[str, Any]]:
    """Definitions in force, a planner, and a sound draft."""
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in FILES}
    definitions.deploy(session, Actor.system(tenant), files, note="测试")
    make_occupation(session)
    institution = make_institution(session)
    values = draft_values(institution, make_point(session, institution))
    return _staff(session, tenant, "周编制", "authority:planner"), values


def _staff(session: Session, tenant: UUID, name: str, group: str) -> Actor:
    person = ensure_person(session, new_id(), phone=None, name=name)
    return Actor(person.id, tenant, name, frozenset({group}))
