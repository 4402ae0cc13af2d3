"""Tokens → syntax tree, by precedence climbing (OMG DMN 1.5, 10.3.1.2).

Names may hold spaces. Two names side by side are never legal FEEL, so a run of words is one name; only the few
names with a keyword inside ("date and time") are looked up.
"""

from decimal import Decimal

from engine.workflow.feel import syntax as s
from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.limits import HEIGHT
from engine.workflow.feel.stream import Stream
from engine.workflow.feel.temporal import parse_literal
from engine.workflow.feel.tokens import Token

NAMES_WITH_KEYWORDS = tuple(
    tuple(name.split()) for name in ("date and time", "years and months duration", "days and time duration")
)
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_POWER = dict.fromkeys(_COMPARISONS | {"between", "in", "instance"}, 3) | {
    "or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6,
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(Stream):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.depth = 0
        self.filters = True  # whether `[` behind a value is a filter; not at the end of an interval

    def expression(self, power: int = 0) -> s.Node:
        self.depth += 1
        if self.depth > HEIGHT:
            raise FeelError("表达式嵌套过深。", self.token.position)
        node = self.climb(self.postfix(self.operand()), power)
        self.depth -= 1
        return node

    def climb(self, node: s.Node, power: int) -> s.Node:
        while (binding := self.binding()) > power:
            node = self.infix(node, binding)
        return node

    def binding(self) -> int:
        if self.token.kind == "name":
            return 3 if self.token.text == "instance" and self.ahead().text == "of" else 0
        return _POWER.get(self.token.text, 0) if self.token.kind in ("sign", "keyword") else 0

    def infix(self, left: s.Node, binding: int) -> s.Node:
        token = self.take()
        match token.text:
            case "and" | "or" as word:
                parts = [left, self.expression(binding)]
                while self.accept(word):
                    parts.append(self.expression(binding))
                return s.Logic(token.position, word, tuple(parts))
            case "between":
                low = self.expression(3)
                self.expect("and")
                return s.Between(token.position, left, low, self.expression(3))
            case "in":
                return s.In(token.position, left, self.tests_behind_in())
            case "instance":
                self.take()
                return s.InstanceOf(token.position, left, self.name())
            case sign:
                return s.Binary(token.position, sign, left, self.expression(binding))

    def tests_behind_in(self) -> tuple[s.Node, ...]:
        return self.grouped_tests() if self.is_("(") else (self.test(3),)

    def grouped_tests(self) -> tuple[s.Node, ...]:
        """`(a, < b)` behind `in`; `(1..5)` and `(1 + 2) * 3` begin in the same way."""
        opening = self.take()
        outer, self.filters = self.filters, True
        first = self.test()
        if self.is_(".."):
            self.filters = outer
            return (self.climb(self.interval(opening, first), 3),)
        tests = [first]
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        self.filters = outer
        return tuple(tests) if len(tests) > 1 else (self.climb(self.postfix(first), 3),)

    def test(self, power: int = 0) -> s.Node:
        """One positive unary test: `< 5`, an interval or any expression."""
        if self.is_("<", "<=", ">", ">=", "=", "!="):
            sign = self.take()
            return comparison_test(sign, self.expression(3))
        return self.expression(power)

    def operand(self) -> s.Node:
        token = self.token
        match token.kind:
            case "number":
                return s.Literal(self.take().position, Decimal(token.text))
            case "string":
                return s.Literal(self.take().position, token.text)
            case "at":
                self.take()
                value = parse_literal(token.text)
                if value is None:
                    raise FeelError(f"“{token.text}”不是日期、时间或时长。", token.position)
                return s.Literal(token.position, value)
            case "name":
                return self.reference()
            case "keyword":
                return self.worded()
        return self.signed()

    def worded(self) -> s.Node:
        token = self.token
        match token.text:
            case "true" | "false" | "null":
                return s.Literal(self.take().position, _CONSTANTS[token.text])
            case "if":
                self.take()
                condition = self.expression()
                self.expect("then")
                then = self.expression()
                self.expect("else")
                return s.If(token.position, condition, then, self.expression())
            case "for" | "some" | "every":
                self.take()
                runs = self.comma_list(self.run)
                self.expect("return" if token.text == "for" else "satisfies")
                return s.For(token.position, token.text, runs, self.expression())
            case "function" | "external":
                raise FeelError("不支持自定义函数。", token.position)
        raise self.unexpected()

    def run(self) -> tuple[str, s.Node]:
        name = self.name()
        self.expect("in")
        source = self.expression()
        if mark := self.accept(".."):
            source = s.Sequence(mark.position, source, self.expression())
        return name, source

    def signed(self) -> s.Node:
        token = self.token
        if self.accept("-"):
            return s.Unary(token.position, self.expression(6))
        if self.accept("?"):
            return s.Name(token.position, "?")
        if self.accept("{"):
            return self.context(token.position)
        if self.is_("(", "[", "]"):
            return self.bracketed()
        raise self.unexpected()

    def bracketed(self) -> s.Node:
        """`(a)`, `[a, b]`, or an interval in any of the standard's four spellings, or `(< 5)`."""
        opening = self.take()
        if opening.text == "[" and self.accept("]"):
            return s.ListOf(opening.position, ())
        outer, self.filters = self.filters, True
        first = self.test() if opening.text == "(" else self.expression()
        self.filters = outer
        if self.is_(".."):
            return self.interval(opening, first)
        if opening.text == "]":
            raise FeelError("这里应为一个区间，例如 ]1..5]。", opening.position)
        if opening.text == "(":
            self.expect(")")
            return first
        self.filters = True
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        self.filters = outer
        self.expect("]")
        return s.ListOf(opening.position, tuple(items))

    def interval(self, opening: Token, first: s.Node) -> s.Node:
        self.expect("..")
        outer, self.filters = self.filters, False
        last = self.expression()
        self.filters = outer
        if not self.is_(")", "]", "["):
            raise self.unexpected("区间应以 ) 或 ] 结束")
        return s.Interval(opening.position, first, last, opening.text == "[", self.take().text == "]")

    def context(self, position: int) -> s.Node:
        if self.accept("}"):
            return s.ContextOf(position, ())
        outer, self.filters = self.filters, True
        entries = self.comma_list(self.entry)
        self.expect("}")
        self.filters = outer
        return s.ContextOf(position, entries)

    def entry(self) -> tuple[str, s.Node]:
        key = self.take().text if self.token.kind == "string" else self.name()
        self.expect(":")
        return key, self.expression()

    def name(self) -> str:
        """A run of words is one name."""
        for words in NAMES_WITH_KEYWORDS:
            called = self.ahead(len(words)).text == "(" or self.tokens[self.at - 1].text == "of"
            if called and tuple(self.ahead(i).text for i in range(len(words))) == words:
                self.at += len(words)
                return " ".join(words)
        if self.token.kind != "name":
            raise self.unexpected("这里应为一个名称")
        words_found = [self.take().text]
        while self.token.kind in ("name", "number") and not self.binding():
            if self.token.kind == "number" and not self.token.text.isdigit():
                break
            words_found.append(self.take().text)
        return " ".join(words_found)

    def reference(self) -> s.Node:
        position = self.token.position
        name = self.name()
        if not self.accept("("):
            return s.Name(position, name)
        outer, self.filters = self.filters, True
        node = self.call(position, name)
        self.filters = outer
        return node

    def call(self, position: int, name: str) -> s.Node:
        if self.accept(")"):
            return s.Call(position, name)
        if self.named_argument():
            named = self.comma_list(self.entry)
            self.expect(")")
            return s.Call(position, name, (), named)
        args = self.comma_list(self.expression)
        self.expect(")")
        return s.Call(position, name, args)

    def named_argument(self) -> bool:
        steps = 0
        while self.ahead(steps).kind == "name":
            steps += 1
        return steps > 0 and self.ahead(steps).text == ":" and self.ahead(steps).kind == "sign"

    def postfix(self, node: s.Node) -> s.Node:
        while True:
            if mark := self.accept("."):
                node = s.Path(mark.position, node, self.name())
            elif self.filters and (mark := self.accept("[")):
                node = s.Filter(mark.position, node, self.expression())
                self.expect("]")
            else:
                return node


def comparison_test(sign: Token, operand: s.Node) -> s.Node:
    """`< x` and its kin as a node that tests the input value."""
    at = sign.position
    match sign.text:
        case "<" | "<=":
            return s.Interval(at, None, operand, False, sign.text == "<=")
        case ">" | ">=":
            return s.Interval(at, operand, None, sign.text == ">=", False)
    return s.Binary(at, sign.text, s.Name(at, "?"), operand)


def checked(node: s.Node) -> s.Node:
    """The same tree, if it is not too high. Raises FeelError."""
    level, height = [node], 0
    while level:
        height += 1
        if height > HEIGHT:
            raise FeelError("表达式嵌套过深。", level[0].position)
        level = [child for parent in level for child in s.children(parent)]
    return node


def parse(source: str) -> s.Node:
    parser = Parser(source)
    node = parser.expression()
    parser.finish()
    return checked(node)


def parse_unary(source: str) -> s.Node | None:
    """Unary tests as one node; None is `-`, which everything passes."""
    parser = Parser(source)
    if parser.is_("-") and parser.ahead().kind == "end":
        return None
    start = parser.token
    if start.text == "not" and start.kind == "name" and parser.ahead().text == "(":
        parser.at += 2
        tests = parser.comma_list(parser.test)
        if parser.accept(")") and parser.token.kind == "end":
            return checked(s.Not(start.position, tests))
        parser.at, parser.depth = 0, 0
    tests = parser.comma_list(parser.test)
    parser.finish()
    return checked(s.In(start.position, s.Name(start.position, "?"), tests))
