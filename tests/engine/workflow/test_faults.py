"""Known faults of SpiffWorkflow 3.2.0: each one is kept from happening here. Those the lint refuses are in the table
of constructs (event sub-processes, compensation, complex gateways, expressions in calledElement, correlation)."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from engine.workflow.lint import check
from engine.workflow.spiff import codec
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.parser import parse
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.xml import RefusedXml, read
from tests.engine.workflow import diagram as d
from tests.engine.workflow.examples import files, straight
from tests.support.time import pass_by


def specs_of(nodes: list[str], pairs: list[d.Flow], **more: object) -> dict[str, Process]:
    return parse({"a.bpmn": d.document(d.process("main", nodes, pairs), **more)})  # type: ignore[arg-type]


def again(case: Case, specs: dict[str, Process]) -> Case:
    return codec.decode(codec.encode(case), specs)


def do(case: Case, element: str, **values: object) -> None:
    case.complete(next(task for task in case.people() if task.task_spec.bpmn_id == element), values)


FORK = [
    d.start(), d.user("first"), d.gateway("merge"), d.gateway("fork", "parallel"), d.user("a"), d.user("b"),
    d.gateway("join", "parallel"), d.user("last"), d.gateway("more", default="more__end"), d.end(),
]  # fmt: skip
FORK_FLOWS: list[d.Flow] = [
    ("start", "first"), ("first", "merge"), ("merge", "fork"), ("fork", "a"), ("fork", "b"), ("a", "join"),
    ("b", "join"), ("join", "last"), ("last", "more"), ("more", "merge", 'more = "yes"'), ("more", "end"),
]  # fmt: skip


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_each_branch_keeps_its_changes_at_the_join(order: tuple[str, str]) -> None:
    """Stock lets the branch that comes last overwrite everything with what it merely carried along."""
    specs = specs_of(FORK, FORK_FLOWS)
    case = Case.start(specs, "main", {"x": "old", "rest": ["1", "2"]})
    do(case, "first")
    for name in order:
        do(case := again(case, specs), name, **({"x": "new", "rest": ["9"]} if name == "a" else {"y": 1}))
    task = next(again(case, specs).people())
    assert (task.data["x"], task.data["rest"], task.data["y"]) == ("new", ["9"], 1)


def test_a_join_in_a_loop_waits_for_both_branches_of_every_round() -> None:
    """Stock counts an arrival of the round before and goes on with half of the branches."""
    specs = specs_of(FORK, FORK_FLOWS)
    case = Case.start(specs, "main", {})
    do(case, "first")
    for _ in range(3):
        for name in ("b", "a"):
            assert [task.task_spec.bpmn_id for task in case.people()].count("last") == 0
            do(case := again(case, specs), name)
        do(case := again(case, specs), "last", more="yes")


@pytest.mark.parametrize("detour", [(), ("p",), ("p", "q")])
def test_a_join_that_its_own_loop_leads_back_to_goes_on_every_round(detour: tuple[str, ...]) -> None:
    """Stock sees the way back among its predictions, and only where the loop is short."""
    nodes = [d.start(), d.gateway("join", "parallel"), d.user("u"), d.gateway("g", default="g__end"), d.end()]
    way = [*detour, "join"]
    pairs: list[d.Flow] = [("start", "join"), ("join", "u"), ("u", "g"), ("g", "end"), ("g", way[0], 'again = "yes"')]
    specs = specs_of([*nodes, *(d.user(name) for name in detour)], [*pairs, *pairwise(way)])
    case = Case.start(specs, "main", {})
    for _ in range(3):
        for name in ("u", *detour):
            do(case := again(case, specs), name, again="yes")
    do(case, "u", again="no")
    assert case.is_completed()


def test_a_task_has_children_only_when_it_runs() -> None:
    """Stock keeps and saves what may come; here the saved state holds what is open and how it came about."""
    specs = specs_of(FORK, FORK_FLOWS)
    case = Case.start(specs, "main", {})
    assert [task.task_spec.bpmn_id for task in case.tasks.values() if task.is_unfinished] == ["first"]


def test_a_long_lived_case_stays_small_and_knows_that_it_goes_on() -> None:
    """Stock stops looking 1,000 levels down: the case then claims to be complete."""
    specs = specs_of(
        [d.start(), d.user("u"), d.gateway("g", default="g__u"), d.end()],
        [("start", "u"), ("u", "g"), ("g", "u"), ("g", "end", 'stop = "yes"')],
    )
    case, sizes = Case.start(specs, "main", {}), []
    for _ in range(1200):
        do(case, "u")
        state = codec.encode(case)
        sizes.append(len(state))
        case = codec.decode(state, specs)
    assert not case.is_completed()
    assert max(sizes) < sizes[0] + 64
    do(case, "u", stop="yes")
    assert case.is_completed()


def test_branches_do_not_share_what_they_change() -> None:
    """Stock lets nested values alias; here variables are flat and never changed in place."""
    specs = specs_of(FORK, FORK_FLOWS)
    shared = ["1"]
    case = Case.start(specs, "main", {"list": shared})
    do(case, "first")
    do(case, "a", list=[*shared, "2"])
    assert next(case.people()).data["list"] == ["1"]


def test_a_timer_that_interrupts_many_items_leaves_none_open() -> None:
    nodes = [d.start(), d.user("each", d.each("items", "item")), d.boundary("late", "each", d.timer("PT1H")),
             d.user("after"), d.end(), d.end("e2")]  # fmt: skip
    specs = specs_of(nodes, [("start", "each"), ("each", "end"), ("late", "after"), ("after", "e2")])
    case = Case.start(specs, "main", {"items": ["1", "2", "3"]})
    do(case, "each", verdict="ok")
    pass_by(timedelta(hours=2))
    case = again(case, specs)
    case.fire(next(task for task, _ in case.timers()))
    assert [task.task_spec.bpmn_id for task in again(case, specs).people()] == ["after"]


def test_a_cycle_that_is_over_leaves_its_branches_open() -> None:
    """Stock sees the end of a cycle only when it looks again; an activity that ends before takes the branches along."""
    nodes = [d.start(), d.user("work"), d.boundary("remind", "work", d.timer("R2/PT1H", "timeCycle"),
             interrupting=False), d.user("nag"), d.end(), d.end("e2")]  # fmt: skip
    specs = specs_of(nodes, [("start", "work"), ("work", "end"), ("remind", "nag"), ("nag", "e2")])
    case = Case.start(specs, "main", {})
    for _ in range(2):
        pass_by(timedelta(hours=1))
        case = again(case, specs)
        case.fire(next(task for task, _ in case.timers()))
    case = again(case, specs)
    assert list(case.timers()) == []
    do(case, "work")
    assert [task.task_spec.bpmn_id for task in again(case, specs).people()] == ["nag", "nag"]


def test_an_interrupted_multi_instance_of_sub_processes_leaves_none_running() -> None:
    inner = d.embedded("sub", [d.start("s"), d.user("u"), d.end("e")], [("s", "u"), ("u", "e")],
                       loop=d.each("items", "item"))  # fmt: skip
    nodes = [d.start(), inner, d.boundary("out", "sub", d.message_event("stop")), d.end(), d.end("e2")]
    specs = specs_of(nodes, [("start", "sub"), ("sub", "end"), ("out", "e2")], messages=["stop"])
    case = again(Case.start(specs, "main", {"items": ["1", "2"]}), specs)
    task, message = next(case.messages())
    case.deliver(task, message.name, {})
    assert case.is_completed()
    assert list(again(case, specs).people()) == []


def test_children_and_calls_keep_lane_and_work() -> None:
    specs = parse(files(straight(d.user("x", d.each("materials", "material"), part="p"), names=("x",))))
    child = specs["main"].task_specs["x [child]"]
    assert child.lane_group is not None
    assert (child.lane_group.name, child.work.part) == ("clerk", "p")


def test_specs_are_the_same_after_a_case_as_before() -> None:
    """Stock wires specs at run time, and so one case changes what all others run."""
    specs = parse(files(straight(d.user("x", d.each("materials", "material")), names=("x",))))

    def look() -> dict[str, tuple[list[str], list[str], int]]:
        return {
            f"{process}.{name}": (list(spec._inputs), list(spec._outputs), spec.completed_event.n_subscribers())
            for process, one in specs.items() for name, spec in one.task_specs.items()
        }  # fmt: skip

    before = look()
    case = Case.start(specs, "main", {"materials": ["1", "2"]})
    do(case, "x")
    do(case, "x")
    assert case.is_completed()
    assert look() == before


def test_two_timers_behind_one_gateway_are_refused() -> None:
    """Stock keeps one time for both."""
    nodes = [d.start(), d.gateway("g", "eventBased"), d.catch("t1", d.timer("PT1H")), d.catch("t2", d.timer("PT2H")),
             d.end(), d.end("e2")]  # fmt: skip
    xml = d.document(d.process("main", nodes, [("start", "g"), ("g", "t1"), ("g", "t2"), ("t1", "end"), ("t2", "e2")]))
    assert any("只能有一个定时事件" in problem.message for problem in check({"a.bpmn": xml}))


def test_moving_a_shape_never_changes_a_decision() -> None:
    """Stock tries conditions in the order of the shapes' y coordinates."""
    nodes = [d.start(), d.gateway("g", default="g__b"), d.user("a"), d.user("b"), d.end(), d.end("e2")]
    pairs: list[d.Flow] = [("start", "g"), ("g", "a", "true"), ("g", "b"), ("a", "end"), ("b", "e2")]
    shapes = "".join(
        f'<bpmndi:BPMNShape id="s_{name}" bpmnElement="{name}"><dc:Bounds x="0" y="{y}" width="9" height="9"/>'
        "</bpmndi:BPMNShape>" for name, y in (("a", 900), ("b", 10))
    )  # fmt: skip
    drawing = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    specs = specs_of(nodes, pairs, extra=drawing)
    assert [task.task_spec.bpmn_id for task in Case.start(specs, "main", {}).people()] == ["a"]


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>', b"<!doctype d><d/>", b"<d>", b"",
        b"<d/>" + b" " * (2 * 1024 * 1024), b"<a>" * 80 + b"</a>" * 80,
        '<?xml version="1.0" encoding="UTF-16"?><d/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?><d/>',
    ],
)  # fmt: skip
def test_hostile_files_are_not_read(xml: bytes) -> None:
    with pytest.raises(RefusedXml):
        read(xml)


