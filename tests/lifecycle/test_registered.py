"""Group registration through the diagrams: confirmed, rejected, expired; who registered does not judge."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow.commands import remote
from engine.workflow.errors import FourEyes
from engine.workflow.models import RemoteTask
from processes.apply import service
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.lifecycle.outcomes import approved, ended, told
from tests.processes.apply import builders
from tests.processes.apply.builders import confirm, history, make_applicant, make_clerk, upload_all
from tests.processes.review.builders import Office
from tests.support.time import pass_by

HOUR = timedelta(hours=1)


@pytest.fixture
def clerk(session: Session, plan: Plan) -> Actor:
    return make_clerk(session, plan, also="first_review")


def registered(session: Session, clerk: Actor, plan: Plan) -> tuple[Application, Actor]:
    actor = make_applicant(session)
    return builders.register(session, clerk, session.get_one(Person, actor.person_id), plan), actor


def test_confirmed_it_goes_on_where_nothing_is_filled(
    session: Session, plan: Plan, office: Office, clerk: Actor
) -> None:
    row, actor = registered(session, clerk, plan)
    assert office.at(row) == {"apply/confirm"}
    confirm(session, actor, row)
    assert office.at(row) == {"apply/history"}
    hand_in(session, actor, row)
    assert office.at(row) == {"review/material"}
    with pytest.raises(FourEyes):
        office.judge(clerk, row)
    office.pass_first(row)
    office.approve(row)
    approved(office, row)


def hand_in(session: Session, actor: Actor, row: Application) -> None:
    """What is left of the wizard, and the identity check."""
    service.finish(session, actor, row, "history", history())
    upload_all(session, actor, row)
    service.finish(session, actor, row, "materials", {})
    service.finish(session, actor, row, "check", {"pledge": True})
    task = session.scalars(select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)).one()
    remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})


def test_a_change_after_confirming_still_leads_back(session: Session, plan: Plan, office: Office, clerk: Actor) -> None:
    row, actor = registered(session, clerk, plan)
    confirm(session, actor, row)
    facts = builders.rule(session, plan, prior_level="4", prior_date="2015-01", prior_number="S1", rule_id="R32")
    assert service.finish(session, actor, row, "rule", facts) == "history"
    assert office.at(row) == {"apply/history"}


def test_rejected_it_ends(session: Session, plan: Plan, office: Office, clerk: Actor) -> None:
    row, actor = registered(session, clerk, plan)
    confirm(session, actor, row, decision="reject", reason="不是我本人")
    assert ended(office, row) == "已撤回"
    assert (row.status, row.outcome) == ("ended", "withdrawn")
    assert told(session, row) == ["application.registered", "application.declined"]
    again, _ = registered(session, clerk, plan)
    assert again.no != row.no


def test_unanswered_it_is_reminded_of_and_expires(session: Session, plan: Plan, office: Office, clerk: Actor) -> None:
    row, _ = registered(session, clerk, plan)
    office.wait(row, 49 * HOUR)
    assert told(session, row) == ["application.registered", "application.confirm_soon"]
    office.wait(row, 22 * HOUR)
    assert office.at(row) == {"apply/confirm"}
    office.wait(row, 2 * HOUR)
    assert ended(office, row) == "已截止"
    assert told(session, row)[-1] == "application.unconfirmed"


def test_the_plan_closes_before_the_time_is_over(session: Session, plan: Plan, office: Office, clerk: Actor) -> None:
    pass_by(plan.closes_at - clock.now() - 10 * HOUR)
    row, _ = registered(session, clerk, plan)
    assert office.items(row)[0].due_at == plan.closes_at
    office.wait(row, 11 * HOUR)
    assert ended(office, row) == "已截止"


def test_it_may_be_withdrawn_while_it_waits(session: Session, plan: Plan, office: Office, clerk: Actor) -> None:
    row, actor = registered(session, clerk, plan)
    service.withdraw(session, actor, row)
    assert ended(office, row) == "已撤回"
