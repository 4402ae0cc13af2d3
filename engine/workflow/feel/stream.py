"""The tokens as a stream: look, take, expect."""

from collections.abc import Callable
from typing import TypeVar

from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.tokens import Token, tokens

_T = TypeVar("_T")


class Stream:
    def __init__(self, source: str) -> None:
        self.tokens = tokens(source)
        self.at = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def is_(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "keyword") and self.token.text in texts

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        return self.take() if self.is_(*texts) else None

    def expect(self, text: str) -> Token:
        if not self.is_(text):
            raise self.unexpected(f"这里应为“{text}”")
        return self.take()

    def unexpected(self, wanted: str = "这里应为一个值") -> FeelError:
        got = "表达式就结束了" if self.token.kind == "end" else f"却是“{self.token.text}”"
        return FeelError(f"{wanted}，{got}。", self.token.position)

    def finish(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected("表达式到这里应当结束")

    def comma_list(self, one: Callable[[], _T]) -> tuple[_T, ...]:
        found = [one()]
        while self.accept(","):
            found.append(one())
        return tuple(found)
