"""Diagrams, forms and Python name each other, and nothing is left over."""

from engine.workflow.registry import completions, handlers
from tests.house.diagrams import diagrams
from tests.house.files import ROOT
from web.entry import wiring

wiring.wire()
FORMS = {path.relative_to(ROOT / "forms").with_suffix("").as_posix() for path in (ROOT / "forms").rglob("*.json")}


def asked(xpath: str) -> set[str]:
    return {value for diagram in diagrams() for value in diagram.values(xpath)}


def test_diagrams_are_found() -> None:
    found = asked("//bpmn:process/@id")
    assert {"plan", "apply", "review", "certification"} <= found


def test_every_service_task_has_its_handler_and_none_is_orphaned() -> None:
    assert asked("//certflow:handler/@name") == set(handlers)


def test_a_handler_asks_only_for_what_its_diagram_has() -> None:
    missing = {
        f"{diagram.path.name}: {name}: {variable}"
        for diagram in diagrams()
        for name in diagram.values("//certflow:handler/@name")
        for variable in handlers[name].variables() - diagram.variables
    }
    assert missing == set()


def test_every_service_task_says_what_it_does() -> None:
    silent = [
        task.get("id")
        for diagram in diagrams()
        for task in diagram.elements("//bpmn:serviceTask[not(bpmn:extensionElements/certflow:handler)]")
    ]
    assert silent == []


def test_every_user_task_has_its_form_and_none_is_orphaned() -> None:
    assert asked("//certflow:task/@form") == FORMS
    without = [
        task.get("id")
        for diagram in diagrams()
        for task in diagram.elements("//bpmn:userTask[not(bpmn:extensionElements/certflow:task)]")
    ]
    assert without == []


def test_every_command_behind_a_form_has_that_form() -> None:
    assert set(completions) <= FORMS
    assert completions


def test_every_user_task_has_a_due_time() -> None:
    without = [
        task.get("form")
        for diagram in diagrams()
        for task in diagram.elements("//bpmn:userTask//certflow:task[not(@due)]")
    ]
    assert without == []


def test_every_lane_has_a_group() -> None:
    without = [
        lane.get("name")
        for diagram in diagrams()
        for lane in diagram.elements("//bpmn:lane[bpmn:flowNodeRef][not(bpmn:extensionElements/certflow:group)]")
        if any(node.text in diagram.values("//bpmn:userTask/@id") for node in lane.findall("{*}flowNodeRef"))
    ]
    assert without == []


def test_every_decision_has_its_table() -> None:
    tables = {path.stem for path in (ROOT / "processes").rglob("*.dmn")}
    assert asked("//certflow:decision/@ref") <= tables


def test_every_diagram_is_called_or_started_by_itself() -> None:
    called = asked("//bpmn:callActivity/@calledElement")
    assert called <= asked("//bpmn:process/@id")
