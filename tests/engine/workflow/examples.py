"""One small diagram for every construct of the table."""

from collections.abc import Callable
from itertools import pairwise

from tests.engine.workflow import diagram as d

LANE = "institution:{institution_id}:clerk"
FORM = b'{"title": "x", "type": "object", "properties": {}}'
DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="eligibility" name="eligibility"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e" typeRef="string"><text>institution_id</text></inputExpression></input>
<output id="o" name="rule" typeRef="string"/>
<rule id="r"><inputEntry id="c"><text>-</text></inputEntry><outputEntry id="v"><text>"yes"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
VARIABLES = ("institution_id", "materials", "choice", "rule", "seen")


def straight(*nodes: str, names: tuple[str, ...], extra: tuple[str, ...] = (), more: tuple[d.Flow, ...] = ()) -> bytes:
    """start → the named nodes → end, with further nodes and flows beside."""
    way = ["start", *names, "end"]
    return whole([d.start(), *nodes, d.end(), *extra], [*pairwise(way), *more])


def whole(nodes: list[str], pairs: list[d.Flow], *, executable: str = "true", extra: str = "") -> bytes:
    people = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    lanes = [d.lane("clerk", LANE, people)]
    process = d.process("main", nodes, pairs, lanes=lanes, variables=VARIABLES)
    called = d.process("called", [d.start(), d.user("w"), d.end()], [("start", "w"), ("w", "end")],
                       lanes=[d.lane("called", LANE, ["w"])], variables=VARIABLES)  # fmt: skip
    tail = '<bpmn:signal id="sig" name="sig"/><bpmn:escalation id="up" name="up" escalationCode="up"/>'
    return d.document(process.replace('isExecutable="true"', f'isExecutable="{executable}"'), called,
                     messages=["m"], errors=["broken"], extra=tail + extra)  # fmt: skip


def event(kind: str, ref: str = "") -> str:
    return f"<bpmn:{kind}EventDefinition {ref}/>"


def one(kind: str, inner: str = "", **attributes: str) -> bytes:
    return straight(d.element(kind, "x", inner, **attributes), names=("x",))


def beside(kind: str, inner: str, *, interrupting: bool = True) -> bytes:
    return straight(
        d.user("x"), names=("x",), extra=(d.boundary("b", "x", inner, interrupting=interrupting), d.end("e2")),
        more=(("b", "e2"),),
    )  # fmt: skip


def within(ending: str, boundary: str) -> bytes:
    inner = d.embedded("x", [d.start("is"), d.user("iu"), d.end("ie", ending)], [("is", "iu"), ("iu", "ie")])
    if not boundary:
        return straight(inner, names=("x",))
    return straight(inner, names=("x",), extra=(d.boundary("b", "x", boundary), d.end("e2")), more=(("b", "e2"),))


def on_the_way(*, interrupting: bool) -> bytes:
    inner = d.embedded(
        "x", [d.start("is"), d.element("intermediateThrowEvent", "cry", event("escalation", 'escalationRef="up"')),
              d.user("iu"), d.end("ie")], [("is", "cry"), ("cry", "iu"), ("iu", "ie")],
    )  # fmt: skip
    told = d.boundary("b", "x", event("escalation", 'escalationRef="up"'), interrupting=interrupting)
    return straight(inner, names=("x",), extra=(told, d.end("e2")), more=(("b", "e2"),))


def split(kind: str) -> bytes:
    default = {"default": "g__z"} if kind in ("exclusive", "inclusive") else {}
    condition = ('choice = "a"',) if default else ()
    return whole(
        [d.start(), d.gateway("g", kind, **default), d.user("x"), d.user("z"), d.gateway("j", kind), d.end()],
        [("start", "g"), ("g", "x", *condition), ("g", "z"), ("x", "j"), ("z", "j"), ("j", "end")],
    )


def event_gateway(**attributes: str) -> bytes:
    return whole(
        [d.start(), d.element("eventBasedGateway", "g", **attributes), d.catch("c", d.message_event("m", "=choice")),
         d.catch("t", d.timer("PT1H")), d.end(), d.end("e2")],
        [("start", "g"), ("g", "c"), ("g", "t"), ("c", "end"), ("t", "e2")],
    )  # fmt: skip


def receive(**attributes: str) -> bytes:
    return straight(
        d.element("receiveTask", "x", messageRef="m", **attributes), names=("x",),
        extra=(d.boundary("b", "x", d.timer("P1D")), d.end("e2")), more=(("b", "e2"),),
    )  # fmt: skip


