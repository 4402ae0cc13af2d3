"""Syntax tree → closures. A closure takes the scope (name → FEEL value) and gives a value."""

from collections.abc import Callable
from decimal import Decimal
from functools import singledispatch

from engine.workflow.feel import syntax as s
from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.functions import Function, find
from engine.workflow.feel.iteration import Closure, Scope, answers, collected, every, item_at, sequence, some
from engine.workflow.feel.limits import spend
from engine.workflow.feel.operators import ARITHMETICS, COMPARISONS, both, negate, negative, passes
from engine.workflow.feel.paths import step
from engine.workflow.feel.values import TYPE_NAMES, Range, Value, kind_of

_TYPES = frozenset({*TYPE_NAMES.values(), "Any"})


@singledispatch
def build(node: s.Node) -> Closure:
    """The closure of a node. Raises FeelError for unknown functions, wrong argument counts and unknown types."""
    raise FeelError("这里不能这样写。", node.position)


@build.register
def _(node: s.Literal) -> Closure:
    value = node.value
    return lambda scope: value


@build.register
def _(node: s.Name) -> Closure:
    name = node.name
    return lambda scope: scope.get(name)


@build.register
def _(node: s.Unary) -> Closure:
    operand = build(node.operand)
    return lambda scope: negative(operand(scope))


@build.register
def _(node: s.Binary) -> Closure:
    left, right = build(node.left), build(node.right)
    work = COMPARISONS.get(node.sign) or ARITHMETICS[node.sign]
    return lambda scope: work(left(scope), right(scope))


@build.register
def _(node: s.Logic) -> Closure:
    """Three-valued: what is not a boolean counts as null; stops at the first decisive part."""
    parts = [build(part) for part in node.parts]
    decisive = node.word == "or"

    def logic(scope: Scope) -> Value:
        answer: bool | None = not decisive
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                answer = None
        return answer

    return logic


@build.register
def _(node: s.Between) -> Closure:
    value, low, high = build(node.value), build(node.low), build(node.high)
    at_most = COMPARISONS["<="]

    def between(scope: Scope) -> Value:
        found = value(scope)
        return both([at_most(low(scope), found), at_most(found, high(scope))])

    return between


@build.register
def _(node: s.In) -> Closure:
    value = build(node.value)
    tests = [_test(test) for test in node.tests]

    def is_in(scope: Scope) -> Value:
        found = value(scope)
        answer: bool | None = False
        for test in tests:
            passed = test(found, scope)
            if passed is True:
                return True
            if passed is None:
                answer = None
        return answer

    return is_in


def _test(node: s.Node) -> Callable[[Value, Scope], bool | None]:
    """One unary test: an interval, a value, a list, or an expression with `?` that must be true (10.3.2.8)."""
    closure = build(node)
    if uses_input(node):

        def questioned(value: Value, scope: Scope) -> bool | None:
            answer = closure({**scope, "?": value})
            return answer if type(answer) is bool else None

        return questioned

    def plain(value: Value, scope: Scope) -> bool | None:
        wanted = closure(scope)
        if wanted is True and type(value) is not bool:
            return not isinstance(node, s.Literal)
        return passes(value, wanted)

    return plain


def uses_input(node: s.Node) -> bool:
    return (isinstance(node, s.Name) and node.name == "?") or any(uses_input(child) for child in s.children(node))


@build.register
def _(node: s.Not) -> Closure:
    inside = build(s.In(node.position, s.Name(node.position, "?"), node.tests))
    return lambda scope: negate(inside(scope))


@build.register
def _(node: s.InstanceOf) -> Closure:
    value, wanted = build(node.value), node.type_name
    if wanted not in _TYPES:
        raise FeelError(f"没有名为“{wanted}”的类型。", node.position)

    def is_instance(scope: Scope) -> Value:
        found = value(scope)
        return kind_of(found) == wanted or (wanted == "Any" and found is not None)

    return is_instance


@build.register
def _(node: s.Interval) -> Closure:
    low = build(node.low) if node.low else None
    high = build(node.high) if node.high else None
    low_closed, high_closed = node.low_closed, node.high_closed

    def interval(scope: Scope) -> Value:
        first, last = low(scope) if low else None, high(scope) if high else None
        if (low and first is None) or (high and last is None):
            return Range(None, None, False, False)
        return Range(first, last, low_closed, high_closed)

    constant = all(end is None or isinstance(end, s.Literal) for end in (node.low, node.high))
    if constant:
        value = interval({})
        return lambda scope: value
    return interval


@build.register
def _(node: s.ListOf) -> Closure:
    items = [build(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@build.register
def _(node: s.ContextOf) -> Closure:
    entries = [(key, build(value)) for key, value in node.entries]

    def context(scope: Scope) -> Value:
        inner, made = dict(scope), {}
        for key, value in entries:
            inner[key] = made[key] = value(inner)
        return made

    return context


@build.register
def _(node: s.Path) -> Closure:
    source, name = build(node.source), node.name
    return lambda scope: step(source(scope), name)


@build.register
def _(node: s.Filter) -> Closure:
    source, condition, weight = build(node.source), build(node.condition), s.weight(node)

    def filtered(scope: Scope) -> Value:
        found = source(scope)
        items = found if type(found) is list else [] if found is None else [found]
        place = condition(scope)
        if type(place) is Decimal:
            return item_at(items, place)
        spend(len(items) * (len(scope) + weight))
        kept = []
        for item in items:
            inner = {**scope, **item, "item": item} if type(item) is dict else {**scope, "item": item}
            if condition(inner) is True:
                kept.append(item)
        return kept

    return filtered


@build.register
def _(node: s.If) -> Closure:
    condition, then, otherwise = build(node.condition), build(node.then), build(node.otherwise)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@build.register
def _(node: s.Sequence) -> Closure:
    first, last = build(node.first), build(node.last)
    return lambda scope: sequence(first(scope), last(scope))


@build.register
def _(node: s.For) -> Closure:
    runs = [(name, build(source)) for name, source in node.runs]
    body, weight = build(node.body), s.weight(node)
    collect = {"for": collected, "some": some, "every": every}[node.word]

    def loop(scope: Scope) -> Value:
        inner = dict(scope)
        made: list[Value] = []
        if node.word == "for":
            inner["partial"] = made
        return collect(answers(inner, runs, body, weight), made)

    return loop


@build.register
def _(node: s.Call) -> Closure:
    function = find(node.name)
    if function is None:
        raise FeelError(f"没有名为“{node.name}”的函数。", node.position)
    args = [build(arg) for arg in (_ordered(node, function) if node.named else node.args)]
    if not function.takes(len(args)):
        raise FeelError(f"函数“{node.name}”不接受 {len(args)} 个参数。", node.position)
    return lambda scope: function([arg(scope) for arg in args])


def _ordered(node: s.Call, function: Function) -> list[s.Node]:
    """Named arguments in the order of the parameters; those left out in between are null."""
    given = dict(node.named)
    names = [parameter.name for parameter in function.parameters]
    for name in given:
        if name not in names:
            raise FeelError(f"函数“{node.name}”没有名为“{name}”的参数。", node.position)
    missing = [p.name for p in function.parameters if p.required and p.name not in given]
    if missing:
        raise FeelError(f"函数“{node.name}”缺少参数“{missing[0]}”。", node.position)
    last = max(names.index(name) for name in given)
    return [given.get(name, s.Literal(node.position, None)) for name in names[: last + 1]]
