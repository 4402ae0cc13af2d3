"""What a well prepared candidate knows: the right answers, from the data the demo's bank was filled with."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from web.entry.demo.questions import BANK, data
from web.entry.story.client import Unexpected

TRUE, FALSE = "T", "F"


def letters(stem: str) -> str:
    """The letters of the right answer, as the bank counts them; `stem` may be cut short or have spaces changed."""
    question = _question(stem)
    return _judged(question) or str(question["answer"])


def rightly(question: Mapping[str, Any]) -> str:
    """The right answer to a question of the exam machine, in the paper's own letters."""
    known = _question(str(question["stem"]))
    if judged := _judged(known):
        return judged
    right = {_plain(known["options"]["ABCDEFGH".index(letter)]) for letter in str(known["answer"])}
    return "".join(sorted(str(one["letter"]) for one in question["choices"] if _plain(one["text"]) in right))


def wrongly(question: Mapping[str, Any]) -> str:
    """Whoever has learnt nothing: never the right answer."""
    right = rightly(question)
    return next(str(one["letter"]) for one in question["choices"] if str(one["letter"]) != right)


def _question(stem: str) -> Mapping[str, Any]:
    wanted = _plain(stem)
    for known, question in _bank().items():
        if known.startswith(wanted):
            return question
    raise Unexpected(f"a question that is not in the bank: {stem}")


@lru_cache(maxsize=1)
def _bank() -> Mapping[str, Mapping[str, Any]]:
    return {_plain(one["stem"]): one for one in data(f"questions_{BANK}.json")["questions"]}


def _judged(question: Mapping[str, Any]) -> str:
    if question["kind"] != "判断":
        return ""
    return TRUE if question["answer"] == "√" else FALSE


def _plain(text: str) -> str:
    return "".join(text.split())
