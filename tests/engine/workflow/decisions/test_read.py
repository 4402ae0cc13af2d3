"""What is refused when a file is read: every fault at once, each with its place."""

import pytest

from engine.platform.errors import AppError
from engine.workflow import decisions
from tests.engine.workflow.decisions.samples import dmn

RULE = ("a", ["> 1"], ["1"])
NEEDS = b'<informationRequirement><requiredDecision href="#e"/></informationRequirement>'


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_edition_reads(namespace: str) -> None:
    assert decisions.read(dmn([RULE], namespace=namespace))["d"].decide({"x": 2}).value == 1


def test_all_faults_are_named_at_once() -> None:
    data = dmn([("a", ["> "], ["1 +"]), ("a", ["unknown(1)"], ["1"])], policy="CROSS")
    with pytest.raises(decisions.BadDecision) as caught:
        decisions.read(data)
    places = [fault.element for fault in caught.value.faults]
    assert places == ["t", "a_i0", "a_o0", "a_i0", "t"]
    assert "5 处" in caught.value.sentence
    assert "unknown" in caught.value.faults[3].message


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "不是 DMN"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "没有决策"),
        (
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d">'
            b"<literalExpression><text>1</text></literalExpression></decision></definitions>",
            "只支持",
        ),
        (dmn([("a", ["1", "2"], ["1"])]), "格数"),
        (dmn([RULE], outputs=()), "格数|至少要有一列输出"),
        (dmn([RULE], policy="PRIORITY"), "先后"),
        (dmn([RULE], policy="FIRST", aggregation="SUM"), "汇总"),
        (dmn([RULE]).replace(b'id="a_i0"', b'id="a_i0" expressionLanguage="python"'), "python"),
        (dmn([RULE]).replace(b"<decisionTable", NEEDS + b"<decisionTable"), "依赖"),
        (dmn([("r" + str(i), ["1"], ["1"]) for i in range(1001)]), "太大"),
    ],
)
def test_a_wrong_file_gets_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(decisions.BadDecision) as caught:
        decisions.read(data)
    assert any(part in fault.message for fault in caught.value.faults for part in word.split("|"))


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
        b"<definitions",
        b"",
        b"<a>" * 100 + b"</a>" * 100,
    ],
)
def test_hostile_xml_is_refused(data: bytes) -> None:
    with pytest.raises(AppError) as caught:
        decisions.read(data)
    assert caught.value.status == 422
