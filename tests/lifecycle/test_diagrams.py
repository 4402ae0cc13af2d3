"""The diagrams as drawn: the house's lint finds nothing, every wait has an end, every task an escalation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine.workflow import lint
from tests.processes.apply.builders import shipped

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted((ROOT / "processes").glob("*/*.bpmn"))
NAMES = {
    "b": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "c": "urn:certflow:bpmn:1",
}


NAMED = ("startEvent", "endEvent", "userTask", "serviceTask", "boundaryEvent", "intermediateCatchEvent", "lane")


def nodes(path: Path, what: str) -> Iterator[etree._Element]:
    found = etree.parse(path).xpath(what, namespaces=NAMES)
    assert isinstance(found, list)
    yield from (node for node in found if isinstance(node, etree._Element))


def test_the_lint_finds_nothing_at_all() -> None:
    """Neither an error nor a warning: nothing overlaps, no lines cross."""
    assert lint.check(shipped()) == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_task_of_a_person_escalates(path: Path) -> None:
    """A reminder on the task, or on the sub-process around it."""
    tasks = list(nodes(path, "//b:userTask"))
    reminded = {
        event.get("attachedToRef")
        for event in nodes(path, "//b:boundaryEvent[@cancelActivity='false'][b:timerEventDefinition]")
    }
    for task in tasks:
        around = {task.get("id"), *(up.get("id") for up in task.iterancestors())}
        assert around & reminded, task.get("name")


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_everything_is_named_and_drawn(path: Path) -> None:
    drawn = {shape.get("bpmnElement") for shape in nodes(path, "//di:BPMNShape | //di:BPMNEdge")}
    for kind in (
        "startEvent",
        "endEvent",
        "userTask",
        "serviceTask",
        "boundaryEvent",
        "intermediateCatchEvent",
        "lane",
    ):
        for node in nodes(path, f"//b:{kind}"):
            assert node.get("name"), node.get("id")
            assert node.get("id") in drawn
    for flow in nodes(path, "//b:sequenceFlow"):
        assert flow.get("id") in drawn


def test_the_outcomes_people_read() -> None:
    (path,) = (path for path in DIAGRAMS if path.stem == "certification")
    ends = {end.get("name") for end in nodes(path, "//b:process/b:endEvent")}
    assert ends == {
        "已发证", "不予通过", "逾期未补正", "已截止", "已撤回", "已取消", "逾期未缴费", "培训未完成", "未能参考",
        "未合格", "违纪取消", "不予发证",
    }  # fmt: skip
