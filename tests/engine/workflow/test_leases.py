"""A lease, its fence and the case it is for, from the first material to the conclusion."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.errors import FourEyes, HeldByAnother, LeaseLost, NotYours
from engine.workflow.models import Instance
from tests.engine.workflow import house
from tests.support.time import pass_by


@pytest.fixture
def second(office: Session, institution: UUID) -> Actor:
    return house.somebody(office, f"institution:{institution}:clerk", name="初审员乙")


@pytest.fixture
def cases(office: Session, applicant: Actor, institution: UUID) -> list[Instance]:
    return [house.start_review(office, applicant, institution) for _ in range(2)]


def test_two_people_get_two_applicants(office: Session, clerk: Actor, second: Actor, cases: list[Instance]) -> None:
    first, other = worklist.next_applicant(office, clerk), worklist.next_applicant(office, second)
    assert first is not None
    assert other is not None
    assert {first.instance_id, other.instance_id} == {case.id for case in cases}
    assert first.instance_id == cases[0].id


def test_a_lease_covers_materials_and_conclusion(office: Session, clerk: Actor, cases: list[Instance]) -> None:
    held = worklist.next_applicant(office, clerk)
    assert held is not None
    case, fence = cases[0], held.fence
    for element in ("judge", "judge", "judge", "conclude"):
        item = house.open_items(office, case, element)[0]
        commands.complete(office, clerk, item.id, {"conclusion": "reject"}, fence=fence)
    assert house.reread(office, case)["end"] == "不予通过"
    following = worklist.next_applicant(office, clerk)
    assert following is not None
    assert following.instance_id == cases[1].id


def test_somebody_else_is_told_kindly(office: Session, clerk: Actor, second: Actor, cases: list[Instance]) -> None:
    held = worklist.next_applicant(office, clerk)
    assert held is not None
    with pytest.raises(HeldByAnother):
        worklist.take(office, second, held.id)
    with pytest.raises(HeldByAnother):
        house.do(office, second, cases[0], "judge")


def test_an_expired_lease_is_refused_and_the_next_one_takes_over(
    office: Session, clerk: Actor, second: Actor, cases: list[Instance]
) -> None:
    held = worklist.next_applicant(office, clerk)
    assert held is not None
    old = held.fence
    item = house.open_items(office, cases[0])[0]
    pass_by(timedelta(minutes=30))
    with pytest.raises(LeaseLost) as refusal:
        commands.complete(office, clerk, item.id, {}, fence=old)
    assert "还在" in refusal.value.sentence
    taken = worklist.take(office, second, held.id)
    assert (taken.holder_id, taken.fence) == (second.person_id, old + 1)
    with pytest.raises(LeaseLost):
        commands.complete(office, clerk, item.id, {}, fence=old)
    with pytest.raises(LeaseLost):
        worklist.heartbeat(office, clerk, held.id, old)
    commands.complete(office, second, item.id, {}, fence=old + 1)


def test_an_older_fence_dies_even_for_the_same_person(office: Session, clerk: Actor, cases: list[Instance]) -> None:
    held = worklist.next_applicant(office, clerk)
    assert held is not None
    old = held.fence
    worklist.take(office, clerk, held.id)
    with pytest.raises(LeaseLost):
        commands.complete(office, clerk, house.open_items(office, cases[0])[0].id, {}, fence=old)


def test_what_is_put_back_is_free(office: Session, clerk: Actor, second: Actor, cases: list[Instance]) -> None:
    held = worklist.next_applicant(office, clerk)
    assert held is not None
    worklist.put_back(office, clerk, held.id, held.fence)
    again = worklist.next_applicant(office, second)
    assert again is not None
    assert again.id == held.id


def test_the_inbox_shows_only_what_one_may_do(
    office: Session, clerk: Actor, chief: Actor, cases: list[Instance]
) -> None:
    assert len(office.scalars(worklist.open_for(clerk)).all()) == 2
    assert office.scalars(worklist.open_for(chief)).all() == []
    entry = house.entry(office, cases[0])
    with pytest.raises(NotYours):
        worklist.take(office, chief, entry.id)


def test_four_eyes_hold_for_the_whole_entry(office: Session, applicant: Actor, institution: UUID) -> None:
    both = house.somebody(office, f"institution:{institution}:clerk", "authority:supervisor")
    house.somebody(office, "authority:supervisor")
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, both, case, "judge")
    house.do(office, both, case, "conclude", conclusion="pass")
    assert worklist.next_applicant(office, both) is None
    with pytest.raises(FourEyes):
        worklist.take(office, both, house.entry(office, case).id)
