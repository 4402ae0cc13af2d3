"""The journal takes every line once, in order, from the device that has the sitting, and from nobody else."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.sit import queries, rules, service
from processes.sit.errors import BrokenChain, ForgedLine, NotAnAnswer, NotStarted, OtherDevice
from processes.sit.models import AnswerLine
from processes.sit.service.beat import Report
from processes.sit.service.journal import Line
from tests.processes.sit.builders import Device, Hall, make_hall
from tests.support import time
from web.entry import wiring

PLACES, LETTERS = st.integers(1, 6), st.sampled_from(["A", "B", "C", "D", ""])
ANSWERS = st.lists(st.tuples(PLACES, LETTERS), min_size=1, max_size=12)
EACH = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _fresh(session: Session) -> tuple[Hall, Device]:
    time.begin()
    hall = make_hall(session)
    return hall, hall.begin()


def _kept(session: Session, device: Device) -> list[str]:
    rows = select(AnswerLine.hash).where(AnswerLine.sitting_id == device.sitting_id).order_by(AnswerLine.sequence)
    return list(session.scalars(rows))


def _take(hall: Hall, device: Device, lines: list[Line], *, fence: int | None = None) -> int:
    sitting = hall.sitting(device.sitting_id)
    return service.journal.record(hall.session, sitting, lines, fence=fence or device.fence).sequence


@EACH
@given(answers=ANSWERS, chance=st.randoms(use_true_random=False))
def test_in_whatever_order_and_how_often_lines_come_the_journal_is_the_devices(
    session: Session, answers: list[tuple[int, str]], chance: object
) -> None:
    wiring.wire()
    with session.begin_nested() as undone:
        hall, device = _fresh(session)
        for place, letter in answers:
            device.put_down(place, letter)
        batches = [device.kept[at : at + size] for at in range(len(device.kept)) for size in (1, 3)]
        chance.shuffle(batches)  # type: ignore[attr-defined]
        for batch in batches:
            before = _kept(session, device)
            acknowledged = _take(hall, device, chance.sample(batch, len(batch)))  # type: ignore[attr-defined]
            now = _kept(session, device)
            assert now[: len(before)] == before
            assert acknowledged == len(now)
            assert now == [line.hash for line in device.kept[: len(now)]]
        _take(hall, device, device.kept)
        assert _kept(session, device) == [line.hash for line in device.kept]
        standing = {place: letter for place, letter in dict(answers).items() if letter}
        assert queries.answers(session, device.sitting_id) == standing
        assert hall.sitting(device.sitting_id).answered == len(standing)
        assert service.journal.verified(session, hall.sitting(device.sitting_id))
        undone.rollback()


@EACH
@given(field=st.sampled_from(["place", "answer", "client_ms", "previous", "hash", "mac"]), at=st.integers(0, 2))
def test_a_line_altered_anywhere_is_refused_whole(session: Session, field: str, at: int) -> None:
    wiring.wire()
    with session.begin_nested() as undone:
        hall, device = _fresh(session)
        for place in (1, 2, 3):
            device.put_down(place, "A")
        changed = {"place": 6, "answer": "D", "client_ms": 77_777, "previous": "0" * 64, "hash": "1" * 64}
        known = {name: getattr(device.kept[at], name) for name in Line.__slots__}
        device.kept[at] = Line(**(known | {field: changed.get(field, "f" * 64)}))
        with pytest.raises(ForgedLine):
            _take(hall, device, device.kept)
        assert _kept(session, device) == []
        undone.rollback()


def test_a_line_signed_by_a_key_of_ones_own_is_refused(hall: Hall) -> None:
    device = hall.begin()
    device.key = b"k" * 32
    device.put_down(1, "A")
    with pytest.raises(ForgedLine):
        _take(hall, device, device.kept)


def test_two_different_lines_of_one_number_are_not_both_taken(hall: Hall) -> None:
    device = hall.begin()
    twin = Device.of(hall.sitting(device.sitting_id), device.fence)
    device.put_down(1, "A")
    twin.put_down(1, "B")
    _take(hall, device, device.kept)
    with pytest.raises(BrokenChain):
        _take(hall, twin, twin.kept)
    twin.put_down(2, "B")
    with pytest.raises(BrokenChain):
        _take(hall, twin, twin.kept[1:])
    assert queries.answers(hall.session, device.sitting_id) == {1: "A"}


def test_an_older_fence_writes_nothing_and_its_key_signs_nothing(hall: Hall) -> None:
    device = hall.begin()
    sitting = hall.sitting(device.sitting_id)
    fence = hall.move(sitting)
    device.put_down(1, "A")
    with pytest.raises(OtherDevice):
        _take(hall, device, device.kept)
    with pytest.raises(ForgedLine):
        _take(hall, device, device.kept, fence=fence)


def test_nothing_is_written_before_the_start(hall: Hall) -> None:
    sitting = hall.sittings[0]
    with pytest.raises(NotStarted):
        service.beat.report(hall.session, sitting, Report(0), fence=0)


@pytest.mark.parametrize(
    ("place", "answer"), [(1, "AB"), (1, "E"), (7, "BA"), (7, "AA"), (10, "A"), (1, "T"), (99, "A")]
)
def test_what_is_no_answer_to_the_question_is_refused(hall: Hall, place: int, answer: str) -> None:
    device = hall.begin()
    device.put_down(place, answer)
    with pytest.raises(NotAnAnswer):
        _take(hall, device, device.kept)


def test_an_answer_backdated_past_a_heartbeat_is_left_to_a_person(hall: Hall) -> None:
    device = hall.begin()
    hall.now(89.9)
    hall.send(device)  # nothing is unsent, says the device
    hall.now(0.5)
    early = hall.sitting(device.sitting_id).started_at
    assert early is not None
    device.put_down(1, "A", at=early + timedelta(minutes=80))
    hall.send(device)
    (line,) = queries.late_lines(hall.session, device.sitting_id)
    assert line.in_time is False
    assert queries.answers(hall.session, device.sitting_id) == {}


def test_a_clock_that_runs_off_is_flagged_and_proves_nothing(hall: Hall) -> None:
    device = hall.begin()
    hall.now(10)
    device.started_at -= timedelta(seconds=30)
    hall.send(device)
    assert hall.sitting(device.sitting_id).skewed
    assert "skewed" in [event.kind for event in queries.events(hall.session, device.sitting_id)]


def test_an_altered_row_is_found_when_the_session_is_closed(hall: Hall) -> None:
    device = hall.begin()
    device.put_down(1, "A")
    hall.send(device)
    sitting = hall.sitting(device.sitting_id)
    assert service.journal.verified(hall.session, sitting)
    sitting.head = rules.genesis(sitting.id)
    assert not service.journal.verified(hall.session, sitting)
