"""A diagram as a list: every step, in the order a case meets them, with its settings in words."""

from pathlib import Path

import pytest

import processes
from engine.workflow.outline import KINDS, outlines

DIAGRAMS = sorted(Path(processes.__path__[0]).glob("*/*.bpmn"))
REVIEW = Path(processes.__path__[0]) / "review" / "review.bpmn"


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_node_is_listed_once_and_leads_to_listed_ones(path: Path) -> None:
    for outline in outlines(path.read_bytes()):
        ids = [step.id for step in outline.steps]
        assert len(ids) == len(set(ids)) > 3
        assert {target for step in outline.steps for _, target in step.next} <= set(ids)
        assert {end for _, source, target in outline.flows for end in (source, target)} <= set(ids)
        assert all(step.kind in KINDS.values() for step in outline.steps)


def test_the_list_begins_at_the_start_and_tells_settings() -> None:
    (outline,) = outlines(REVIEW.read_bytes())
    assert outline.name == "材料审核"
    assert outline.steps[0].kind == "开始"
    order = [step.id for step in outline.telling]
    assert order.index("first_materials") < order.index("first_conclusion") < order.index("authority_materials")
    materials = outline.step("first_materials")
    assert materials is not None
    assert (materials.label, materials.lane) == ("核对材料", "机构初审")
    assert materials.facts["表单"] == "review/material"
    assert materials.facts["逐项变量"] == "materials"
    late = outline.step("correct_late")
    assert late is not None
    assert (late.facts["附加于"], late.facts["触发后"]) == ("correct", "中断原任务")


def test_joins_are_passed_over() -> None:
    (outline,) = outlines(REVIEW.read_bytes())
    joins = [step for step in outline.steps if step.joins]
    assert joins
    assert not {step.id for step in joins} & {step.id for step in outline.telling}
    assert outline.destination(joins[0].id) != joins[0].label
