"""Seats in a room, ticket numbers, sessions from head-counts."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.arrange.rules import tickets
from processes.arrange.rules.generate import Need, Room, generate
from processes.arrange.rules.seating import Sitter, neighbours, seat

DAY = datetime(2026, 12, 20, 1, tzinfo=UTC)
LINE, HERE, THERE = UUID(int=1), UUID(int=11), UUID(int=12)


def span(hour: int, hours: int = 2) -> tuple[datetime, datetime]:
    return DAY + timedelta(hours=hour), DAY + timedelta(hours=hour + hours)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["", "甲", "乙", "丙", "丁"]), max_size=30), st.integers(0, 6), st.integers(1, 7))
def test_everybody_gets_one_seat_and_keepers_keep_theirs(units: list[str], spare: int, columns: int) -> None:
    sitters = [Sitter(UUID(int=at), unit, at + 1 if at % 4 == 0 else None) for at, unit in enumerate(units)]
    numbers = seat(sitters, capacity=len(units) + spare, columns=columns)
    assert sorted(numbers) == sorted(each.id for each in sitters)
    assert len(set(numbers.values())) == len(sitters)
    assert all(1 <= number <= len(units) + spare for number in numbers.values())
    assert all(numbers[each.id] == each.number for each in sitters if each.number)


def test_people_of_one_employer_do_not_sit_beside_each_other() -> None:
    sitters = [Sitter(UUID(int=at), f"单位{at // 10}") for at in range(40)]  # four employers with ten each
    numbers = seat(sitters, capacity=40, columns=5)
    assert neighbours(numbers, sitters, columns=5) == 0


def test_spare_seats_keep_people_of_one_employer_apart() -> None:
    sitters = [Sitter(UUID(int=at), "同一单位") for at in range(3)]
    assert neighbours(seat(sitters, capacity=9, columns=3), sitters, columns=3) == 0


def test_more_people_than_seats_are_refused() -> None:
    with pytest.raises(ValueError, match="more people"):
        seat([Sitter(UUID(int=at), "") for at in range(3)], capacity=2, columns=2)


def test_the_usual_number_has_nineteen_digits() -> None:
    start = tickets.prefix(tickets.DEFAULT, day=date(2026, 12, 20), site="350001", grade="3")
    assert tickets.number(tickets.DEFAULT, start=start, serial=317) == "2612203500010000317"
    with pytest.raises(ValueError, match="digits"):
        tickets.number(tickets.DEFAULT, start=start, serial=100_000)


@pytest.mark.parametrize(
    "template",
    [
        "", "{serial5}", "{yymmdd}", "{yymmdd}{serial2}", "{yymmdd}{name}{serial5}", "{serial5}{yymmdd}",
        "准{yy}{serial5}", "{yymmdd}{serial5}{serial5}", "{yyyymmdd}{site20}{serial9}",
    ],
)  # fmt: skip
def test_a_template_that_gives_no_sound_number_is_refused(template: str) -> None:
    assert tickets.problem(template)


@pytest.mark.parametrize("template", [tickets.DEFAULT, "LZ-{yyyy}-{grade}{site6}-{serial4}"])
def test_a_sound_template_is_taken(template: str) -> None:
    assert tickets.problem(template) is None


def test_sessions_follow_head_counts_own_rooms_first_and_skill_after_theory() -> None:
    rooms = [
        Room(UUID(int=21), HERE, 30, frozenset({"theory"})),
        Room(UUID(int=22), HERE, 15, frozenset({"skill"})),
        Room(UUID(int=23), THERE, 30, frozenset({"theory", "skill"})),
    ]
    needs = [Need(LINE, "theory", HERE, 40), Need(LINE, "skill", HERE, 40)]
    times = {"theory": [span(0), span(3)], "skill": [span(0), span(3), span(6), span(8)]}
    found = generate(needs, rooms, times)
    assert found.missing == {}
    theory = [each for each in found.sessions if each.subject == "theory"]
    assert [(each.room, each.starts) for each in theory] == [(UUID(int=21), span(0)[0]), (UUID(int=21), span(3)[0])]
    assert all(each.starts >= span(0)[1] for each in found.sessions if each.subject == "skill")
    assert {each.room for each in found.sessions} == {UUID(int=21), UUID(int=22)}
    sizes = {room.id: room.capacity for room in rooms}
    assert sum(sizes[each.room] for each in found.sessions if each.subject == "skill") >= 40


def test_a_room_is_never_given_twice_at_a_time_and_who_is_missing_is_counted() -> None:
    room = Room(UUID(int=21), HERE, 10, frozenset({"theory"}))
    found = generate([Need(LINE, "theory", HERE, 25)], [room], {"theory": [span(0), span(1), span(2)]})
    assert [each.starts for each in found.sessions] == [span(0)[0], span(2)[0]]
    assert found.missing == {(LINE, "theory"): 5}
