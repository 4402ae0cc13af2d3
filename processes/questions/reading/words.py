"""Words that files use for kinds and difficulties."""

import unicodedata
from typing import Any

from processes.questions.models import Kind
from processes.questions.rules.cells import plain

_KINDS = (
    ("多", Kind.MULTIPLE),
    ("不定项", Kind.MULTIPLE),
    ("判断", Kind.JUDGE),
    ("是非", Kind.JUDGE),
    ("单", Kind.SINGLE),
)
_DIFFICULTIES = {"易": 20, "容易": 20, "较易": 35, "中": 50, "中等": 50, "一般": 50, "较难": 65, "难": 80, "困难": 80}
_STEPS = (20, 35, 50, 65, 80)


def kind_of(text: str) -> str:
    """`多项选择题` → multiple; empty for what is no kind."""
    plain_text = text.replace(" ", "")
    if plain_text in set(Kind):
        return plain_text
    return next((kind.value for word, kind in _KINDS if word in plain_text), "")


def difficulty_of(value: Any) -> int | None:
    """A percentage of wrong answers, from words, steps 1 to 5, parts of one or a percentage; None for none of them."""
    text = unicodedata.normalize("NFKC", plain(value)).removesuffix("%")
    if not text:
        return 50
    if text in _DIFFICULTIES:
        return _DIFFICULTIES[text]
    try:
        number = float(text)
    except ValueError:
        return None
    if number in (1, 2, 3, 4, 5):
        return _STEPS[int(number) - 1]
    if 0 <= number < 1:
        return round(number * 100)
    return round(number) if 5 < number <= 100 else None
