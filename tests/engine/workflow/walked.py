"""The diagrams that are walked: between them they hold everything the house allows.

Where the stock library is at fault the diagrams keep out of its way, and say how:
- at a join the last arrival overwrites everything (adr/0003): parallel branches set variables of their own;
- a join in a loop counts the arrivals of the round before: `rounds` gives stock a fresh sub-process for each round;
- an inclusive join does not see calls, parked tasks and multi-instances that still run: none stands before one;
- an interrupted multi-instance of sub-processes leaves them running: only reminders are attached to one.

Stock has no handlers and no decisions: `walks` gives it both, calling the same Python and the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.workflow import diagram as d
from tests.engine.workflow.examples import event

UP = 'escalationRef="up"'
DOWN = 'escalationRef="down"'
BROKEN = 'errorRef="broken"'
ESCALATIONS = "".join(
    f'<bpmn:escalation id="{name}" name="{name}" escalationCode="{name}"/>' for name in ("up", "down")
)

DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="grade" name="grade"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e"><text>choice_look</text></inputExpression></input>
<output id="o" name="rank" typeRef="string"/>
<rule id="r1"><inputEntry id="c1"><text>"a"</text></inputEntry>
<outputEntry id="v1"><text>"again"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c2"><text>-</text></inputEntry>
<outputEntry id="v2"><text>"on"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@dataclass(frozen=True, slots=True)
class Walked:
    """A diagram as ours runs it, and as stock does where the two can't be the same.

    `blurred` variables end up different because stock lets the last arrival at a join overwrite them.
    """

    ours: bytes
    stock: bytes
    blurred: frozenset[str] = frozenset()


def life() -> bytes:
    """The shape of a real case: calls inside a sub-process that a message may end, verdict by verdict, loops."""
    review = d.process(
        "review",
        [
            d.start(), d.user("reset"), d.user("judge", d.each("materials", "material", outputs="outs")),
            d.user("decide"), d.boundary("late", "decide", d.timer("PT5H"), interrupting=False), d.user("escalated"),
            d.end("e2"), d.gateway("g", default="g__end"), d.user("correct"),
            d.boundary("expired", "correct", d.timer("PT6H")), d.end(), d.end("gone"),
        ],
        [
            ("start", "reset"), ("reset", "judge"), ("judge", "decide"), ("decide", "g"),
            ("g", "correct", 'choice_decide = "a"'), ("g", "end"), ("correct", "reset"), ("late", "escalated"),
            ("escalated", "e2"), ("expired", "gone"),
        ],
    )  # fmt: skip
    pay = d.process(
        "pay",
        [
            d.start(), d.gateway("wait", "eventBased"), d.catch("paid", d.message_event("paid")),
            d.catch("waived", d.message_event("waived")), d.catch("timeout", d.timer("PT3H")), d.user("reopen"),
            d.end(),
        ],
        [
            ("start", "wait"), ("wait", "paid"), ("wait", "waived"), ("wait", "timeout"), ("paid", "end"),
            ("waived", "end"), ("timeout", "reopen"), ("reopen", "wait"),
        ],
    )  # fmt: skip
    train = d.process(
        "train",
        [
            d.start(), d.element("receiveTask", "learn", messageRef="trained"),
            d.boundary("remind", "learn", d.timer("R3/PT1H", "timeCycle"), interrupting=False), d.user("nag"),
            d.boundary("too_late", "learn", d.timer("PT90H")), d.end("e2"), d.end("failed"), d.end(),
        ],
        [("start", "learn"), ("learn", "end"), ("remind", "nag"), ("nag", "e2"), ("too_late", "failed")],
    )  # fmt: skip
    case = d.embedded(
        "case",
        [
            d.start("cs"), d.user("fill"), d.element("callActivity", "c_review", calledElement="review"),
            d.element("callActivity", "c_pay", calledElement="pay"),
            d.element("callActivity", "c_train", calledElement="train"), d.end("ce"),
        ],
        [("cs", "fill"), ("fill", "c_review"), ("c_review", "c_pay"), ("c_pay", "c_train"), ("c_train", "ce")],
    )  # fmt: skip
    main = d.process(
        "main",
        [d.start(), case, d.boundary("withdrawn", "case", d.message_event("withdrawn")), d.end("out"), d.end()],
        [("start", "case"), ("case", "end"), ("withdrawn", "out")],
    )
    return d.document(main, review, pay, train, messages=["paid", "waived", "trained", "withdrawn"])


def branches() -> bytes:
    """Forks in forks, an inclusive choice, sequential items, an error that leaves a sub-process."""
    inner = d.embedded(
        "inner",
        [d.start("is"), d.user("try"), d.gateway("ig", default="ig__ie"), d.end("ie"),
         d.end("bad", '<bpmn:errorEventDefinition errorRef="broken"/>')],
        [("is", "try"), ("try", "ig"), ("ig", "bad", 'choice_try = "a"'), ("ig", "ie")],
    )  # fmt: skip
    main = d.process(
        "main",
        [
            d.start(), d.gateway("f1", "parallel"), d.user("a"), d.gateway("f2", "parallel"), d.user("b"), d.user("c"),
            d.gateway("join", "parallel"), d.gateway("some", "inclusive", default="some__z"), d.user("x"), d.user("y"),
            d.user("z"), d.gateway("all", "inclusive"), inner,
            d.boundary("caught", "inner", '<bpmn:errorEventDefinition errorRef="broken"/>'), d.user("mend"),
            d.user("one", d.each("materials", "material", sequential=True, outputs="outs")), d.end(), d.end("e2"),
        ],
        [
            ("start", "f1"), ("f1", "a"), ("f1", "f2"), ("f2", "b"), ("f2", "c"), ("a", "join"), ("b", "join"),
            ("c", "join"), ("join", "some"), ("some", "x", 'choice_a = "a" or choice_b = "a"'),
            ("some", "y", 'choice_a = "b" or choice_c = "b"'), ("some", "z"), ("x", "all"), ("y", "all"), ("z", "all"),
            ("all", "inner"), ("inner", "one"), ("caught", "mend"), ("mend", "e2"), ("one", "end"),
        ],
    )  # fmt: skip
    return d.document(main, errors=["broken"])


def reminders() -> bytes:
    """Side branches beside the main one, a terminate, an escalation out of a call, a completion condition."""
    called = d.process(
        "called",
        [d.start(), d.user("work"), d.end("raised", '<bpmn:escalationEventDefinition escalationRef="up"/>')],
        [("start", "work"), ("work", "raised")],
    )
    main = d.process(
        "main",
        [
            d.start(), d.element("callActivity", "call", calledElement="called"),
            d.boundary("told", "call", '<bpmn:escalationEventDefinition escalationRef="up"/>', interrupting=False),
            d.user("supervise"), d.end("e1"), d.user("first"),
            d.boundary("soon", "first", d.timer("PT1H"), interrupting=False), d.user("nag"), d.end("e2"),
            d.user("each", d.each("materials", "material", until='outs_item = "bad"', outputs="outs")),
            d.gateway("g", default="g__end"), d.end(), d.end("stop", "<bpmn:terminateEventDefinition/>"),
        ],
        [
            ("start", "call"), ("call", "first"), ("told", "supervise"), ("supervise", "e1"), ("soon", "nag"),
            ("nag", "e2"), ("first", "each"), ("each", "g"), ("g", "stop", 'choice_first = "a"'), ("g", "end"),
        ],
    )  # fmt: skip
    return d.document(main, called, extra='<bpmn:escalation id="up" name="up" escalationCode="up"/>')


def machines() -> bytes:
    """Service tasks and decisions everywhere: after one another, in branches, in calls, in loops; parked ones, too."""
    prepare = d.process(
        "prepare",
        [d.start(), d.service("in_call", "saw"), d.user("look"), d.decision("judge", "grade", "rank"),
         d.service("far", "parked"), d.end()],
        [("start", "in_call"), ("in_call", "look"), ("look", "judge"), ("judge", "far"), ("far", "end")],
    )  # fmt: skip
    main = d.process(
        "main",
        [
            d.start(), d.service("open", "saw"), d.user("fill"), d.gateway("fork", "parallel"),
            d.service("check", "parked"), d.boundary("slow", "check", d.timer("PT1H")), d.user("by_hand"),
            d.boundary("waits", "check", d.timer("PT1M"), interrupting=False), d.user("nag"), d.end("e2"),
            d.gateway("either"), d.user("talk"), d.service("note", "saw"), d.gateway("join", "parallel"),
            d.element("callActivity", "c_prepare", calledElement="prepare"), d.decision("unnamed", "grade"),
            d.gateway("enough", default="enough__tick"), d.service("tick", "count"),
            d.gateway("ticked", default="ticked__pause"), d.catch("pause", d.timer("2999-01-01", "timeDate")),
            d.catch("hear", d.message_event("heard")), d.element("intermediateThrowEvent", "milestone"),
            d.service("close", "saw"), d.end(),
        ],
        [
            ("start", "open"), ("open", "fill"), ("fill", "fork"), ("fork", "check"), ("fork", "talk"),
            ("check", "either"), ("slow", "by_hand"), ("by_hand", "either"), ("either", "join"), ("waits", "nag"),
            ("nag", "e2"), ("talk", "note"), ("note", "join"), ("join", "c_prepare"), ("c_prepare", "unnamed"),
            ("unnamed", "enough"), ("enough", "c_prepare", 'rank = "again"'), ("enough", "tick"), ("tick", "ticked"),
            ("ticked", "tick", "ticks < 3"), ("ticked", "pause"), ("pause", "hear"), ("hear", "milestone"),
            ("milestone", "close"), ("close", "end"),
        ],
    )  # fmt: skip
    return d.document(main, prepare, messages=["heard"])


def rounds() -> Walked:
    """Inclusive and parallel joins in a loop; stock gets each round as a fresh sub-process."""
    nodes = [
        d.gateway("some", "inclusive", default="some__z"), d.user("x"), d.service("sx", "saw"), d.user("y"),
        d.gateway("more", default="more__all"), d.user("y2"), d.user("z"), d.gateway("all", "inclusive"),
        d.gateway("fork", "parallel"), d.user("p"), d.user("q"), d.gateway("join", "parallel"),
    ]  # fmt: skip
    pairs: list[d.Flow] = [
        ("some", "x", 'choice_plan != "c"'), ("some", "y", 'choice_plan = "b"'), ("some", "z"), ("x", "sx"),
        ("sx", "all"), ("y", "more"), ("more", "y2", 'choice_y = "a"'), ("more", "all"), ("y2", "all"), ("z", "all"),
        ("all", "fork"), ("fork", "p"), ("fork", "q"), ("p", "join"), ("q", "join"),
    ]  # fmt: skip
    around = [d.start(), d.user("plan"), d.user("ask"), d.gateway("again", default="again__end"), d.end()]
    loop: list[d.Flow] = [
        ("start", "plan"), ("ask", "again"), ("again", "plan", 'choice_ask != "c"'), ("again", "end"),
    ]  # fmt: skip
    plain = d.process("main", [*around, *nodes], [*loop, ("plan", "some"), *pairs, ("join", "ask")])
    inner = d.embedded("round", [d.start("rs"), *nodes, d.end("re")], [("rs", "some"), *pairs, ("join", "re")])
    wrapped = d.process("main", [*around, inner], [*loop, ("plan", "round"), ("round", "ask")])
    blurred = {f"choice_{name}" for name in ("x", "y", "y2", "z", "p", "q")} | {"saw_sx"}
    return Walked(d.document(plain), d.document(wrapped), frozenset(blurred))


def items() -> bytes:
    """Sub-processes and calls for each item, at once and one after the other, with work of every kind inside."""
    called = d.process(
        "called",
        [d.start(), d.service("fetch", "parked"), d.user("answer"), d.gateway("g", default="g__end"),
         d.service("stamp", "saw"), d.end()],
        [("start", "fetch"), ("fetch", "answer"), ("answer", "g"), ("g", "stamp", 'choice_answer = "a"'),
         ("g", "end"), ("stamp", "end")],
    )  # fmt: skip

    def bundle(name: str, loop: str) -> str:
        return d.embedded(
            name,
            [d.start(f"{name}_s"), d.user(f"{name}_see"), d.gateway(f"{name}_f", "parallel"),
             d.service(f"{name}_note", "saw"), d.user(f"{name}_act"), d.gateway(f"{name}_j", "parallel"),
             d.catch(f"{name}_rest", d.timer("PT1H")), d.end(f"{name}_e")],
            [(f"{name}_s", f"{name}_see"), (f"{name}_see", f"{name}_f"), (f"{name}_f", f"{name}_note"),
             (f"{name}_f", f"{name}_act"), (f"{name}_note", f"{name}_j"), (f"{name}_act", f"{name}_j"),
             (f"{name}_j", f"{name}_rest"), (f"{name}_rest", f"{name}_e")],
            loop,
        )  # fmt: skip

    def each_call(name: str, loop: str) -> str:
        return d.element("callActivity", name, loop, calledElement="called")

    main = d.process(
        "main",
        [
            d.start(), bundle("one", d.each("materials", "m1", outputs="outs1")),
            d.boundary("waits", "one", d.timer("PT1H"), interrupting=False), d.user("nag"), d.end("e2"),
            bundle("two", d.each("materials", "m2", sequential=True, outputs="outs2")),
            each_call("three", d.each("materials", "m3", outputs="outs3", until='outs3_item = "bad"')),
            each_call("four", d.each("materials", "m4", sequential=True, outputs="outs4", until='outs4_item = "bad"')),
            d.end(),
        ],
        [("start", "one"), ("one", "two"), ("waits", "nag"), ("nag", "e2"), ("two", "three"), ("three", "four"),
         ("four", "end")],
    )  # fmt: skip
    return d.document(main, called)


def alarms() -> bytes:
    """Escalations thrown on the way and at the end, errors out of calls, messages beside work, an inner terminate."""
    work = d.embedded(
        "work",
        [d.start("ws"), d.user("toil"), d.gateway("tg", default="tg__we"),
         d.element("intermediateThrowEvent", "cry", event("escalation", UP)), d.user("carry_on"),
         d.end("give_up", event("escalation", DOWN)), d.end("we")],
        [("ws", "toil"), ("toil", "tg"), ("tg", "cry", 'choice_toil = "a"'), ("cry", "carry_on"), ("carry_on", "we"),
         ("tg", "give_up", 'choice_toil = "b"'), ("tg", "we")],
    )  # fmt: skip
    halves = d.embedded(
        "halves",
        [d.start("hs"), d.gateway("hf", "parallel"), d.user("t1"), d.user("t2"),
         d.end("enough", event("terminate")), d.end("he")],
        [("hs", "hf"), ("hf", "t1"), ("hf", "t2"), ("t1", "enough"), ("t2", "he")],
    )  # fmt: skip
    fragile = d.process(
        "fragile",
        [d.start(), d.user("try"), d.gateway("g", default="g__end"), d.end("bad", event("error", BROKEN)), d.end()],
        [("start", "try"), ("try", "g"), ("g", "bad", 'choice_try = "a"'), ("g", "end")],
    )
    main = d.process(
        "main",
        [
            d.start(), work, d.boundary("told", "work", event("escalation", UP), interrupting=False),
            d.user("listen"), d.end("e1"), d.boundary("gone", "work", event("escalation", DOWN)), d.user("replace"),
            d.boundary("asked", "work", d.message_event("question"), interrupting=False), d.user("reply"), d.end("e3"),
            d.gateway("on"), d.element("callActivity", "c_fragile", calledElement="fragile"),
            d.boundary("caught", "c_fragile", event("error", BROKEN)), d.service("mend", "saw"), d.gateway("on2"),
            halves, d.end(),
        ],
        [
            ("start", "work"), ("work", "on"), ("told", "listen"), ("listen", "e1"), ("gone", "replace"),
            ("replace", "on"), ("asked", "reply"), ("reply", "e3"), ("on", "c_fragile"), ("c_fragile", "on2"),
            ("caught", "mend"), ("mend", "on2"), ("on2", "halves"), ("halves", "end"),
        ],
    )  # fmt: skip
    return d.document(main, fragile, messages=["question"], errors=["broken"], extra=ESCALATIONS)


def _same(make: Callable[[], bytes]) -> Walked:
    return Walked(make(), make())


WALKED = {
    **{make.__name__: _same(make) for make in (branches, reminders, machines, items, alarms)},
    "life": Walked(life(), life(), frozenset({"choice_decide"})),  # the branch beside it may end after the next round
    "rounds": rounds(),
}
