"""Rooms, sessions, solving, moving and publishing on real PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.platform import clock, notices
from engine.platform.errors import AppError
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from processes.apply.models import Application
from processes.arrange import errors, queries, service, subscribers
from processes.arrange.events import SeatsPublished
from processes.arrange.models import AdmissionState, ExamSession, Ticket
from processes.arrange.service import RoomFacts
from tests.processes.arrange.builders import ExamOffice, make_paper
from tests.processes.plans.builders import events
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by


def tell(office: ExamOffice) -> None:
    """What the worker does after publication."""
    for session_id in office.session.scalars(select(ExamSession.id)).all():
        subscribers.tell(office.session, SeatsPublished(session_id=session_id))


def refused(office: ExamOffice, error: type[AppError]) -> pytest.ExceptionInfo[AppError]:
    with pytest.raises(error) as told:
        service.publish(office.session, office.arranger, office.plan.id)
    return told


def test_everybody_gets_a_theory_and_a_later_skill_seat(office: ExamOffice) -> None:
    office.publishable(7)
    seats = office.seats()
    assert len(seats) == 14
    assert all(len({seat.number for seat in seats if seat.subject == subject}) == 7 for subject in ("theory", "skill"))


def test_sessions_come_from_head_counts_and_rooms(office: ExamOffice) -> None:
    office.admitted(25)
    office.room("一号机房", 20, "theory")
    office.room("一号工位", 15, "skill")
    spans = {
        "theory": [(office.moment(0, hour), office.moment(0, hour + 2)) for hour in (8, 11)],
        "skill": [(office.moment(1, hour), office.moment(1, hour + 2)) for hour in (8, 11)],
    }
    found = service.generate_sessions(office.session, office.arranger, office.plan.id, spans)
    assert (len(found.sessions), found.missing) == (4, {})
    again = service.generate_sessions(office.session, office.arranger, office.plan.id, spans)
    assert again.sessions == [], "the free seats are enough already"
    office.solve()
    assert len(office.seats()) == 50


def test_a_room_too_small_is_said_and_nothing_is_published(office: ExamOffice) -> None:
    make_paper(office.session, office.line)
    office.admitted(5)
    room = office.room(capacity=3)
    office.sits(room, "theory", hour=9)
    office.sits(room, "skill", hour=14)
    office.solve()
    told = refused(office, errors.NotPublishable)
    assert "还有 2 人没有座位" in told.value.sentence
    assert "化工总控工 · 三级/高级工理论知识考试" in told.value.sentence
    assert not [seat for seat in office.seats() if seat.published_at]
    assert office.session.scalars(select(Ticket)).all() == []


def test_without_a_paper_nothing_is_published(office: ExamOffice) -> None:
    office.admitted(2)
    room = office.room()
    at = office.sits(room, "theory", hour=9)
    office.sits(room, "skill", hour=14)
    office.solve()
    assert "没有指定试卷" in refused(office, errors.NotPublishable).value.sentence
    draft = make_paper(office.session, office.line, status="assembled")
    with pytest.raises(errors.NoSuchPaper):
        service.assign_paper(office.session, office.arranger, at.id, draft.id)
    service.assign_paper(office.session, office.arranger, at.id, make_paper(office.session, office.line).id)
    assert service.publish(office.session, office.arranger, office.plan.id) == 2


def test_publishing_gives_tickets_and_tells_the_case_and_the_person_once(office: ExamOffice) -> None:
    admitted = office.publishable(3)
    assert service.publish(office.session, office.arranger, office.plan.id) == 3
    assert events(office.session).count("SeatsPublished") == 2
    tell(office)
    tell(office)
    for row in admitted:
        (told,) = notices.notices_of(office.session, row.person_id)
        number = queries.ticket(office.session, row.id)
        assert number is not None
        assert number.no in told.body
        for part in ("理论知识考试", "操作技能考核", "一号机房", "号", "身份证"):
            assert part in told.body
        assert {seat.ticket_no for seat in queries.seats_of(office.session, [row.id])} == {number.no}
    numbers = office.session.scalars(select(Ticket.no)).all()
    assert len(set(numbers)) == 3
    assert all(len(no) == 19 and no.startswith(f"{office.moment():%y%m%d}000101") for no in numbers)
    refused(office, errors.NothingToPublish)


def test_later_moves_keep_the_number_and_are_told(office: ExamOffice) -> None:
    first, _, third = office.publishable(3)
    service.publish(office.session, office.arranger, office.plan.id)
    tell(office)
    other = office.sits(office.room("二号机房"), "theory", hour=9)
    moved = service.move(office.session, office.arranger, first.id, "theory", other.id, reason="设备检修")
    assert (moved.session_id, moved.pinned) == (other.id, True)
    told = notices.notices_of(office.session, first.person_id)[0]
    assert told.title == "考试座位有调整"
    assert "二号机房" in told.body
    assert "设备检修" in told.body
    assert "准考证号不变" in told.body
    number = queries.ticket(office.session, first.id)
    assert number is not None
    assert moved.ticket_no == number.no
    assert events(office.session).count("SeatsPublished") == 4, "both sessions are read anew"
    assert len(notices.notices_of(office.session, third.person_id)) == 1


def test_two_people_change_places(office: ExamOffice) -> None:
    office.publishable(2)
    one, other = [seat for seat in office.seats() if seat.subject == "theory"]
    before = one.number, other.number
    service.swap(office.session, office.arranger, one.id, other.id)
    assert (other.number, one.number) == before
    assert one.pinned
    assert other.pinned


def test_a_hand_move_into_a_wrong_place_is_refused_with_a_sentence(office: ExamOffice) -> None:
    first, second, _ = office.publishable(3)
    theory, skill = office.session.scalars(select(ExamSession).order_by(ExamSession.starts_at)).all()
    taken = next(seat for seat in queries.seats_of(office.session, [second.id]) if seat.subject == "theory")
    for error, arguments in (
        (errors.SeatTaken, {"session_id": theory.id, "number": taken.number}),
        (errors.NoSuchNumber, {"session_id": theory.id, "number": 31}),
        (errors.WrongSession, {"session_id": skill.id}),
    ):
        with pytest.raises(error):
            service.move(office.session, office.arranger, first.id, "theory", **arguments)
    late = office.sits(office.room("二号机房"), "theory", hour=16)
    with pytest.raises(errors.WrongOrder) as told:
        service.move(office.session, office.arranger, first.id, "theory", late.id)
    assert "操作技能考核应在理论知识考试之后" in told.value.sentence
    overlapping = office.sits(office.room("三号机房"), "theory", hour=13)
    overlapping.starts_at, overlapping.ends_at = office.moment(0, 14), office.moment(0, 15)
    office.session.flush()
    with pytest.raises(errors.TimesClash):
        service.move(office.session, office.arranger, first.id, "theory", overlapping.id)


def test_a_pinned_seat_survives_a_new_arrangement(office: ExamOffice) -> None:
    first, *_ = office.publishable(3)
    aside = office.sits(office.room("二号机房"), "theory", hour=9)
    service.move(office.session, office.arranger, first.id, "theory", aside.id, number=12)
    office.admitted(4)
    office.solve()
    kept = next(seat for seat in queries.seats_of(office.session, [first.id]) if seat.subject == "theory")
    assert (kept.session_id, kept.number) == (aside.id, 12)


def test_arranging_again_moves_only_whom_it_must(office: ExamOffice) -> None:
    office.publishable(5)
    before = {(seat.admission_id, seat.subject): (seat.session_id, seat.number) for seat in office.seats()}
    office.sits(office.room("二号机房"), "theory", hour=9)
    office.admitted(3)
    assert office.solve() == 6, "only the newcomers"
    after = {(seat.admission_id, seat.subject): (seat.session_id, seat.number) for seat in office.seats()}
    assert {key: after[key] for key in before} == before


def test_a_proposal_is_refused_when_anything_has_changed_since(office: ExamOffice) -> None:
    office.publishable(2)
    proposal = service.ask(office.session, office.arranger, office.plan.id)
    service.compute(office.session, proposal.id)
    office.admitted(1)
    with pytest.raises(errors.ProposalStale):
        service.adopt(office.session, office.arranger, proposal.id)


def test_who_leaves_frees_the_seats_for_others(office: ExamOffice) -> None:
    first, *_ = office.publishable(3)
    service.publish(office.session, office.arranger, office.plan.id)
    service.leave(office.session, office.arranger, first.application_id)
    service.leave(office.session, office.arranger, first.application_id)
    assert queries.seats_of(office.session, [first.id]) == []
    assert queries.admission(office.session, first.id).state == AdmissionState.LEFT
    assert events(office.session).count("SeatsPublished") == 4


def test_a_postponed_subject_is_arranged_again_under_the_same_number(office: ExamOffice) -> None:
    first, *_ = office.publishable(2)
    service.publish(office.session, office.arranger, office.plan.id)
    tell(office)
    number = queries.ticket(office.session, first.id)
    application = office.session.get_one(Application, first.application_id)
    office.admit(application, "skill")
    office.admit(application, "skill")
    assert [seat.subject for seat in queries.seats_of(office.session, [first.id])] == ["theory"]
    later = office.sits(office.room("二号工位"), "skill", day=2)
    service.void_session(office.session, office.arranger, later.id)
    office.sits(office.room("三号工位"), "skill", day=3)
    office.solve()
    service.publish(office.session, office.arranger, office.plan.id)
    tell(office)
    assert queries.ticket(office.session, first.id) == number
    assert len(notices.notices_of(office.session, first.person_id)) == 2


def test_rooms_and_sessions_refuse_what_cannot_be(office: ExamOffice) -> None:
    office.publishable(4)
    room = queries.rooms(office.session)[0][0]
    facts = RoomFacts(room.name, room.address, 3, 5, ["theory", "skill"])
    with pytest.raises(errors.RoomTooSmall):
        service.change_room(office.session, office.arranger, room.id, facts)
    closed = RoomFacts(room.name, room.address, 30, 5, ["theory"], active=False)
    with pytest.raises(errors.RoomInUse):
        service.change_room(office.session, office.arranger, room.id, closed)
    with pytest.raises(errors.RoomNameTaken):
        office.room(room.name)
    with pytest.raises(errors.RoomBusy):
        office.sits(room, "theory", hour=10)
    with pytest.raises(errors.RoomUnfit):
        office.sits(room, "review", hour=18)
    with pytest.raises(errors.OutsideWindow):
        office.sits(room, "theory", day=200)
    used = office.session.scalars(select(ExamSession)).first()
    assert used is not None
    with pytest.raises(errors.SessionNotEmpty):
        service.void_session(office.session, office.arranger, used.id)


def test_invigilators_are_members_and_no_candidates(office: ExamOffice) -> None:
    admitted = office.publishable(4)
    group = f"institution:{office.institution.id}:"
    chief = make_staff(office.session, "丁监长", group + "chief_invigilator")
    one = make_staff(office.session, "许监考", group + "invigilator")
    other = make_staff(office.session, "潘监考", group + "invigilator")
    stranger = make_staff(office.session, "陌生人")
    sitting = admitted[0].person_id
    grant(office.session, office.arranger, office.session.get_one(Person, sitting), group + "invigilator")
    theory, skill = office.session.scalars(select(ExamSession).order_by(ExamSession.starts_at)).all()
    assert service.appoint_all(office.session, office.arranger, office.plan.id) == []
    watching = queries.invigilators(office.session, [theory.id, skill.id])
    assert all(len(rows) == 2 and rows[0].person_name == "丁监长" for rows in watching.values())
    assert {rows[1].person_name for rows in watching.values()} == {"许监考", "潘监考"}, "whoever has least to do"
    with pytest.raises(errors.InvigilatorIsCandidate):
        service.appoint(office.session, office.arranger, theory.id, sitting)
    with pytest.raises(errors.NotAnInvigilator):
        service.appoint(office.session, office.arranger, theory.id, stranger.person_id)
    second = watching[theory.id][1]
    with pytest.raises(errors.ReasonMissing):
        service.substitute(office.session, office.arranger, second.id, other.person_id, reason=" ")
    spare = other if second.person_id == one.person_id else one
    service.substitute(office.session, office.arranger, second.id, spare.person_id, reason="临时请假")
    assert [row.person_id for row in queries.invigilators(office.session, [theory.id])[theory.id]] == [
        chief.person_id, spare.person_id
    ]  # fmt: skip
    assert [row.person_id for row in queries.replaced(office.session, theory.id)] == [second.person_id]


def test_an_exam_that_has_begun_is_not_arranged_any_more(office: ExamOffice) -> None:
    first, *_ = office.publishable(2)
    (theory, *_) = office.session.scalars(select(ExamSession).order_by(ExamSession.starts_at)).all()
    pass_by(theory.starts_at - clock.now() + timedelta(minutes=1))
    with pytest.raises(errors.SessionOver):
        service.move(office.session, office.arranger, first.id, "theory", theory.id)
    assert "已经开始" in refused(office, errors.NotPublishable).value.sentence


def test_a_case_that_ended_another_way_holds_no_seat(office: ExamOffice) -> None:
    first, *_ = office.publishable(3)
    office.session.get_one(Application, first.application_id).status = "ended"
    office.session.flush()
    assert service.publish(office.session, office.arranger, office.plan.id) == 2
    assert queries.seats_of(office.session, [first.id]) == []
