"""A case meets its exam: admitted, told of its seats, freed at its end; and the plan's round of arranging."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.commands.time import move_due
from engine.workflow.models import Instance, WorkItem
from processes.arrange import queries, service, subscribers
from processes.arrange.errors import NotPublishable
from processes.arrange.events import Admitted, SeatsPublished
from processes.arrange.models import Admission, AdmissionState, ExamSession
from processes.plans.models import PlanLine
from tests.engine.workflow import diagram as d
from tests.processes.apply.builders import shipped
from tests.processes.arrange.builders import ExamOffice, make_exam_office, make_paper
from tests.processes.plans.builders import make_plan
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

SITTING = d.document(
    d.process(
        "sitting",
        [
            d.start(), d.service("admit", "arrange.admit"), d.gateway("wait", "eventBased"),
            d.catch("seated", d.message_event("seat.assigned", '=application_id + ":" + string(attempt)')),
            d.catch("never", d.timer("P300D")), d.service("leave", "certification.end_case"),
            d.service("give_up", "certification.end_case"),
            d.catch("exam_over", d.timer("P100D")), d.end("end", name="考完"), d.end("late", name="未编排"),
        ],
        [
            ("start", "admit"), ("admit", "wait"), ("wait", "seated"), ("wait", "never"), ("seated", "exam_over"),
            ("exam_over", "leave"), ("leave", "end"), ("never", "give_up"), ("give_up", "late"),
        ],
        variables=("application_id", "attempt", "subjects", "first_session_at", "outcome"),
    ),
    messages=["seat.assigned"],
)  # fmt: skip


@pytest.fixture
def office(session: Session, tenant: UUID) -> ExamOffice:
    files: Mapping[str, bytes] = {**shipped(), "processes/sitting.bpmn": SITTING}
    definitions.deploy(session, Actor.system(tenant), files, note="test")
    return make_exam_office(session, make_plan(session))


def begin(office: ExamOffice, name: str = "林晓岚") -> tuple[Instance, Admission]:
    row = office.candidate(name)
    known: dict[str, Any] = {"application_id": str(row.id), "attempt": 1, "subjects": ["theory", "skill"]}
    known["outcome"] = "unseated"
    case = commands.start(office.session, Actor.system(office.plan.tenant_id), "sitting", str(row.id), known)
    admission = queries.admission_of(office.session, row.id)
    assert admission is not None
    return case, admission


def round_of(office: ExamOffice) -> list[WorkItem]:
    subscribers.open_round(office.session, Admitted(plan_id=office.plan.id))
    items = select(WorkItem).where(WorkItem.form_key == "arrange/publish", WorkItem.status == "open")
    return list(office.session.scalars(items.execution_options(populate_existing=True)))


def seat_everybody(office: ExamOffice) -> None:
    make_paper(office.session, office.line)
    room = office.room()
    office.sits(room, "theory", hour=9)
    office.sits(room, "skill", hour=14)
    office.solve()


def test_the_case_waits_goes_on_with_its_seats_and_frees_them_at_its_end(office: ExamOffice) -> None:
    case, admission = begin(office)
    assert (admission.state, list(admission.subjects)) == (AdmissionState.WAITING, ["theory", "skill"])
    seat_everybody(office)
    service.publish(office.session, office.arranger, office.plan.id)
    for session_id in office.session.scalars(select(ExamSession.id)).all():
        subscribers.tell(office.session, SeatsPublished(session_id=session_id))
    assert len(notices.notices_of(office.session, admission.person_id)) == 1
    assert office.session.get_one(Instance, case.id, populate_existing=True).status == "active"
    pass_by(timedelta(days=101))
    move_due(office.session, case.id)
    office.session.expire_all()
    assert office.session.get_one(Instance, case.id).status == "ended"
    assert queries.admission(office.session, admission.id).state == AdmissionState.LEFT


def test_who_never_gets_a_seat_leaves_without_one(office: ExamOffice) -> None:
    case, admission = begin(office)
    pass_by(timedelta(days=301))
    move_due(office.session, case.id)
    office.session.expire_all()
    assert queries.admission(office.session, admission.id).state == AdmissionState.LEFT
    assert office.session.get_one(Instance, case.id).status == "ended"


def test_one_round_serves_all_who_wait_and_ends_with_the_last(office: ExamOffice) -> None:
    begin(office)
    begin(office, "陈明远")
    (item,) = round_of(office)
    assert round_of(office) == [item]
    with pytest.raises(NotPublishable), office.session.begin_nested():
        commands.complete(office.session, office.arranger, item.id, {"confirmed": True})
    seat_everybody(office)
    done = commands.complete(office.session, office.arranger, item.id, {"confirmed": True})
    assert (done.ended, done.end_name) == (True, "全部已发布")
    assert round_of(office) == []


def test_a_line_published_by_itself_leaves_the_round_open_for_the_others(office: ExamOffice) -> None:
    begin(office)
    (item,) = round_of(office)
    seat_everybody(office)
    _, later = begin(office, "后来的人")
    later.plan_line_id = make_line(office)
    office.session.flush()
    done = commands.complete(
        office.session, office.arranger, item.id, {"confirmed": True, "lines": [str(office.line.id)]}
    )
    assert not done.ended
    assert len(round_of(office)) == 1


def make_line(office: ExamOffice) -> UUID:
    row = PlanLine(
        plan_id=office.plan.id,
        place=9,
        occupation="4-04-05-05",
        occupation_name="人工智能训练师",
        grade="4",
        capacity=9,
    )
    office.session.add(row)
    office.session.flush()
    return row.id


def test_a_late_round_reminds_the_arrangers(office: ExamOffice) -> None:
    begin(office)
    (item,) = round_of(office)
    supervisor = make_staff(office.session, "吴督导", "authority:supervisor")
    pass_by(timedelta(days=20))
    move_due(office.session, item.instance_id)
    for person in (office.arranger.person_id, supervisor.person_id):
        (told,) = notices.notices_of(office.session, person)
        assert "1 位考生等待座位" in told.body
