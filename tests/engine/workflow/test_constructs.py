"""The table of constructs, line by line: what runs does run to its end, what is refused is refused in words."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.workflow import decisions, registry
from engine.workflow.constructs import CONSTRUCTS, Construct
from engine.workflow.lint import check
from engine.workflow.registry import TaskContext
from engine.workflow.spiff import codec
from engine.workflow.spiff.parser import parse
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import FlatTask
from tests.engine.workflow.examples import DMN, EXAMPLES, files

RUNS = [one for one in CONSTRUCTS if one.runs]
REFUSED = [one for one in CONSTRUCTS if not one.runs]


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    @registry.service_task("example.note")
    def note(ctx: TaskContext, *, institution_id: str) -> Mapping[str, Any]:
        return {"seen": institution_id}

    yield
    registry.handlers.pop("example.note")


class Effects:
    def service(self, task: FlatTask, handler: str) -> Mapping[str, Any]:
        return {"seen": task.data["institution_id"]}

    def decide(self, task: FlatTask, ref: str) -> Any:
        return decisions.read(DMN)[ref].decide(task.data).flat


def test_every_construct_has_an_example() -> None:
    assert {one.key for one in CONSTRUCTS} == set(EXAMPLES)


@pytest.mark.parametrize("construct", REFUSED, ids=lambda one: one.key)
def test_it_is_refused_in_words(construct: Construct) -> None:
    errors = [problem.message for problem in check(files(EXAMPLES[construct.key]())) if problem.is_error]
    assert any(construct.refusal in message for message in errors), errors  # type: ignore[operator]


@pytest.mark.parametrize("construct", RUNS, ids=lambda one: one.key)
@pytest.mark.parametrize("seed", range(4))
def test_it_runs_to_an_end(construct: Construct, seed: int) -> None:
    from lxml import etree

    from engine.workflow.spiff.xml import find

    xml, rng = EXAMPLES[construct.key](), random.Random(seed)
    assert any(find(process, construct.path) for process in find(etree.fromstring(xml), "./bpmn:process"))
    assert [problem for problem in check(files(xml)) if problem.is_error] == []
    specs = parse(files(xml))
    variables = {"institution_id": "i1", "materials": ["m1", "m2"], "choice": rng.choice(["a", "b"])}
    case = Case.start(specs, "main", variables, Effects())
    for _ in range(20):
        assert not case.failures
        case = codec.decode(codec.encode(case), specs, Effects())
        if case.is_completed():
            break
        _move(case, rng)
    assert case.is_completed()
    assert case.end_name is not None


def _move(case: Case, rng: random.Random) -> None:
    people, timers, messages = list(case.people()), list(case.timers()), list(case.messages())
    kind = rng.choice([kind for kind, found in enumerate((people, timers, messages)) if found])
    if kind == 0:
        case.complete(people[0], {"choice": rng.choice(["a", "b"])})
    elif kind == 1:
        task = rng.choice(timers)[0]
        value = task.internal_data["event_value"]
        past = "2020-01-01T00:00:00+00:00"
        task.internal_data["event_value"] = {**value, "next": past} if isinstance(value, dict) else past
        case.fire(task)
    else:
        task, message = rng.choice(messages)
        case.deliver(task, message.name, {"choice": "a"})


@pytest.mark.parametrize(("key", "told"), [("escalation_on_the_way", {"e2"}), ("escalation_beside", {"e2", "cry"})])
def test_an_escalation_on_the_way_is_heard(key: str, told: set[str]) -> None:
    """A boundary that interrupts ends the sub-process at once; one that does not lets it go on."""
    case = Case.start(parse(files(EXAMPLES[key]())), "main", {})
    assert {one.element for one in case.passed} >= told
    assert case.is_completed() == (key == "escalation_on_the_way")
