"""Quotas: every limit counts, nobody takes a place twice, the waiting list moves, and the last place has one winner."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.database import work
from engine.platform.ids import new_id
from processes.plans import queries
from processes.plans.errors import NoOffer, NotAtThisPlan
from processes.plans.models import PlaceState, PlanLine, PlanPlace
from processes.plans.service.places import accept_offer, release_place, take_place
from tests.processes.plans.builders import choice, events, make_institution, make_plan
from tests.support.database import Database


def state(session: Session, application_id: UUID) -> str:
    return queries.place_of(session, application_id).state


@pytest.mark.parametrize("limit", ["line", "institution", "point", "plan"])
def test_every_limit_counts(session: Session, limit: str) -> None:
    plan = make_plan(
        session,
        lines={"3": 1 if limit == "line" else 50},
        institution_capacity=1 if limit == "institution" else None,
        point_capacity=1 if limit == "point" else 50,
        capacity=1 if limit == "plan" else None,
        waiting_list=False,
    )
    line, institution, point = choice(session, plan)
    assert queries.places_left(session, line, point) == 1
    assert take_place(session, line, institution, point, application_id=new_id()) == "taken"
    assert queries.places_left(session, line, point) == 0
    assert take_place(session, line, institution, point, application_id=new_id()) == "full"
    assert len(session.scalars(select(PlanPlace)).all()) == 1


def test_taking_twice_is_taking_once(session: Session) -> None:
    plan, application = make_plan(session, lines={"3": 2}), new_id()
    where = choice(session, plan)
    assert [take_place(session, *where, application_id=application) for _ in range(3)] == ["taken"] * 3
    assert queries.line(session, where[0]).taken == 1


def test_a_full_line_waits_and_a_released_place_is_offered_in_order(session: Session) -> None:
    plan = make_plan(session, lines={"3": 1})
    where = choice(session, plan)
    first, second, third = new_id(), new_id(), new_id()
    answers = [take_place(session, *where, application_id=each) for each in (first, second, third)]
    assert answers == ["taken", "waiting", "waiting"]
    assert (queries.turn(session, second), queries.turn(session, third), queries.turn(session, first)) == (1, 2, None)
    release_place(session, first)
    assert (state(session, second), state(session, third)) == (PlaceState.OFFERED, PlaceState.WAITING)
    assert events(session) == ["PlaceOffered"]
    assert take_place(session, *where, application_id=new_id()) == "waiting"
    accept_offer(session, second)
    accept_offer(session, second)
    assert state(session, second) == PlaceState.TAKEN
    assert queries.line(session, where[0]).taken == 1


def test_an_offer_not_taken_goes_to_the_next(session: Session) -> None:
    plan = make_plan(session, lines={"3": 1})
    where = choice(session, plan)
    first, second, third = new_id(), new_id(), new_id()
    for each in (first, second, third):
        take_place(session, *where, application_id=each)
    release_place(session, first)
    release_place(session, second)
    assert state(session, third) == PlaceState.OFFERED
    with pytest.raises(NoOffer):
        accept_offer(session, second)
    release_place(session, second)
    assert queries.line(session, where[0]).taken == 1


def test_whoever_leaves_the_waiting_list_frees_nothing(session: Session) -> None:
    plan = make_plan(session, lines={"3": 1})
    where = choice(session, plan)
    first, second = new_id(), new_id()
    take_place(session, *where, application_id=first)
    take_place(session, *where, application_id=second)
    release_place(session, second)
    assert queries.line(session, where[0]).taken == 1
    assert take_place(session, *where, application_id=second) == "waiting"


def test_the_waiting_are_passed_over_where_another_limit_still_holds(session: Session) -> None:
    plan = make_plan(session, lines={"3": 1, "4": 1})
    three, four = choice(session, plan, "3"), choice(session, plan, "4")
    holder, waits_for_three, waits_for_four = new_id(), new_id(), new_id()
    holder_of_four = new_id()
    take_place(session, *three, application_id=holder)
    take_place(session, *four, application_id=holder_of_four)
    take_place(session, *three, application_id=waits_for_three)
    take_place(session, *four, application_id=waits_for_four)
    release_place(session, holder_of_four)
    assert state(session, waits_for_three) == PlaceState.WAITING
    assert state(session, waits_for_four) == PlaceState.OFFERED


def test_a_place_belongs_to_one_plan(session: Session) -> None:
    plan = make_plan(session)
    other = make_plan(session, title="另一批", institution=make_institution(session, "刺桐职业学校", "000102"))
    line, institution, point = choice(session, plan)
    _, strange_institution, strange_point = choice(session, other)
    for wrong in ((line, institution, strange_point), (line, strange_institution, point)):
        with pytest.raises(NotAtThisPlan):
            take_place(session, *wrong, application_id=new_id())


def test_releasing_what_was_never_taken_changes_nothing(session: Session) -> None:
    release_place(session, new_id())
    assert events(session) == []


def test_the_last_place_has_one_winner(committed_database: Database) -> None:
    with work(committed_database.tenant_id) as session:
        where = choice(session, make_plan(session, lines={"3": 2}))
    answers = at_once(committed_database, [partial(_take, where) for _ in range(12)])
    assert Counter(answers) == {"taken": 2, "waiting": 10}
    with work(committed_database.tenant_id) as session:
        assert session.get_one(PlanLine, where[0]).taken == 2


def test_giving_back_and_taking_at_once_loses_no_place(committed_database: Database) -> None:
    with work(committed_database.tenant_id) as session:
        where = choice(session, make_plan(session, lines={"3": 4}))
        holders = [new_id() for _ in range(4)]
        for holder in holders:
            take_place(session, *where, application_id=holder)
    giving = [partial(_give_back, holder) for holder in holders]
    at_once(committed_database, [*giving, *(partial(_take, where) for _ in range(4))])
    with work(committed_database.tenant_id) as session:
        states = Counter(session.scalars(select(PlanPlace.state)))
        assert session.get_one(PlanLine, where[0]).taken == states["taken"] + states["offered"] == 4
        assert states["released"] == 4
        assert states["waiting"] == 0


def _take(where: tuple[UUID, UUID, UUID], session: Session) -> str:
    return take_place(session, *where, application_id=new_id())


def _give_back(holder: UUID, session: Session) -> None:
    release_place(session, holder)


def at_once(database: Database, acts: Sequence[Callable[[Session], object]]) -> list[object]:
    """Do each in a transaction and a thread of its own, all beginning together; raises what any of them raised."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[Session], object]) -> object:
        start.wait(20)
        with work(database.tenant_id) as session:
            return act(session)

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(one, act) for act in acts]]
