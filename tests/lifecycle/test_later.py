"""The whole case after its approval: what the stages come to, and what an end gives back."""

import pytest
from sqlalchemy import select

from engine.platform.notices import Notice
from engine.workflow import commands
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply import service as apply
from processes.apply.errors import TooLateToWithdraw
from processes.apply.models import Application
from processes.arrange.models import Admission
from processes.certification.rules import outcome_of
from processes.pay import queries as pay
from processes.plans.models import PlanPlace
from processes.sit.models import SittingState
from processes.sit.service import invigilate
from tests.lifecycle.outcomes import approved, ended
from tests.lifecycle.test_paths import DAY
from tests.processes.mark.builders import ExamHall, make_hall
from tests.processes.review.builders import Office


def at_paying(office: Office, *, training: bool = True) -> Application:
    row = office.submit(training_required=training)
    office.pass_first(row)
    office.approve(row)
    approved(office, row)
    return row


def pay_for(office: Office, row: Application) -> None:
    """The process hears that the order is settled; the money itself is the pay room's own test."""
    order = pay.current_order(office.session, row.id)
    assert order is not None
    commands.correlate(office.session, "payment.confirmed", str(order.id))
    gateways_answer(office, row, pay_outcome="paid")


def gateways_answer(office: Office, row: Application, **result: object) -> None:
    """What the worker does: the gateways close the order's codes, and say whether somebody had paid."""
    task = office.session.scalars(select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)).one()
    remote.resume(office.session, task.instance_id, task.id, result)


def state_of_place(office: Office, row: Application) -> str:
    found = select(PlanPlace.state).where(PlanPlace.application_id == row.id)
    return office.session.scalars(found).one()


@pytest.mark.parametrize(
    ("before", "stages", "attempt", "outcome"),
    [
        ("closed", {}, 1, "closed"),
        ("rejected", {}, 1, "rejected"),
        ("approved", {"pay": "expired"}, 1, "unpaid"),
        ("approved", {"pay": "expired"}, 2, "failed"),
        ("approved", {"pay": "paid", "train": "failed"}, 1, "untrained"),
        ("approved", {"pay": "paid", "train": "done", "exam": "passed"}, 1, "passed"),
        ("approved", {"pay": "free", "exam": "failed"}, 2, "failed"),
        ("approved", {"pay": "free", "exam": "absent"}, 1, "failed"),
        ("approved", {"pay": "paid", "exam": "disqualified"}, 1, "disqualified"),
        ("approved", {"pay": "paid", "exam": "unseated"}, 1, "unseated"),
    ],
)
def test_the_stages_come_to_one_outcome(before: str, stages: dict[str, str], attempt: int, outcome: str) -> None:
    known = {"pay": None, "train": None, "exam": None} | stages
    assert outcome_of(before, attempt=attempt, **known) == outcome


def test_who_does_not_pay_loses_the_place_and_is_told(office: Office) -> None:
    row = at_paying(office)
    office.wait(row, 4 * DAY)
    gateways_answer(office, row, may_reopen=False)
    office.wait(row, 30 * DAY)
    assert ended(office, row) == "逾期未缴费"
    assert (row.status, row.outcome) == ("ended", "unpaid")
    assert state_of_place(office, row) == "released"
    told = office.session.scalars(select(Notice.kind).where(Notice.person_id == row.person_id)).all()
    assert "application.unpaid" in told


def test_an_approved_application_may_still_be_withdrawn(office: Office) -> None:
    row = at_paying(office, training=False)
    pay_for(office, row)
    waits = office.session.scalars(select(Admission).where(Admission.application_id == row.id)).one()
    assert waits.state == "waiting"
    apply.withdraw(office.session, office.applicant(row), row)
    assert ended(office, row) == "已撤回"
    assert state_of_place(office, row) == "released"
    office.session.refresh(waits)
    assert waits.state == "left"
    with pytest.raises(Exception, match="不需要撤回"):
        apply.withdraw(office.session, office.applicant(row), row)


def at_the_exam(office: Office) -> tuple[Application, ExamHall]:
    row = at_paying(office, training=False)
    pay_for(office, row)
    hall = make_hall(office.session, office.plan)
    hall.seat(row)
    return row, hall


def test_whoever_has_seen_a_score_does_not_withdraw_from_it(office: Office) -> None:
    row, hall = at_the_exam(office)
    assert apply.may_withdraw(office.session, row)
    hall.hand_in(row, {1: "B"})
    assert hall.result(row, "theory").state == "failed"
    assert not apply.may_withdraw(office.session, row)
    with pytest.raises(TooLateToWithdraw):
        apply.withdraw(office.session, office.applicant(row), row)
    assert (hall.result(row, "theory").state, state_of_place(office, row)) == ("failed", "taken")


def test_whoever_was_caught_does_not_escape_by_withdrawing(office: Office) -> None:
    row, hall = at_the_exam(office)
    sitting = hall.sitting(row, "theory")
    sitting.state = SittingState.ADMITTED
    office.session.flush()
    invigilate.disqualify(office.session, hall.chief, sitting, reason="夹带资料，当场查获")
    with pytest.raises(TooLateToWithdraw):
        apply.withdraw(office.session, office.applicant(row), row)
    assert row.status == "approved"


def test_a_case_that_does_not_listen_any_more_is_not_withdrawn(office: Office) -> None:
    row = at_paying(office)
    commands.cancel(office.session, office.system, office.instance(row).id, reason="test")
    with pytest.raises(TooLateToWithdraw):
        apply.withdraw(office.session, office.applicant(row), row)
