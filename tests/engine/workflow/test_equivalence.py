"""The same random decisions lead to the same steps and the same end, here and in the stock library."""

import random

import pytest

from engine.workflow.spiff.parser import parse
from tests.engine.workflow import diagram as d
from tests.engine.workflow.walks import Ours, Stock, values_for


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


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("make", [life, branches, reminders], ids=lambda make: make.__name__)
def test_a_random_walk_goes_as_in_stock(make: object, seed: int) -> None:
    xml = make()  # type: ignore[operator]
    rng = random.Random(seed)
    variables = {"materials": ["m1", "m2", "m3"][: rng.randint(0, 3)]}
    stock, ours = Stock(xml, "main", variables), Ours(parse({"a.bpmn": xml}), "main", variables)
    trace: list[object] = []
    for step in range(80):
        moves = stock.moves()
        assert ours.moves() == moves, trace
        if not moves:
            break
        if len(moves) > 1:  # leaving early is one move among others, not every third
            moves = [move for move in moves if move[1] != "withdrawn" or rng.random() < 0.05] or moves
        move = rng.choice(moves)
        values = {"outs": []} if move[1] == "reset" else values_for(move, rng, step)  # stock wants it empty again
        trace.append((move, values))
        stock.make(move, values)
        ours.make(move, values)
    assert ours.done() == stock.done(), trace
    if stock.done():
        assert {k: v for k, v in ours.data().items() if k not in ("outs_item", "material")} == {
            k: v for k, v in stock.data().items() if k not in ("outs_item", "material")
        }, trace
    assert max(ours.sizes) < 4_000
