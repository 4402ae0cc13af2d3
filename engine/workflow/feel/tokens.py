"""Text → tokens (OMG DMN 1.5, 10.3.1.2, rules 24–36 and 61–66)."""

import re
from dataclasses import dataclass

from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.limits import SOURCE

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "true",
        "false",
        "null",
        "function",
        "external",
    ]
)

_PATTERN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<at>@"(?:[^"\\]|\\.)*")
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<name>[^\W\d]\w*)
  | (?P<sign>\.\.|\*\*|<=|>=|!=|[-+*/=<>()\[\]{},:.?])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, at, string, name, keyword, sign or end; `text` is unescaped for strings."""

    kind: str
    text: str
    position: int


def tokens(source: str) -> list[Token]:
    """Every token, and an `end` behind them. Raises FeelError on a character that fits nowhere."""
    if len(source) > SOURCE:
        raise FeelError(f"表达式太长：最多 {SOURCE} 个字符，现有 {len(source)} 个。")
    found: list[Token] = []
    position = 0
    while position < len(source):
        match = _PATTERN.match(source, position)
        if match is None:
            raise _stray(source, position)
        kind, text = match.lastgroup or "", match.group()
        if kind == "name" and text in KEYWORDS:
            kind = "keyword"
        elif kind in ("string", "at"):
            text = _unescape(text[text.index('"') + 1 : -1], position)
        if kind != "space":
            found.append(Token(kind, text, position))
        position = match.end()
    found.append(Token("end", "", len(source)))
    return found


def _stray(source: str, position: int) -> FeelError:
    if source.startswith(('"', '@"'), position):
        return FeelError("字符串没有结束的引号。", position)
    if source.startswith("/*", position):
        return FeelError("注释没有结束的 */。", position)
    return FeelError(f"不认识的字符“{source[position]}”。", position)


def _unescape(text: str, position: int) -> str:
    def one(match: re.Match[str]) -> str:
        code = match.group(1)
        if code[0] in "uU" and len(code) > 1:
            value = int(code[1:], 16)
            if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
                raise FeelError(f"不存在的字符 \\{code}。", position)
            return chr(value)
        if code not in _ESCAPED:
            raise FeelError(f"不认识的转义 \\{code}。", position)
        return _ESCAPED[code]

    return _ESCAPE.sub(one, text) if "\\" in text else text
