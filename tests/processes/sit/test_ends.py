"""How a sitting ends: by the candidate, by time without a browser, by force; and what can be reversed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.platform import clock
from processes.sit import queries, service
from processes.sit.errors import (
    AlreadyFinal,
    ChiefOnly,
    NotConfirmed,
    OtherAsked,
    OtherDevice,
    SittingOver,
    TooEarlyToHandIn,
)
from processes.sit.models import SittingState
from processes.sit.service.beat import Away
from tests.processes.sit.builders import Hall


def test_a_candidate_hands_in_and_the_case_hears_of_it_at_once(hall: Hall) -> None:
    device = hall.begin()
    device.put_down(1, "B")
    hall.send(device)
    sitting = hall.sitting(device.sitting_id)
    with pytest.raises(TooEarlyToHandIn):
        service.finish.hand_in(hall.session, sitting, fence=1, confirmed=True, head=1)
    hall.now(31)
    with pytest.raises(NotConfirmed):
        service.finish.hand_in(hall.session, sitting, fence=1, confirmed=False, head=1)
    service.finish.hand_in(hall.session, sitting, fence=1, confirmed=True, head=1)
    service.finish.hand_in(hall.session, sitting, fence=1, confirmed=True, head=1)
    assert (sitting.state, sitting.receipt) == (SittingState.HANDED_IN, device.head)
    assert hall.told() == ["sitting.handed_in"]
    device.put_down(2, "A")
    with pytest.raises(SittingOver):
        hall.send(device)


def test_time_hands_in_without_any_browser(hall: Hall) -> None:
    device = hall.begin()
    device.put_down(1, "B")
    hall.send(device)
    hall.now(89)
    hall.drain()
    assert hall.sitting(device.sitting_id).state == SittingState.RUNNING
    hall.now(4)
    hall.drain()
    sitting = hall.sitting(device.sitting_id)
    assert (sitting.state, sitting.handed_in_how, sitting.handed_in_at) == ("handed_in", "time", sitting.deadline)
    assert hall.told() == ["sitting.handed_in"]


def test_credited_outages_move_the_deadline(hall: Hall) -> None:
    device = hall.begin()
    hall.send(device)
    hall.now(10)
    hall.send(device)
    sitting = hall.sitting(device.sitting_id)
    before = sitting.deadline
    assert queries.outage_seconds(hall.session, sitting) == 600
    service.invigilate.credit(hall.session, hall.invigilator, sitting, seconds=300, reason="考场停电五分钟")
    assert before is not None
    assert sitting.deadline is not None
    assert (sitting.deadline - before).total_seconds() == 300
    hall.now(82)
    hall.send(device)
    hall.drain()
    assert hall.sitting(device.sitting_id).state == SittingState.RUNNING
    hall.now(6)
    hall.drain()
    assert hall.sitting(device.sitting_id).state == SittingState.HANDED_IN


def test_leaving_too_often_hands_in_and_the_chief_gives_everything_back(hall: Hall) -> None:
    device = hall.begin()
    for number in (1, 2, 3):
        assert hall.send(device, Away(number, 2000)).state == SittingState.RUNNING
    device.put_down(1, "B")
    answer = hall.send(device, Away(4, 1000))
    assert answer.state == SittingState.HANDED_IN
    sitting = hall.sitting(device.sitting_id)
    assert (sitting.handed_in_how, hall.told()) == ("switches", [])
    device.put_down(2, "A")  # put down before the page learnt of it
    assert hall.send(device).late == 1
    with pytest.raises(ChiefOnly):
        service.invigilate.reverse(hall.session, hall.invigilator, sitting, chief=False, reason="误触快捷键")
    deadline = sitting.deadline
    hall.now(5)
    service.invigilate.reverse(hall.session, hall.chief, sitting, chief=True, reason="误触快捷键")
    assert sitting.state == SittingState.RUNNING
    assert queries.answers(hall.session, sitting.id) == {1: "B", 2: "A"}
    assert sitting.deadline is not None
    assert deadline is not None
    assert (sitting.deadline - deadline).total_seconds() >= 300
    device.put_down(3, "C")
    hall.send(device)
    assert queries.answers(hall.session, sitting.id) == {1: "B", 2: "A", 3: "C"}
    hall.now(100)
    hall.drain()
    assert hall.told() == ["sitting.handed_in"]


def test_staying_away_on_the_last_warning_hands_in_even_when_the_page_is_silent(hall: Hall) -> None:
    device = hall.begin()
    hall.send(device, Away(1, 500), Away(2, 500), Away(3, None))
    hall.now(0.6)
    hall.drain()
    assert hall.sitting(device.sitting_id).handed_in_how == "switches"


def test_idling_counts_down_and_then_hands_in(hall: Hall) -> None:
    device = hall.begin()
    hall.now(5.1)
    answer = hall.send(device, idle=306)
    assert (answer.rung, answer.why, answer.state) == ("countdown", "idle", SittingState.RUNNING)
    hall.now(0.2)
    hall.send(device, idle=0)
    hall.now(1)
    hall.drain()
    assert hall.sitting(device.sitting_id).state == SittingState.RUNNING
    hall.now(5.5)
    assert hall.send(device, idle=390).state == SittingState.HANDED_IN
    assert hall.sitting(device.sitting_id).handed_in_how == "idle"


def test_an_end_that_nobody_reverses_becomes_final_by_itself(hall: Hall) -> None:
    device = hall.begin()
    sitting = hall.sitting(device.sitting_id)
    service.invigilate.disqualify(hall.session, hall.invigilator, sitting, reason="夹带小抄，已取证")
    assert hall.told() == []
    hall.now(91 + 30)
    hall.drain()
    assert hall.told() == ["sitting.disqualified"]
    with pytest.raises(AlreadyFinal):
        service.invigilate.reverse(hall.session, hall.chief, sitting, chief=True, reason="复核后撤销")


def test_a_disqualification_is_reversed_in_time(hall: Hall) -> None:
    device = hall.begin()
    device.put_down(1, "B")
    hall.send(device)
    sitting = hall.sitting(device.sitting_id)
    service.invigilate.disqualify(hall.session, hall.invigilator, sitting, reason="夹带小抄，已取证")
    device.put_down(2, "A")
    with pytest.raises(SittingOver):
        hall.send(device)
    service.invigilate.reverse(hall.session, hall.chief, sitting, chief=True, reason="核实为草稿纸")
    hall.send(device)
    assert queries.answers(hall.session, sitting.id) == {1: "B", 2: "A"}
    hall.now(130)
    hall.drain()
    assert hall.told() == ["sitting.handed_in"]


def test_another_machine_takes_over_and_the_old_one_is_refused(hall: Hall) -> None:
    device = hall.begin()
    device.put_down(1, "B")
    hall.send(device)
    sitting = hall.sitting(device.sitting_id)
    with pytest.raises(OtherDevice):
        service.take.claim(hall.session, sitting)
    assert hall.move(sitting) == 2
    with pytest.raises(OtherDevice):
        hall.send(device)
    with pytest.raises(OtherDevice):
        service.take.claim(hall.session, sitting)


def test_an_approval_is_for_the_device_that_asked(hall: Hall) -> None:
    device = hall.begin()
    sitting = hall.sitting(device.sitting_id)
    code = service.take.ask_to_move(hall.session, sitting, secret="in the room")
    assert service.take.ask_to_move(hall.session, sitting, secret="in the room") == code
    service.invigilate.approve_move(hall.session, hall.invigilator, sitting, code=code)
    for secret in ("", "outside"):
        with pytest.raises(OtherDevice):
            service.take.claim(hall.session, sitting, secret=secret)
    service.take.ask_to_move(hall.session, sitting, secret="outside")  # takes nothing away from the approved one
    assert service.take.claim(hall.session, sitting, secret="in the room") == 2


def test_an_invigilator_approves_only_the_code_he_has_seen(hall: Hall) -> None:
    device = hall.begin()
    sitting = hall.sitting(device.sitting_id)
    seen = service.take.ask_to_move(hall.session, sitting, secret="in the room")
    newer = service.take.ask_to_move(hall.session, sitting, secret="outside")
    assert sitting.move_code == newer
    if seen != newer:
        with pytest.raises(OtherAsked, match=newer):
            service.invigilate.approve_move(hall.session, hall.invigilator, sitting, code=seen)
    assert (sitting.handover, sitting.fence) == (False, device.fence)


def test_hands_and_requests_fill_no_table(hall: Hall) -> None:
    device = hall.begin()
    sitting = hall.sitting(device.sitting_id)
    for turn in range(40):
        hall.send(device, hand_up=turn % 2 == 0)
        service.take.ask_to_move(hall.session, sitting, secret=str(turn))
    kinds = [event.kind for event in queries.events(hall.session, sitting.id)]
    assert (kinds.count("hand_up"), kinds.count("hand_down"), kinds.count("move_asked")) == (1, 0, 1)
    hall.now(timedelta(seconds=11))
    hall.send(device, hand_up=True)
    assert [event.kind for event in queries.events(hall.session, sitting.id)].count("hand_up") == 2
    assert sitting.hand_up_at is not None


def test_late_answers_wait_for_the_chief_once_time_has_handed_in(hall: Hall) -> None:
    device = hall.begin()
    hall.send(device)
    hall.now(80)
    device.put_down(1, "B")  # the network is gone
    hall.now(10.5)
    device.put_down(2, "A")  # past the deadline
    hall.now(3)
    hall.drain()
    sitting = hall.sitting(device.sitting_id)
    assert sitting.state == SittingState.HANDED_IN
    assert hall.send(device).late == 2
    assert [line.in_time for line in queries.late_lines(hall.session, sitting.id)] == [True, False]
    service.invigilate.decide_late(
        hall.session, hall.chief, sitting, chief=True, accept=True, reason="断网属实，采纳全部"
    )
    assert queries.answers(hall.session, sitting.id) == {1: "B", 2: "A"}
    assert sitting.receipt == device.head


@pytest.mark.parametrize("before", [True, False], ids=["in every report", "after the end"])
def test_a_false_number_of_unsent_lines_buys_no_time(hall: Hall, before: bool) -> None:
    """A device that was heard until the end can't have held an answer of two minutes; its clock proves nothing."""
    device = hall.begin()
    end = hall.sitting(device.sitting_id).deadline
    assert end is not None
    hall.now(end - clock.now() - timedelta(seconds=1))
    lies = replace(device.report(lines=()), unsent=10_000)
    honest = device.report(lines=())
    service.beat.report(hall.session, hall.sitting(device.sitting_id), lies if before else honest, fence=device.fence)
    hall.now(timedelta(seconds=2))
    service.beat.report(hall.session, hall.sitting(device.sitting_id), lies, fence=device.fence)
    hall.now(timedelta(seconds=100))
    device.put_down(2, "B", at=end - timedelta(seconds=1))
    answer = hall.send(device)
    assert queries.answers(hall.session, device.sitting_id) == {}
    assert answer.late == 1


def test_answers_placed_before_the_deadline_count_while_the_sweep_waits(hall: Hall) -> None:
    device = hall.begin()
    hall.send(device)
    hall.now(80)
    device.put_down(1, "B")
    hall.now(10.5)
    hall.drain()
    assert hall.sitting(device.sitting_id).state == SittingState.RUNNING
    answer = hall.send(device)
    assert (answer.state, answer.late) == (SittingState.HANDED_IN, 0)
    assert queries.answers(hall.session, device.sitting_id) == {1: "B"}
