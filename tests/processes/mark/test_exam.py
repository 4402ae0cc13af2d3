"""Every path through exam.bpmn, driven by the engine on real PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from engine.platform.notices import Notice
from engine.platform.outbox.models import OutboxRow
from engine.workflow import commands
from engine.workflow.commands.time import move_due
from engine.workflow.models import Incident, Instance, WorkItem
from processes.apply.errors import NotYourApplication
from processes.apply.models import Application
from processes.mark import queries
from processes.mark.errors import (
    AlreadyRaised,
    NotInPublicity,
    NotPresent,
    ScoresNotReady,
    ScoringClosed,
)
from processes.mark.service import examine
from processes.mark.service import object as objections
from processes.sit.models import SittingState
from tests.processes.apply.builders import make_applicant
from tests.processes.mark.builders import DAY, ExamHall
from tests.processes.review.builders import make_staff

RIGHT = {1: "A", 2: "B", 3: "C", 4: "D", 5: "T"}


def outcome(hall: ExamHall, row: Application) -> str:
    """How the exam ended; nothing of it is left open."""
    exam = hall.exam(row)
    assert exam.status == "ended"
    assert not hall.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
    return exam.end_name or ""


def examined(hall: ExamHall, row: Application, *scores: int, attempt: int = 1) -> None:
    """Present, scored by three, closed by the chief."""
    sitting = hall.sitting(row, "skill", attempt)
    hall.happens(row, "skill", SittingState.HANDED_IN, "sitting.handed_in", attempt=attempt)
    for examiner, score in zip(hall.examiners, scores, strict=True):
        examine.give_score(hall.session, examiner, sitting, row, score=score)
    examine.close_sheet(hall.session, hall.chief, sitting, row)


def sat(hall: ExamHall) -> Application:
    """Both subjects passed; the publicity has begun."""
    row = hall.begin()
    hall.seat(row)
    hall.hand_in(row, RIGHT)
    examined(hall, row, 820, 800, 810)
    return row


def test_the_score_is_there_at_hand_in(hall: ExamHall) -> None:
    row = hall.begin()
    hall.seat(row)
    hall.hand_in(row, {**RIGHT, 5: "F"})
    result = hall.result(row, "theory")
    assert (result.score, result.state) == (800, "passed")
    assert result.detail["right"] == 4
    assert result.detail["rule"]["table"] == "pass_mark"


def test_both_subjects_passed_are_published_and_become_final(hall: ExamHall) -> None:
    row = sat(hall)
    theory, skill = hall.result(row, "theory"), hall.result(row, "skill")
    assert (theory.score, skill.score, skill.state) == (1000, 810, "passed")
    assert theory.published_at is not None
    assert theory.final_at is None
    hall.wait(row, 20 * DAY)
    assert outcome(hall, row) == "成绩确认"
    assert hall.result(row, "theory").final_at is not None
    kinds = hall.session.scalars(select(Notice.kind).where(Notice.person_id == row.person_id)).all()
    assert {"result.published", "result.final"} <= set(kinds)


def test_each_subject_needs_sixty_and_nothing_is_averaged(hall: ExamHall) -> None:
    row = hall.begin()
    hall.seat(row)
    hall.hand_in(row, {1: "A", 2: "B"})
    examined(hall, row, 1000, 1000, 1000)
    hall.wait(row, 20 * DAY)
    assert hall.result(row, "theory").state == "failed"
    assert queries.still_to_pass(hall.session, row) == ["theory"]


def test_a_retake_keeps_what_was_passed(hall: ExamHall) -> None:
    row = hall.begin()
    hall.seat(row)
    hall.hand_in(row, {1: "A"})
    examined(hall, row, 700, 700, 700)
    hall.wait(row, 20 * DAY)
    again = {
        "application_id": str(row.id), "person_id": str(row.person_id), "plan_id": str(row.plan_id), "grade": "3",
        "institution_id": str(row.institution_id), "attempt": 2, "subjects": ["theory"],
        "exam_until": hall.plan.exam_until.isoformat(), "publicity_days": 5,
    }  # fmt: skip
    commands.start(hall.session, hall.chief, "exam", f"{row.id}", again)
    hall.seat(row, attempt=2, subjects=["theory"])
    hall.hand_in(row, RIGHT, attempt=2)
    assert queries.still_to_pass(hall.session, row) == []


@pytest.mark.parametrize(("message", "state"), [("sitting.absent", "absent"), ("sitting.disqualified", "disqualified")])
def test_who_is_absent_or_disqualified_has_a_result_without_a_score(hall: ExamHall, message: str, state: str) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.happens(row, "theory", state, message)
    result = hall.result(row, "theory")
    assert (result.state, result.score) == (state, None)
    hall.wait(row, 2 * DAY)
    hall.wait(row, 20 * DAY)
    assert outcome(hall, row) == "成绩确认"


def test_a_disqualification_may_be_reversed_and_the_sitting_goes_on(hall: ExamHall) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.happens(row, "theory", SittingState.DISQUALIFIED, "sitting.disqualified")
    hall.happens(row, "theory", SittingState.RUNNING, "sitting.reinstated")
    hall.hand_in(row, RIGHT)
    assert hall.result(row, "theory").state == "passed"


def test_a_postponed_subject_is_arranged_again(hall: ExamHall) -> None:
    row = hall.begin()
    hall.seat(row)
    hall.hand_in(row, RIGHT)
    hall.happens(row, "skill", SittingState.POSTPONED, "sitting.postponed")
    assert hall.result(row, "skill").state == "postponed"
    hall.seat(row, subjects=["skill"])
    examined(hall, row, 700, 710, 720)
    hall.wait(row, 20 * DAY)
    assert queries.still_to_pass(hall.session, row) == []
    assert outcome(hall, row) == "成绩确认"


def test_nobody_sits_forever(hall: ExamHall) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.wait(row, 130 * DAY)
    assert hall.result(row, "theory").state == "absent"


def test_without_a_seat_the_arrangers_are_urged_and_the_case_ends(hall: ExamHall) -> None:
    arranger = make_staff(hall.session, "常考务", "authority:arranger")
    row = hall.begin()
    hall.wait(row, 112 * DAY)
    assert hall.session.scalars(select(Notice.kind).where(Notice.person_id == arranger.person_id)).all() == [
        "exam.unseated"
    ]
    hall.wait(row, 12 * DAY)
    assert outcome(hall, row) == "未能参考"


def test_late_scores_urge_the_chief_examiner(hall: ExamHall) -> None:
    row = hall.begin(subjects=["skill"])
    hall.seat(row, subjects=["skill"])
    hall.happens(row, "skill", SittingState.HANDED_IN, "sitting.handed_in")
    hall.wait(row, 12 * DAY)
    told = select(Notice.kind).where(Notice.person_id == hall.chief.person_id)
    assert hall.session.scalars(told).all() == ["mark.overdue"]


# examiners


def test_examiners_score_alone_and_the_chief_closes(hall: ExamHall) -> None:
    row = hall.begin(subjects=["skill"])
    hall.seat(row, subjects=["skill"])
    sitting = hall.sitting(row, "skill")
    with pytest.raises(NotPresent):
        examine.give_score(hall.session, hall.examiners[0], sitting, row, score=700)
    sitting.state = SittingState.ADMITTED
    for examiner in hall.examiners[:2]:
        examine.give_score(hall.session, examiner, sitting, row, score=700)
    with pytest.raises(ScoresNotReady, match="至少要有 3 位"):
        examine.close_sheet(hall.session, hall.chief, sitting, row)
    examine.give_score(hall.session, hall.examiners[2], sitting, row, score=900)
    with pytest.raises(ScoresNotReady, match="相差 15 分"):
        examine.close_sheet(hall.session, hall.chief, sitting, row)
    with pytest.raises(ScoresNotReady, match="另一位考评组长"):
        examine.close_sheet(hall.session, hall.examiners[0], sitting, row, reason="我来确认")
    examine.give_score(hall.session, hall.examiners[2], sitting, row, score=800)
    examine.close_sheet(hall.session, hall.chief, sitting, row)
    with pytest.raises(ScoringClosed):
        examine.give_score(hall.session, hall.examiners[0], sitting, row, score=1000)
    assert hall.result(row, "skill").score == 733


# objections


def test_an_objection_is_decided_by_another_person_and_the_publicity_goes_on(hall: ExamHall) -> None:
    row = hall.begin(subjects=["skill"])
    hall.seat(row, subjects=["skill"])
    examined(hall, row, 580, 590, 600)
    result = hall.result(row, "skill")
    with pytest.raises(NotYourApplication):
        objections.raise_objection(hall.session, make_applicant(hall.session), result, text="评分有误")
    one = objections.raise_objection(hall.session, hall.candidate(row), result, text="第二项操作没有计分")
    with pytest.raises(AlreadyRaised):
        objections.raise_objection(hall.session, hall.candidate(row), result, text="再提一次")
    item = hall.session.scalars(select(WorkItem).where(WorkItem.instance_id == one.instance_id)).one()
    values = {"decision": "upheld", "new_score": 62.5, "answer": "第二项操作漏计，已补记"}
    involved = make_staff(hall.session, "夏考评二", "authority:objections")
    confirmer = make_staff(hall.session, "吴督导", "authority:supervisor")
    queries.scores(hall.session, row.id, "skill", 1)[0].person_id = involved.person_id
    with pytest.raises(InvalidForm), hall.session.begin_nested():
        commands.complete(hall.session, involved, item.id, values)
    commands.complete(hall.session, hall.officer, item.id, values)
    (waiting,) = commands.open_items(hall.session, confirmer)
    commands.complete(hall.session, confirmer, waiting.id, {"confirmation": "confirmed"})
    result = hall.result(row, "skill")
    assert (result.score, result.state) == (625, "passed")
    assert "ResultChanged" in hall.session.scalars(select(OutboxRow.event)).all()
    hall.wait(row, 20 * DAY)
    assert outcome(hall, row) == "成绩确认"
    assert queries.still_to_pass(hall.session, row) == ["theory"]


def test_after_the_publicity_nobody_objects(hall: ExamHall) -> None:
    row = sat(hall)
    hall.wait(row, 20 * DAY)
    with pytest.raises(NotInPublicity):
        objections.raise_objection(hall.session, hall.candidate(row), hall.result(row, "theory"), text="太低")


def test_an_unanswered_objection_is_escalated(hall: ExamHall) -> None:
    supervisor = make_staff(hall.session, "冯督导", "authority:supervisor")
    row = sat(hall)
    one = objections.raise_objection(hall.session, hall.candidate(row), hall.result(row, "theory"), text="答案有误")
    assert one.instance_id
    hall.wait(row, timedelta(days=30))
    move_due(hall.session, one.instance_id)
    told = hall.session.scalars(select(Notice.kind).where(Notice.person_id == supervisor.person_id)).all()
    assert "objection.overdue" in told


def test_whoever_was_not_there_gets_no_score_by_objecting(hall: ExamHall, session: Session) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.happens(row, "theory", SittingState.ABSENT, "sitting.absent")
    result = hall.result(row, "theory")
    one = objections.raise_objection(session, hall.candidate(row), result, text="我认为自己应该合格")
    item = session.scalars(select(WorkItem).where(WorkItem.instance_id == one.instance_id)).one()
    given = {"decision": "upheld", "new_score": 100, "answer": "同意该生合格"}
    with pytest.raises(InvalidForm) as refused, session.begin_nested():
        commands.complete(session, hall.officer, item.id, given)
    assert [(error.path, "缺考" in error.message) for error in refused.value.errors] == [("decision", True)]
    assert (hall.result(row, "theory").state, hall.result(row, "theory").score) == ("absent", None)


def test_instances_are_not_mixed_up(hall: ExamHall) -> None:
    one, other = sat(hall), hall.begin()
    assert hall.exam(one).id != hall.exam(other).id
    assert hall.session.get_one(Instance, hall.exam(other).id).status == "active"
