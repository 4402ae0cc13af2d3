"""Free choice, results for many, proofs, who may keep what, and the way outside: registry and mini program."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox, ports
from engine.platform.database import system_work, work
from engine.platform.errors import InvalidForm
from engine.platform.ids import new_id
from engine.platform.outbox.models import OutboxRow
from engine.workflow import commands
from engine.workflow.models import Incident
from integrations import registry, wechat
from processes.train import queries, service
from processes.train.errors import AlreadyChosen, CodeTaken, NoSuchCourse, NoSuchProof, NotYourCourse
from processes.train.models import Enrolment, LearningSession
from processes.train.ports import MiniProgramAccounts, RegistryUnavailable, TrainingRegistry
from processes.train.service import Owner
from processes.train.service.results import item_of
from tests.processes.apply.builders import deploy, make_applicant
from tests.processes.review.builders import make_staff
from tests.processes.train.builders import School, make_course, make_regulation, make_school
from tests.support.database import Database


def test_anybody_may_choose_an_open_course_and_gets_a_proof(session: Session, school: School) -> None:
    open_one = make_course(session, "Z-1", category="general", minutes=(5,), free_choice=True)
    closed = make_course(session, "Z-2")
    actor = make_applicant(session, "林好学")
    row = service.choose(session, actor, open_one.id)
    with pytest.raises(AlreadyChosen):
        service.choose(session, actor, open_one.id)
    with pytest.raises(NoSuchCourse):
        service.choose(session, actor, closed.id)
    school.study(row)
    session.refresh(row)
    assert row.state == "done"
    proof = queries.proof(session, row.id)
    assert proof is not None
    assert (proof.name, proof.title, proof.minutes) == ("林好学", "课程 Z-1", {"general": 5})
    assert queries.proof_by_number(session, proof.no.lower()).id == proof.id
    with pytest.raises(NoSuchProof):
        queries.proof_by_number(session, proof.no[:-1])


def test_a_proofs_number_tells_nothing_of_the_next(session: Session, school: School) -> None:
    course = make_course(session, "Z-1", minutes=(1,), free_choice=True)
    numbers = []
    for name in ("甲", "乙"):
        row = service.choose(session, make_applicant(session, name), course.id)
        school.study(row)
        found = queries.proof(session, row.id)
        assert found
        numbers.append(found.no)
    assert [number[:12] for number in numbers] == [f"PX{clock.today().year}00000{at}" for at in (1, 2)]
    assert numbers[0][-6:] != numbers[1][-6:]


def test_many_learners_are_confirmed_at_once_each_for_himself(session: Session, school: School) -> None:
    rows = [school.enrol(name) for name in ("甲", "乙", "丙")]
    for row in rows[:2]:
        school.study(row)
    done, refused = service.confirm_many(session, school.trainer, rows)
    assert done == 2
    assert refused == ["丙：这位学员的培训还没有学完，或结果已经确认，现在不能确认。"]
    assert [len(queries.results(session, row.id)) for row in rows] == [1, 1, 0]
    stranger = make_staff(session, "外校教师", f"institution:{new_id()}:trainer")
    assert service.confirm_many(session, stranger, rows)[0] == 0


def test_trainers_keep_their_institutions_courses_and_supervisors_the_authoritys(
    session: Session, school: School
) -> None:
    values = {"code": "N-1", "title": "新课", "category": "skill", "quiz_questions": "0", "active": True}
    own = service.save_course(session, school.trainer, None, values, owner=Owner(school.institution_id))
    with pytest.raises(CodeTaken):
        service.save_course(session, school.trainer, None, values, owner=Owner(school.institution_id))
    with pytest.raises(NotYourCourse):
        service.save_course(session, school.trainer, None, values | {"code": "N-2"}, owner=Owner(None))
    with pytest.raises(NotYourCourse):
        service.save_course(session, school.supervisor, own, values)
    with pytest.raises(InvalidForm) as refused:
        service.save_course(session, school.trainer, own, values | {"title": " ", "quiz_questions": "9" * 30})
    assert [error.path for error in refused.value.errors] == ["title", "quiz_questions"]


def test_a_regulation_asks_for_no_more_than_its_courses_have(session: Session, school: School) -> None:
    course = make_course(session, "G-1", minutes=(10, 20))
    asked = {"occupation": "6-11-01-03", "grade": "3", "owner": Owner(None)}
    with pytest.raises(InvalidForm, match="1 处"):
        service.save_regulation(session, school.supervisor, minutes={course.id: 31}, **asked)  # type: ignore[arg-type]
    row = service.save_regulation(session, school.supervisor, minutes={course.id: 30}, **asked)  # type: ignore[arg-type]
    assert queries.ticked(session, row.id) == {course.id: 30}
    with pytest.raises(NotYourCourse):
        service.save_regulation(session, school.trainer, minutes={course.id: 30}, **asked)  # type: ignore[arg-type]


def test_a_running_training_keeps_what_was_asked_for_when_it_began(session: Session, school: School) -> None:
    row = school.enrol()
    before = [(course.title, course.minutes) for course in queries.progress(session, row)]
    make_regulation(session, make_course(session, "N-9", minutes=(90,)))
    assert [(course.title, course.minutes) for course in queries.progress(session, row)] == before


# outside, with everything committed and the jobs really run


@pytest.fixture
def tenant_id(committed_database: Database) -> UUID:
    with work(committed_database.tenant_id) as session:
        deploy(session, committed_database.tenant_id)
    return committed_database.tenant_id


def studied(tenant: UUID, order: int) -> UUID:
    with work(tenant) as session:
        school = make_school(session, make_course(session, minutes=(1,)))
        row = school.enrol(order=order)
        school.study(row)
        school.confirm(row)
        enrolment_id = row.id
    with system_work() as system:
        clock.move(system, timedelta(minutes=2))
    return enrolment_id


def state(tenant: UUID, enrolment_id: UUID) -> tuple[str, str | None, int]:
    with work(tenant) as session:
        sync = queries.sync(session, enrolment_id)
        row = session.get_one(Enrolment, enrolment_id)
        return row.state, sync.status if sync else None, sync.attempts if sync else 0


def test_results_are_reported_and_the_mini_program_opens(tenant_id: UUID) -> None:
    enrolment_id = studied(tenant_id, 1)
    outbox.drain(tenant_id)
    assert state(tenant_id, enrolment_id) == ("done", "accepted", 1)
    with work(tenant_id) as session:
        row = session.get_one(Enrolment, enrolment_id)
        assert row.account_link
        assert row.account_link.startswith("https://wxaurl.cn/")
        assert session.scalars(select(LearningSession).where(LearningSession.closed_at.is_(None))).all() == []


def test_a_silent_registry_is_asked_again_and_nothing_is_reported_twice(tenant_id: UUID) -> None:
    system = registry.simulator.TrainingSystem()
    before = ports._factories[TrainingRegistry]
    ports.bind(TrainingRegistry, lambda: registry.simulator.registry(system))
    try:
        enrolment_id = studied(tenant_id, 965)
        with pytest.raises(RegistryUnavailable):
            outbox.drain(tenant_id)
        assert state(tenant_id, enrolment_id) == ("confirmed", "waiting", 1)
        with work(tenant_id) as session:
            (incident,) = session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
            assert incident.element == "synchronise"
        outbox.drain(tenant_id)
    finally:
        ports.bind(TrainingRegistry, before)
    assert state(tenant_id, enrolment_id) == ("done", "accepted", 2)
    assert len(system.decided) == 1
    with work(tenant_id) as session:
        assert session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all() == []


def test_a_refusal_comes_back_to_the_trainer_with_its_reason(tenant_id: UUID) -> None:
    enrolment_id = studied(tenant_id, 975)
    outbox.drain(tenant_id)
    assert state(tenant_id, enrolment_id) == ("completed", "refused", 1)
    with work(tenant_id) as session:
        row = session.get_one(Enrolment, enrolment_id)
        sync = queries.sync(session, enrolment_id)
        assert sync
        assert "请填写说明后重报" in sync.message
        trainer = make_staff(session, "补报", f"institution:{row.institution_id}:trainer")
        item = item_of(session, trainer, row)
        commands.complete(session, trainer, item.id, {"theory_result": "qualified", "note": "按备案计划执行"})
    outbox.drain(tenant_id)
    assert state(tenant_id, enrolment_id) == ("done", "accepted", 2)


def test_a_mini_program_that_is_busy_is_asked_later(tenant_id: UUID) -> None:
    host = wechat.simulator.Host()
    before = ports._factories[MiniProgramAccounts]
    accounts = wechat.simulator.accounts(host)
    ports.bind(MiniProgramAccounts, lambda: accounts)
    try:
        enrolment_id = studied(tenant_id, 2)
        outbox.drain(tenant_id)
        host.tokens.clear()  # WeChat has forgotten the token that is still kept here
        with work(tenant_id) as session:
            course = make_course(session, "F-1", free_choice=True)
            second = service.choose(session, make_applicant(session, "乙"), course.id).id
        outbox.drain(tenant_id)
    finally:
        ports.bind(MiniProgramAccounts, before)
    with work(tenant_id) as session:
        links = {session.get_one(Enrolment, each).account_link for each in (enrolment_id, second)}
        assert len(links) == 2
        assert session.scalars(select(OutboxRow).where(OutboxRow.closed_at.is_(None))).all() == []
    assert host.calls.count("/cgi-bin/stable_token") == 2


def test_reminders_only_reach_who_still_learns(session: Session, school: School) -> None:
    first, second = school.enrol("甲"), school.enrol("乙")
    school.study(second)
    assert [service.remind(session, row) for row in (first, second)] == [True, False]
    assert first.reminded_at is not None
    assert first.reminded_at - clock.now() < timedelta(seconds=1)


def test_the_case_is_held_before_its_training(session: Session, school: School) -> None:
    """The engine holds the case first: whoever took them the other way round could wait for it for ever."""
    row = school.enrol()
    taken: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FOR UPDATE" in statement:
            taken.append(
                "case" if "FROM instance" in statement else "training" if "FROM enrolment" in statement else ""
            )

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    queries.locked(session, row)
    event.remove(connection, "before_cursor_execute", note)
    assert taken == ["case", "training"]