def test_an_unknown_format_is_told_apart() -> None:
    with pytest.raises(codec.UnknownState):
        codec.payload_of(b"\x09anything")


def test_an_older_payload_passes_the_upgraders(monkeypatch: pytest.MonkeyPatch) -> None:
    specs = specs_of([d.start(), d.user("u"), d.end()], [("start", "u"), ("u", "end")])
    state = codec.encode(Case.start(specs, "main", {"x": 1}))
    monkeypatch.setattr(codec, "VERSION", 3)
    with pytest.raises(codec.UnknownState):
        codec.payload_of(state)
    monkeypatch.setitem(codec.UPGRADERS, 2, lambda payload: payload | {"v": 3})
    assert next(codec.decode(state, specs).people()).data == {"x": 1}


def test_ids_of_open_tasks_survive() -> None:
    specs = specs_of([d.start(), d.user("u"), d.end()], [("start", "u"), ("u", "end")])
    case = Case.start(specs, "main", {})
    ids: list[UUID] = [task.id for task in case.people()]
    assert [task.id for task in again(case, specs).people()] == ids


def test_a_state_saved_by_the_first_version_still_runs() -> None:
    """Saved in November 2026: two materials open inside a call inside a sub-process, a withdrawal possible."""
    folder = Path(__file__).parent / "states"
    specs = parse({"life.bpmn": (folder / "v1.bpmn").read_bytes()})
    case = codec.decode((folder / "v1.state").read_bytes(), specs)
    assert [task.task_spec.bpmn_id for task in case.people()] == ["judge", "judge"]
    assert [message.name for _, message in case.messages()] == ["withdrawn"]
    do(case, "judge", outs_item="ok")
    do(case, "judge", outs_item="ok")
    do(again(case, specs), "decide", choice_decide="b")
    assert case.passed