MESSAGE = d.message_event("m")
EXAMPLES: dict[str, Callable[[], bytes]] = {
    "start": lambda: straight(d.user("x"), names=("x",)),
    "user_task": lambda: straight(d.user("x"), names=("x",)),
    "service_task": lambda: straight(d.service("x", "example.note"), names=("x",)),
    "decision_task": lambda: one("businessRuleTask", d.extension("decision", ref="eligibility", result="rule")),
    "call_activity": lambda: one("callActivity", calledElement="called"),
    "embedded_sub_process": lambda: within("", ""),
    "exclusive_gateway": lambda: split("exclusive"),
    "parallel_gateway": lambda: split("parallel"),
    "inclusive_gateway": lambda: split("inclusive"),
    "event_gateway": event_gateway,
    "receive_task": receive,
    "message_catch": event_gateway,
    "timer_catch": lambda: straight(d.catch("x", d.timer("PT1H")), names=("x",)),
    "milestone": lambda: one("intermediateThrowEvent"),
    "message_beside": lambda: beside("message", MESSAGE, interrupting=False),
    "message_boundary": lambda: beside("message", MESSAGE),
    "timer_boundary": lambda: beside("timer", d.timer("PT1H")),
    "timer_reminder": lambda: beside("timer", d.timer("PT1H"), interrupting=False),
    "cycle_reminder": lambda: beside("timer", d.timer("R2/PT1H", "timeCycle"), interrupting=False),
    "error": lambda: within(event("error", 'errorRef="broken"'), event("error", 'errorRef="broken"')),
    "escalation": lambda: within(event("escalation", 'escalationRef="up"'), event("escalation", 'escalationRef="up"')),
    "escalation_on_the_way": lambda: on_the_way(interrupting=True),
    "escalation_beside": lambda: on_the_way(interrupting=False),
    "terminate": lambda: within(event("terminate"), ""),
    "parallel_each": lambda: straight(d.user("x", d.each("materials", "material")), names=("x",)),
    "sequential_each": lambda: straight(d.user("x", d.each("materials", "material", sequential=True)), names=("x",)),
    "each_sub_process": lambda: straight(
        d.embedded("x", [d.start("is"), d.user("iu"), d.end("ie")], [("is", "iu"), ("iu", "ie")],
                   d.each("materials", "material")), names=("x",)
    ),
    "each_call": lambda: one("callActivity", d.each("materials", "material"), calledElement="called"),
    "completion_condition": lambda: straight(
        d.user("x", d.each("materials", "material", until='choice = "a"')), names=("x",)
    ),
    "script_task": lambda: one("scriptTask", "<bpmn:script>import os</bpmn:script>"),
    "plain_task": lambda: one("task"),
    "manual_task": lambda: one("manualTask"),
    "send_task": lambda: one("sendTask", messageRef="m"),
    "message_throw": lambda: one("intermediateThrowEvent", MESSAGE),
    "event_sub_process": lambda: straight(
        d.user("x"), names=("x",),
        extra=(d.element("subProcess", "esp", d.element("startEvent", "es", MESSAGE) + d.end("ee")
                         + d.flows([("es", "ee")]), triggeredByEvent="true"),),
    ),
    "ad_hoc": lambda: one("adHocSubProcess", d.user("iu")),
    "transaction": lambda: one("transaction", d.start("is") + d.end("ie") + d.flows([("is", "ie")])),
    "complex_gateway": lambda: split("complex"),
    "compensation": lambda: beside("compensate", event("compensate")),
    "conditional": lambda: beside(
        "conditional", "<bpmn:conditionalEventDefinition><bpmn:condition>choice</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>"
    ),
    "signal": lambda: beside("signal", event("signal", 'signalRef="sig"')),
    "link": lambda: one("intermediateThrowEvent", '<bpmn:linkEventDefinition name="l"/>'),
    "cancel": lambda: within(event("cancel"), ""),
    "multiple_events": lambda: beside("timer", d.timer("PT1H") + d.timer("PT2H")),
    "misplaced_event": lambda: one("intermediateThrowEvent", d.timer("PT1H")),
    "waits_for_nothing": lambda: straight(d.catch("x", ""), names=("x",)),
    "event_start": lambda: whole(
        [d.element("startEvent", "start", MESSAGE), d.user("x"), d.end()], [("start", "x"), ("x", "end")]
    ),
    "several_starts": lambda: straight(d.user("x"), names=("x",), extra=(d.start("s2"),), more=(("s2", "x"),)),
    "standard_loop": lambda: straight(
        d.user("x", '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'), names=("x",)
    ),
    "cardinality": lambda: straight(
        d.user("x", "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
                    '<bpmn:inputDataItem id="i"/></bpmn:multiInstanceLoopCharacteristics>'), names=("x",)
    ),
    "cycle_elsewhere": lambda: straight(d.catch("x", d.timer("R3/PT1H", "timeCycle")), names=("x",)),
    "error_beside": lambda: whole(
        [d.start(), d.element("callActivity", "x", calledElement="called"),
         d.boundary("b", "x", event("error", 'errorRef="broken"'), interrupting=False), d.end(), d.end("e2")],
        [("start", "x"), ("x", "end"), ("b", "e2")],
    ),
    "data_objects": lambda: straight(d.user("x"), names=("x",), extra=('<bpmn:dataObject id="o"/>',)),
    "correlation": lambda: whole(
        [d.start(), d.user("x"), d.end()], [("start", "x"), ("x", "end")],
        extra='<bpmn:correlationProperty id="cp" name="cp"/>',
    ),
    "instantiate": lambda: receive(instantiate="true"),
    "parallel_event_gateway": lambda: event_gateway(eventGatewayType="Parallel"),
    "called_expression": lambda: one("callActivity", calledElement="${next}"),
    "event_multi_instance": lambda: straight(
        d.element("serviceTask", "x", d.extension("handler", name="example.note") + d.each("materials", "material")),
        names=("x",),
    ),
    "not_executable": lambda: whole(
        [d.start(), d.user("x"), d.end()], [("start", "x"), ("x", "end")], executable="false"
    ),
}  # fmt: skip


def files(xml: bytes) -> dict[str, bytes]:
    return {"processes/a.bpmn": xml, "processes/a.dmn": DMN, "forms/test/form.json": FORM}
