"""The demo authority comes to be through the real commands, and repeating changes nothing."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.platform import clock
from engine.platform.database import system_work, work
from engine.platform.people.models import Account, RoleGrant
from engine.workflow.models import Deployment
from processes.apply import queries
from processes.apply.models import Status
from processes.catalogue.models import Institution, RegistrationPoint
from processes.plans import queries as plans
from processes.plans.models import Plan, PlanStatus
from tests.support.database import Database
from web.entry import wiring
from web.entry.demo import applicants, seed_authority
from web.entry.demo.authority import seed_plan, staff_actor
from web.entry.demo.people import synthetic
from web.entry.demo.staff import PASSWORD, STAFF


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    wiring.wire()
    return seed_authority(lambda step: None)


def counted(tenant: UUID) -> list[int | None]:
    with system_work() as system:
        accounts = system.scalar(select(func.count()).select_from(Account))
    with work(tenant) as session:
        tables = (Institution, RegistrationPoint, RoleGrant, Deployment, Plan)
        return [accounts, *(session.scalar(select(func.count()).select_from(table)) for table in tables)]


def test_seeding_again_changes_nothing(tenant: UUID) -> None:
    plan_id = seed_plan(tenant)
    before = counted(tenant)
    assert before == [len(STAFF), 2, 3, len(STAFF), 1, 1]
    assert seed_authority(lambda step: None) == tenant
    assert seed_plan(tenant) == plan_id
    assert counted(tenant) == before


def test_every_role_has_somebody(tenant: UUID) -> None:
    with work(tenant) as session:
        held = {group.split(":")[-1] for account in STAFF for group in staff_actor(session, account.login).groups}
    roles = {"planner", "plan_approver", "first_review", "lead", "clerk", "approver", "supervisor"}
    assert roles | {"auditor", "designer", "deploy_approver", "operator"} <= held
    assert len(PASSWORD) >= 10


def test_the_plan_was_approved_by_a_second_person_and_is_open(tenant: UUID) -> None:
    plan_id = seed_plan(tenant)
    with work(tenant) as session:
        plan = plans.plan(session, plan_id)
        assert plan.status == PlanStatus.OPEN
        assert plan.approved_by not in (None, plan.drafted_by)
        assert [line.occupation for line in plans.lines(session, plan_id)] == ["6-11-01-03", "4-04-05-05"]


@pytest.mark.parametrize("index", [100, 101])
def test_an_invented_person_applies_through_the_real_forms(tenant: UUID, index: int) -> None:
    plan_id, person = seed_plan(tenant), synthetic(index, today=clock.today())
    actor = applicants.begin(tenant, person)
    assert actor is not None
    application_id = applicants.walk(tenant, plan_id, actor, person, until=None)
    with work(tenant) as session:
        application = queries.application(session, application_id)
        assert (application.status, application.rule_id) == (Status.SUBMITTED, person.rule)
        assert application.name == person.name
        kinds = [row.kind for row in queries.materials(session, application_id)]
    assert len(kinds) >= 4
    assert applicants.begin(tenant, person) is None
