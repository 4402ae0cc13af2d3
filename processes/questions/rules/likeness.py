"""How like two questions are: Dice's coefficient over character bigrams of what they say (Dice, 1945)."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

NEAR = 0.7
_BETWEEN = "\x1f"  # stands between stem and options, so that no bigram spans them


@dataclass(frozen=True, slots=True)
class Known:
    """A question of the bank, by its text key."""

    id: UUID
    no: str
    key: str


@dataclass(frozen=True, slots=True)
class Like:
    known: Known
    likeness: float

    @property
    def percent(self) -> int:
        return int(self.likeness * 100)


def normal(text: str) -> str:
    """Letters, digits and characters only, in one width and case: what punctuation and blanks can't change."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def text_key(stem: str, options: Sequence[str]) -> str:
    """A question's text without its form: the stem, then the options in one order, whichever they stand in."""
    return _BETWEEN.join([normal(stem), *sorted(normal(option) for option in options)])


def _bigrams(key: str) -> frozenset[str]:
    return frozenset(
        part[at : at + 2]
        for part in key.split(_BETWEEN)
        for at in range(max(len(part) - 1, 1))
        if part
    )  # fmt: skip


def likeness(one: str, other: str) -> float:
    """0 to 1 for two text keys; 1 for the same text."""
    if one == other:
        return 1.0
    mine, theirs = _bigrams(one), _bigrams(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def alike(key: str, known: Iterable[Known], *, least: float = NEAR, most: int = 5) -> list[Like]:
    """The known questions that are at least so like this one, the most like first."""
    mine = _bigrams(key)
    shared = least / (2 - least) * len(mine)  # fewer in common can't make `least`, however short the other text
    near = [each for each in known if each.key == key or sum(pair in each.key for pair in mine) >= shared]
    found = [Like(each, measure) for each in near if (measure := likeness(key, each.key)) >= least]
    return sorted(found, key=lambda like: (-like.likeness, like.known.no))[:most]
