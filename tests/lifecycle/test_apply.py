"""Every path through apply.bpmn, driven by the engine on real PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.notices import Notice
from engine.workflow import commands
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.lifecycle.outcomes import ended
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.review.builders import Office

DAY = timedelta(days=1)


def test_a_draft_ends_when_the_plan_closes_after_two_reminders(session: Session, plan: Plan, office: Office) -> None:
    row = make_application(session, make_applicant(session), plan, until="history")
    office.wait(row, 8 * DAY)
    office.wait(row, DAY + timedelta(hours=12))
    assert office.at(row) == {"apply/history"}
    assert len(reminders(session, row)) == 2
    office.wait(row, DAY)
    assert ended(office, row) == "已截止"


def reminders(session: Session, row: Application) -> list[Notice]:
    sent = select(Notice).where(Notice.person_id == row.person_id, Notice.kind == "application.draft_waiting")
    return list(session.scalars(sent))


@pytest.mark.parametrize("step", ["rule", "history", "materials"])
def test_a_reopened_step_takes_the_token_back(session: Session, plan: Plan, office: Office, step: str) -> None:
    row = make_application(session, make_applicant(session), plan, until="check")
    assert commands.correlate(session, "apply.step_reopened", str(row.id), {"reopened_step": step})
    assert office.at(row) == {f"apply/{step}"}


def test_a_place_that_is_offered_and_taken(session: Session, plan: Plan, office: Office) -> None:
    row = waiting(session, plan, office)
    commands.correlate(session, "place.offered", str(row.id))
    assert office.at(row) == {"apply/accept_place"}
    office.wait(row, timedelta(hours=13))
    assert office.at(row) == {"apply/accept_place"}


def test_an_offer_that_nobody_takes_expires(session: Session, plan: Plan, office: Office) -> None:
    row = waiting(session, plan, office)
    commands.correlate(session, "place.offered", str(row.id))
    office.wait(row, timedelta(hours=25))
    assert ended(office, row) == "已截止"


def test_the_waiting_list_ends_with_the_plan(session: Session, plan: Plan, office: Office) -> None:
    row = waiting(session, plan, office)
    office.wait(row, 11 * DAY)
    assert ended(office, row) == "已截止"


def waiting(session: Session, plan: Plan, office: Office) -> Application:
    """Handed in when the plan is full."""
    plan.capacity, plan.taken = 1, 1
    session.flush()
    row = make_application(session, make_applicant(session), plan)
    assert row.status == "waiting"
    return row
