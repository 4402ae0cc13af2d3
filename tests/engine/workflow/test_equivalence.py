"""The same random decisions lead to the same steps and the same end, here and in the stock library."""

import random
from functools import lru_cache

import pytest
from lxml import etree

from engine.workflow.constructs import CONSTRUCTS, Construct
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.parser import parse
from engine.workflow.spiff.xml import find
from tests.engine.workflow.walked import WALKED
from tests.engine.workflow.walks import Move, Ours, Stock, values_for

SEEDS = range(40)
ITEMS = ("material", "m1", "m2", "m3", "m4")  # each child's own


@lru_cache
def specs_of(name: str) -> dict[str, Process]:
    return parse({"a.bpmn": WALKED[name].ours})


def start(name: str, rng: random.Random) -> tuple[Stock, Ours]:
    variables = {"materials": ["m1", "m2", "m3"][: rng.randint(0, 3)]}
    return Stock(WALKED[name].stock, "main", variables), Ours(specs_of(name), "main", variables)


def choose(moves: list[Move], rng: random.Random) -> Move:
    """Leaving early is one move among others, not every third."""
    if len(moves) > 1:
        moves = [move for move in moves if move[1] != "withdrawn" or rng.random() < 0.05] or moves
    return rng.choice(moves)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", WALKED)
def test_a_random_walk_goes_as_in_stock(name: str, seed: int) -> None:
    rng = random.Random(seed)
    stock, ours = start(name, rng)
    trace: list[object] = []
    for step in range(80):
        moves = stock.moves()
        assert ours.moves() == moves, trace
        if not moves:
            break
        move = choose(moves, rng)
        values = {"outs": []} if move[1] == "reset" else values_for(move, rng, step)  # stock wants it empty again
        trace.append((move, values))
        stock.make(move, values)
        ours.make(move, values)
    assert ours.done() == stock.done(), trace
    if stock.done():
        unlike = {"outs_item", *ITEMS, *WALKED[name].blurred}
        assert {k: v for k, v in ours.data().items() if k not in unlike} == {
            k: v for k, v in stock.data().items() if k not in unlike
        }, trace
    assert max(ours.sizes) < 4_000


@pytest.mark.parametrize("construct", [one for one in CONSTRUCTS if one.runs], ids=lambda one: one.key)
def test_every_construct_that_runs_is_walked(construct: Construct) -> None:
    processes = [each for one in WALKED.values() for each in find(etree.fromstring(one.ours), "./bpmn:process")]
    assert any(find(process, construct.path) for process in processes)


@pytest.mark.parametrize("name", WALKED)
def test_nothing_that_is_refused_is_walked(name: str) -> None:
    processes = find(etree.fromstring(WALKED[name].ours), "./bpmn:process")
    refused = [one for one in CONSTRUCTS if not one.runs]
    assert [one.key for one in refused for process in processes if find(process, one.path)] == []


@pytest.mark.parametrize("name", WALKED)
def test_the_walks_pass_every_element(name: str) -> None:
    """So that no part of a diagram is compared on paper only."""
    passed: set[str] = set()
    for seed in SEEDS:
        rng = random.Random(seed)
        _, ours = start(name, rng)
        for step in range(80):
            moves = ours.moves()
            if not moves:
                break
            move = choose(moves, rng)
            ours.make(move, {"outs": []} if move[1] == "reset" else values_for(move, rng, step))
        passed |= ours.passed
    flows = find(etree.fromstring(WALKED[name].ours), ".//bpmn:sequenceFlow")
    drawn = {str(flow.get(end)) for flow in flows for end in ("sourceRef", "targetRef")}
    assert drawn - passed == set()
