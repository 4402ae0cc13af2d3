"""A changed score is the work of two: who decides the objection, and who confirms."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform.errors import AppError, InvalidForm
from engine.platform.notices import Notice
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.commands.time import move_due
from engine.workflow.errors import FourEyes, NotYours
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext
from processes.apply.models import Application
from processes.mark.errors import NotConfirmed
from processes.mark.handlers.objection import answer_objection
from processes.mark.models import Objection
from processes.mark.service import object as objections
from tests.processes.apply.builders import make_applicant
from tests.processes.mark.builders import ExamHall
from tests.processes.mark.test_exam import examined
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

UPHELD = {"decision": "upheld", "new_score": 62.5, "answer": "第二项操作漏计，已补记"}
REJECTED = {"decision": "rejected", "answer": "复看录像，评分无误"}
YES, NO = {"confirmation": "confirmed"}, {"confirmation": "refused", "reason": "没有附上录像时间"}
BOTH = ("authority:objections", "authority:supervisor")


def raised(hall: ExamHall, applicant: Actor | None = None) -> tuple[Application, Objection]:
    """Somebody failed the skill subject and objects."""
    row = hall.begin(applicant, subjects=["skill"])
    hall.seat(row, subjects=["skill"])
    examined(hall, row, 580, 590, 600)
    return row, objections.raise_objection(
        hall.session, hall.candidate(row), hall.result(row, "skill"), text="第二项操作没有计分"
    )


def act(hall: ExamHall, actor: Actor, one: Objection, values: dict[str, Any]) -> None:
    """Do the open task of an objection."""
    open_one = select(WorkItem).where(WorkItem.instance_id == one.instance_id, WorkItem.status == "open")
    item = hall.session.scalars(open_one).one()
    commands.complete(hall.session, actor, item.id, values)
    hall.session.expire_all()


@pytest.fixture
def confirmer(session: Session) -> Actor:
    return make_staff(session, "吴督导", "authority:supervisor")


def test_a_changed_score_counts_once_a_second_person_has_confirmed_it(hall: ExamHall, confirmer: Actor) -> None:
    row, one = raised(hall)
    act(hall, hall.officer, one, UPHELD)
    assert (hall.result(row, "skill").score, one.decided_at) == (590, None)
    act(hall, confirmer, one, YES)
    assert (hall.result(row, "skill").score, hall.result(row, "skill").state) == (625, "passed")
    assert (one.score_before, one.score_after, one.confirmed_by_name) == (590, 625, "吴督导")


def test_the_decider_never_confirms_his_own_score(hall: ExamHall, confirmer: Actor) -> None:
    alone = make_staff(hall.session, "一人异议", *BOTH)
    row, one = raised(hall)
    act(hall, alone, one, UPHELD)
    with pytest.raises(FourEyes), hall.session.begin_nested():
        act(hall, alone, one, YES)
    with pytest.raises(NotYours), hall.session.begin_nested():
        act(hall, hall.officer, one, YES)  # another officer decides, he does not confirm
    assert hall.result(row, "skill").score == 590
    act(hall, confirmer, one, YES)
    assert hall.result(row, "skill").score == 625


def test_a_refused_score_comes_back_to_the_decider_with_the_reason(hall: ExamHall, confirmer: Actor) -> None:
    row, one = raised(hall)
    act(hall, hall.officer, one, UPHELD)
    act(hall, confirmer, one, NO)
    told = select(Notice.body).where(Notice.person_id == hall.officer.person_id, Notice.kind == "objection.sent_back")
    assert "没有附上录像时间" in hall.session.scalars(told).one()
    assert (one.decision, one.refused_because) == (None, "没有附上录像时间")
    with pytest.raises(NotYours), hall.session.begin_nested():
        act(hall, confirmer, one, REJECTED)
    act(hall, hall.officer, one, REJECTED)
    assert (hall.result(row, "skill").score, one.decision, one.score_after) == (590, "rejected", None)


def test_whoever_refused_a_score_does_not_set_the_next_one(hall: ExamHall) -> None:
    both = make_staff(hall.session, "二人异议", *BOTH)
    _, one = raised(hall)
    act(hall, hall.officer, one, UPHELD)
    act(hall, both, one, NO)
    with pytest.raises(FourEyes):
        act(hall, both, one, UPHELD)


def test_an_objection_that_changes_nothing_needs_no_second_person(hall: ExamHall, confirmer: Actor) -> None:
    _, one = raised(hall)
    with pytest.raises(InvalidForm) as refused, hall.session.begin_nested():
        act(hall, hall.officer, one, {**UPHELD, "new_score": 59.0})
    assert [error.path for error in refused.value.errors] == ["new_score"]
    act(hall, hall.officer, one, REJECTED)
    assert one.decided_at
    assert commands.open_items(hall.session, confirmer) == []


def test_neither_the_candidate_nor_an_examiner_nor_somebody_with_an_objection_of_his_own_confirms(
    hall: ExamHall, session: Session, confirmer: Actor
) -> None:
    examiner = hall.examiners[0]
    row, one = raised(hall)
    other, _ = raised(hall, make_applicant(session))
    act(hall, hall.officer, one, UPHELD)
    for person in (row.person_id, other.person_id, examiner.person_id):
        person_as_supervisor = Actor(
            person_id=person, tenant_id=hall.plan.tenant_id, name="某人", groups=frozenset({"authority:supervisor"})
        )
        with pytest.raises(AppError), session.begin_nested():
            act(hall, person_as_supervisor, one, YES)
    assert hall.result(row, "skill").score == 590
    act(hall, confirmer, one, YES)
    assert hall.result(row, "skill").score == 625


def test_the_database_knows_that_two_people_change_a_score(hall: ExamHall) -> None:
    _, one = raised(hall)
    officer = hall.officer.person_id
    alone = [
        {"decided_by": officer, "score_after": 1000},
        {"decided_by": officer, "confirmed_by": officer, "score_after": 1000},
    ]
    for values in alone:
        with pytest.raises(IntegrityError), hall.session.begin_nested():
            hall.session.execute(update(Objection).where(Objection.id == one.id).values(**values))


def test_a_score_that_nobody_confirms_is_urged(hall: ExamHall, confirmer: Actor) -> None:
    _, one = raised(hall)
    act(hall, hall.officer, one, UPHELD)
    pass_by(timedelta(days=12))
    assert one.instance_id
    move_due(hall.session, one.instance_id)
    titles = hall.session.scalars(select(Notice.title).where(Notice.person_id == confirmer.person_id)).all()
    assert "有成绩异议的更正待确认" in titles


def test_a_case_on_the_diagram_of_before_changes_no_score_alone(hall: ExamHall, confirmer: Actor) -> None:
    """There the answer followed the decision at once: it is refused, and nothing of the decision stays."""
    row, one = raised(hall)
    act(hall, hall.officer, one, UPHELD)
    context = TaskContext(hall.session, one.instance_id or row.id, row.id, str(one.id), hall.officer)
    with pytest.raises(NotConfirmed):
        answer_objection(context, objection_id=one.id)
