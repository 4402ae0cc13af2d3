"""Every path through the train stage, driven by the engine on real PostgreSQL."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from engine.platform.notices import Notice
from engine.workflow import commands
from engine.workflow.errors import NotYours
from engine.workflow.models import Incident, RemoteTask, Timer, WorkItem
from processes.train import queries, service
from processes.train.errors import AlreadyAsked
from processes.train.models import Enrolment
from tests.processes.apply.builders import deploy, picture
from tests.processes.train.builders import School, make_approved, make_course, make_regulation, make_school

DAY = timedelta(days=1)


@pytest.fixture
def school(session: Session, tenant: UUID) -> School:
    deploy(session, tenant)
    courses = (make_course(session, "L-1"), make_course(session, "J-1", category="skill"))
    return make_school(session, *courses)


def ended(school: School, row: Enrolment) -> tuple[str | None, str | None]:
    """The outcome people read and the variable that goes back; nothing of the stage is left open."""
    instance = school.instance(row)
    assert instance.status == "ended"
    for table in (WorkItem, Timer, RemoteTask):
        rows = select(table).where(table.instance_id == instance.id)
        assert not [each for each in school.session.scalars(rows) if getattr(each, "status", "open") == "open"]
    assert not school.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
    return instance.end_name, row.state


def told(session: Session, row: Enrolment) -> list[str]:
    sent = select(Notice.kind).where(Notice.person_id == row.person_id).order_by(Notice.id)
    return list(session.scalars(sent))


def test_whoever_has_studied_everything_is_confirmed_reported_and_gets_a_proof(school: School) -> None:
    row = school.enrol()
    assert school.at(row) == set()
    assert [course.title for course in queries.progress(school.session, row)] == ["课程 L-1", "课程 J-1"]
    school.study(row)
    assert school.at(row) == {"train/results"}
    school.confirm(row, skill_offline="240")
    school.registry_says(row, "accepted")
    assert ended(school, row) == ("培训合格", "done")
    proof = queries.proof(school.session, row.id)
    assert proof is not None
    assert proof.minutes == {"theory": 10, "skill": 250}
    assert told(school.session, row) == ["train.opened", "train.completed", "train.done"]


def test_what_the_management_system_refuses_goes_back_to_the_trainer(school: School) -> None:
    row = school.enrol()
    school.study(row)
    school.confirm(row)
    school.registry_says(row, "refused", "学时与备案计划不一致")
    assert school.at(row) == {"train/results"}
    school.confirm(row, note="按备案计划补充说明")
    school.registry_says(row, "accepted")
    assert ended(school, row) == ("培训合格", "done")
    assert {result.note for result in queries.results(school.session, row.id)} == {"按备案计划补充说明"}


def test_an_unqualified_category_needs_a_reason_and_ends_the_case(school: School) -> None:
    row = school.enrol()
    school.study(row)
    with pytest.raises(InvalidForm, match="1 处"), school.session.begin_nested():
        school.confirm(row, skill_result="unqualified")
    school.confirm(row, skill_result="unqualified", note="实操考核两次未达标")
    assert ended(school, row) == ("培训不合格", "failed")
    assert queries.proof(school.session, row.id) is None
    notice = school.session.scalars(select(Notice).where(Notice.kind == "train.failed")).one()
    assert "实操考核两次未达标" in notice.body


def test_a_learner_is_reminded_every_five_days_and_too_late_is_failed(school: School) -> None:
    row = school.enrol(days=12)
    school.study(row, seconds=60)
    for days in (5, 5):
        school.wait(row, days * DAY)
    reminders = school.session.scalars(select(Notice.body).where(Notice.kind == "train.reminder")).all()
    assert len(reminders) == 2
    assert "还差 9 分" in reminders[0]
    school.wait(row, 3 * DAY)
    assert ended(school, row) == ("培训未完成", "failed")
    assert told(school.session, row)[-1] == "train.failed"


def test_completion_on_the_last_day_is_in_time(school: School) -> None:
    row = school.enrol(days=6)
    school.wait(row, 5 * DAY)
    school.study(row)
    school.wait(row, 2 * DAY)
    assert school.at(row) == {"train/results"}


def test_an_earlier_proof_exempts_when_trainer_and_supervisor_agree(school: School) -> None:
    row = school.enrol()
    ask(school, row)
    assert school.at(row) == {"train/exempt_trainer"}
    with pytest.raises(AlreadyAsked):
        ask(school, row)
    school.do(school.trainer, row, "train/exempt_trainer", exemption="agree")
    assert school.at(row) == {"train/exempt_supervisor"}
    school.do(school.supervisor, row, "train/exempt_supervisor", exemption="agree")
    assert ended(school, row) == ("免训", "exempt")
    assert told(school.session, row)[-1] == "train.exempt"


@pytest.mark.parametrize("who", ["trainer", "supervisor"])
def test_a_refused_exemption_leaves_at_least_three_days_to_study(school: School, who: str) -> None:
    row = school.enrol(days=5)
    school.wait(row, 4 * DAY)
    ask(school, row)
    school.wait(row, 3 * DAY)  # the time to study runs out while the request waits
    if who == "supervisor":
        school.do(school.trainer, row, "train/exempt_trainer", exemption="agree")
    actor = school.trainer if who == "trainer" else school.supervisor
    with pytest.raises(InvalidForm), school.session.begin_nested():
        school.do(actor, row, f"train/exempt_{who}", exemption="refuse")
    school.do(actor, row, f"train/exempt_{who}", exemption="refuse", text="证明与本次职业不同")
    assert school.at(row) == set()
    assert row.state == "learning"
    school.wait(row, 2 * DAY)
    school.study(row)
    assert school.at(row) == {"train/results"}


def test_what_was_studied_while_a_request_waits_counts(school: School) -> None:
    row = school.enrol()
    ask(school, row)
    school.study(row)
    assert row.state == "completed"
    school.do(school.trainer, row, "train/exempt_trainer", exemption="refuse", text="请以本次学习为准")
    assert school.at(row) == {"train/results"}


def test_one_person_does_not_agree_twice(school: School) -> None:
    row = school.enrol()
    ask(school, row)
    school.do(school.trainer, row, "train/exempt_trainer", exemption="agree")
    with pytest.raises((StopIteration, NotYours)):
        school.do(school.trainer, row, "train/exempt_supervisor", exemption="agree")


@pytest.mark.parametrize("form", ["train/results", "train/exempt_trainer", "train/exempt_supervisor"])
def test_an_overdue_task_is_told_to_whoever_leads(school: School, form: str) -> None:
    row = school.enrol()
    if form == "train/results":
        school.study(row)
    else:
        ask(school, row)
        if form == "train/exempt_supervisor":
            school.do(school.trainer, row, "train/exempt_trainer", exemption="agree")
    school.wait(row, 12 * DAY)
    assert school.at(row) == {form}
    kinds = school.session.scalars(select(Notice.kind).where(Notice.person_id == school.lead.person_id)).all()
    assert kinds == ["train.overdue"]


def test_a_case_without_a_regulation_is_an_incident_until_there_is_one(session: Session, school: School) -> None:
    application = make_approved(session, school.institution_id)
    application.grade = "4"
    with pytest.raises(AssertionError):
        school.start(application)
    (incident,) = session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
    assert "还没有培训规范" in incident.message
    application.grade = "3"
    commands.retry(session, school.supervisor, incident.id)
    assert queries.of_application(session, application.id) is not None


def test_an_institutions_own_regulation_stands_before_the_authoritys(session: Session, school: School) -> None:
    own = make_course(session, "Z-1", institution_id=school.institution_id)
    make_regulation(session, own, institution_id=school.institution_id)
    assert [course.title for course in queries.progress(session, school.enrol())] == ["课程 Z-1"]


def ask(school: School, row: Enrolment) -> None:
    service.ask(
        school.session,
        school.learner(row),
        row.id,
        proof_no="A-2025-7",
        reason="2025 年在港区培训中心学满 80 学时",
        upload=("证明.jpg", picture()),
    )
