"""Sittings follow the seats; the door; sessions without machines."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.audit.models import AuditRow
from engine.platform.people.queries import actor
from processes.arrange.errors import PaperWasRead
from processes.arrange.events import SeatsPublished
from processes.arrange.models import ExamSession, Seat
from processes.arrange.service.sessions import assign_paper
from processes.papers.errors import PaperInUse
from processes.papers.models import Paper, PaperOpening, PaperStatus
from processes.papers.service import sealed
from processes.sit import paper, queries, service
from processes.sit.errors import (
    ChiefOnly,
    NoPaper,
    NotAdmitted,
    NotLateYet,
    OwnSitting,
    PaperBroken,
    PaperClosed,
    StillOpen,
    TooEarly,
    TooLate,
)
from processes.sit.models import Sitting
from tests.processes.review.builders import make_staff
from tests.processes.sit.builders import Hall, make_hall
from web.entry import wiring


def test_publishing_again_changes_nothing_and_a_moved_seat_takes_its_sitting_along(hall: Hall) -> None:
    outbox.record(hall.session, SeatsPublished(session_id=hall.row.id))
    hall.drain()
    assert len(queries.placed(hall.session, hall.row.id)) == 2
    (moved, _) = hall.sittings
    other = ExamSession(
        plan_id=hall.row.plan_id,
        plan_line_id=hall.row.plan_line_id,
        subject="theory",
        room_id=hall.row.room_id,
        starts_at=hall.row.starts_at + timedelta(hours=3),
        ends_at=hall.row.ends_at + timedelta(hours=3),
        paper_id=hall.row.paper_id,
        published_at=clock.now(),
    )
    hall.session.add(other)
    old = hall.session.get_one(Seat, moved.seat_id)
    old.void = True
    hall.session.flush()
    seat = Seat(
        admission_id=old.admission_id,
        application_id=old.application_id,
        session_id=other.id,
        subject="theory",
        number=9,
        ticket_no=old.ticket_no,
        published_at=clock.now(),
    )
    hall.session.add(seat)
    hall.session.flush()
    service.seats.expect(hall.session, other.id)
    assert (moved.session_id, moved.seat_id) == (other.id, seat.id)
    assert [one.name for one in queries.placed(hall.session, hall.row.id)] == ["黄思雨"]
    assert len(hall.session.scalars(select(Sitting)).all()) == 2


def test_seats_that_are_not_published_are_nobodys_affair(hall: Hall) -> None:
    for seat in hall.session.scalars(select(Seat)):
        seat.published_at = None
    hall.session.flush()
    for sitting in hall.sittings:
        hall.session.delete(sitting)
    service.seats.expect(hall.session, hall.row.id)
    assert hall.session.scalars(select(Sitting)).all() == []


def test_the_late_come_in_only_by_the_chiefs_word(hall: Hall) -> None:
    late, session = hall.sittings[0], hall.session
    with pytest.raises(NotLateYet):
        service.admit.mark_absent(session, hall.invigilator, late)
    hall.to_start()
    hall.now(31)
    with pytest.raises(TooLate):
        service.admit.admit(session, hall.invigilator, late, chief=False)
    with pytest.raises(ChiefOnly):
        service.admit.admit(session, hall.invigilator, late, chief=False, override=True, reason="公交改道")
    service.admit.admit(session, hall.chief, late, chief=True, override=True, reason="公交改道")
    assert late.admitted_how == "override"
    fence = service.take.claim(session, late)
    service.take.start(session, late, fence=fence, script=True)
    assert late.deadline == hall.row.ends_at  # coming late gives no time


def test_absence_is_told_at_once_and_whoever_was_forgotten_is_absent_at_the_end(hall: Hall) -> None:
    hall.to_start()
    hall.now(31)
    service.admit.mark_absent(hall.session, hall.invigilator, hall.sittings[0])
    assert hall.told(0) == ["sitting.absent"]
    hall.now(62)
    hall.drain()
    assert hall.told(1) == ["sitting.absent"]


def test_a_postponed_exam_is_told_with_its_reason(hall: Hall) -> None:
    with pytest.raises(ChiefOnly):
        service.admit.postpone(hall.session, hall.invigilator, hall.sittings[0], chief=False, reason="突发疾病送医")
    service.admit.postpone(hall.session, hall.chief, hall.sittings[0], chief=True, reason="突发疾病送医")
    assert hall.told() == ["sitting.postponed"]


def test_nobody_invigilates_himself(hall: Hall) -> None:
    himself = actor(hall.session, hall.sittings[0].person_id)
    with pytest.raises(OwnSitting):
        service.admit.admit(hall.session, himself, hall.sittings[0], chief=True)


def test_the_paper_stays_closed_until_five_minutes_before(hall: Hall) -> None:
    with pytest.raises(PaperClosed):
        paper.open_paper(hall.session, hall.invigilator, hall.row)
    hall.now(hall.row.starts_at - clock.now() - timedelta(minutes=5, seconds=5))
    with pytest.raises(PaperClosed):
        paper.open_paper(hall.session, hall.invigilator, hall.row)
    hall.now(timedelta(seconds=5))
    assert paper.open_paper(hall.session, hall.invigilator, hall.row).questions
    sitting = hall.sittings[0]
    fence = service.take.claim(hall.session, sitting)
    with pytest.raises(NotAdmitted):
        service.take.start(hall.session, sitting, fence=fence, script=True)
    service.admit.admit(hall.session, hall.invigilator, sitting, chief=False)
    with pytest.raises(TooEarly):
        service.take.start(hall.session, sitting, fence=fence, script=True)


def test_a_paper_that_was_altered_does_not_open(hall: Hall) -> None:
    sealed = hall.session.get_one(Paper, hall.row.paper_id)
    sealed.content_sha256 = "0" * 64
    hall.session.flush()
    hall.to_start()
    with pytest.raises(PaperBroken):
        paper.open_paper(hall.session, hall.invigilator, hall.row)


def test_who_opened_the_paper_first_is_written_down_once(hall: Hall) -> None:
    assert hall.row.paper_id is not None
    with pytest.raises(NoPaper):
        paper.content_of(hall.session, hall.row.paper_id)
    hall.begin()
    hall.begin(1)
    (opening,) = hall.session.scalars(select(PaperOpening).where(PaperOpening.paper_id == hall.row.paper_id))
    assert (opening.starts_at, opening.opened_by) == (hall.row.starts_at, hall.sittings[0].person_id)
    told = select(AuditRow.action).where(AuditRow.subject_id == hall.row.paper_id)
    assert hall.session.scalars(told).all() == ["paper.opened"]
    assert paper.content_of(hall.session, hall.row.paper_id).questions


def test_a_withdrawn_paper_does_not_open(hall: Hall) -> None:
    sealed = hall.session.get_one(Paper, hall.row.paper_id)
    sealed.status = PaperStatus.DISCARDED
    hall.session.flush()
    hall.to_start()
    with pytest.raises(NoPaper):
        paper.open_paper(hall.session, hall.invigilator, hall.row)


def test_a_session_without_machines_keeps_presence_and_closes(session: Session) -> None:
    wiring.wire()
    hall = make_hall(session, paper=False, subject="skill")
    service.admit.admit(session, hall.invigilator, hall.sittings[0], chief=False)
    hall.to_start()
    hall.now(200)
    hall.drain()
    assert hall.sittings[1].state == "expected"  # nobody is absent by himself where people keep the list
    with pytest.raises(StillOpen):
        service.close.close(session, hall.chief, hall.row, chief=True)
    service.admit.mark_absent(session, hall.invigilator, hall.sittings[1])
    sheet = service.close.close(session, hall.chief, hall.row, chief=True)
    assert sheet.counts == {"admitted": 1, "absent": 1}
    assert (hall.told(0), hall.told(1)) == (["sitting.handed_in"], ["sitting.absent"])


def test_a_paper_that_is_being_written_is_not_ended_by_its_approver(hall: Hall) -> None:
    device = hall.begin()
    approver = make_staff(hall.session, "陆卷批", "papers:approver")
    assert hall.row.paper_id is not None
    with pytest.raises(PaperInUse):
        sealed.withdraw(hall.session, approver, hall.row.paper_id, reason="误操作")
    device.put_down(2, "B")
    assert hall.send(device).sequence == 1
    hall.now(timedelta(hours=6))
    sealed.withdraw(hall.session, approver, hall.row.paper_id, reason="考后作废")


def test_a_paper_that_was_read_is_not_given_to_a_later_session(hall: Hall) -> None:
    hall.begin()
    at = clock.now() + timedelta(days=10)
    later = ExamSession(
        plan_id=hall.plan.id, plan_line_id=hall.row.plan_line_id, subject="theory", room_id=hall.row.room_id,
        starts_at=at, ends_at=at + timedelta(minutes=90),
    )  # fmt: skip
    hall.session.add(later)
    hall.session.flush()
    arranger = make_staff(hall.session, "常考务", "authority:arranger")
    assert hall.row.paper_id is not None
    with pytest.raises(PaperWasRead):
        assign_paper(hall.session, arranger, later.id, hall.row.paper_id)
    assert later.paper_id is None
