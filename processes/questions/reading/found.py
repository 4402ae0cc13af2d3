"""What was read from a file: drafts with where they stood, and what is wrong, by that place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from processes.questions.rules.keys import Draft

MOST_QUESTIONS = 500


@dataclass(frozen=True, slots=True)
class Read:
    """`where` is what people see, such as 第 5 行; `point` names the assessment point, from the widest range on."""

    where: str
    draft: Draft
    point: Sequence[str] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # `stem` or a letter → what the file holds


@dataclass(frozen=True, slots=True)
class Fault:
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    questions: Sequence[Read]
    faults: Sequence[Fault]
