"""A question as pages show it, to staff, authors and nobody else: with its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes.questions.models import Kind, QuestionVersion
from processes.questions.rules.keys import LETTERS

STATES = {"submitted": "审核中", "returned": "待修改", "approved": "在库", "rejected": "未采用", "suspended": "停用"}
TONES = {"submitted": "now", "returned": "warn", "approved": "ok", "rejected": "bad", "suspended": "warn"}
JUDGED = {"T": "对", "F": "错"}


@dataclass(frozen=True, slots=True)
class OptionView:
    letter: str
    text: str
    right: bool
    picture: str = ""  # base64 of a JPEG


@dataclass(frozen=True, slots=True)
class QuestionView:
    kind: str
    stem: str
    options: Sequence[OptionView]
    answer: str
    explanation: str
    source: str
    point: str
    difficulty: str
    picture: str = ""


def question_view(version: QuestionVersion, point: str, pictures: Mapping[str, str] | None = None) -> QuestionView:
    """`point` is the assessment point in words; `pictures` those of the version by slot, encoded."""
    pictures = pictures or {}
    return QuestionView(
        kind=Kind(version.kind).title,
        stem=version.stem,
        options=[
            OptionView(letter, text, letter in version.answer, pictures.get(letter, ""))
            for letter, text in zip(LETTERS, version.options, strict=False)
        ],
        answer=JUDGED.get(version.answer, version.answer) if version.kind == Kind.JUDGE else version.answer,
        explanation=version.explanation,
        source=version.source,
        point=point,
        difficulty=f"{version.difficulty}%",
        picture=pictures.get("stem", ""),
    )
