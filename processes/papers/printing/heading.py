"""What stands on every printed sheet of a paper, and how its sections are called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from processes.papers.content import PaperContent, PaperQuestion
from processes.papers.structures import points
from processes.questions.models import Kind

NUMERALS = "一二三四五六七八九十"
_HOW = {
    Kind.SINGLE: "请选择一个正确的答案，将相应的字母填入题内的括号中。",
    Kind.MULTIPLE: "每题有两个或两个以上正确的答案，将相应的字母填入题内的括号中；错选、少选、多选均不得分。",
    Kind.JUDGE: "请将判断结果填入题末的括号中，正确的填“√”，错误的填“×”。",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """`sha256` is the hash of the sealed content, so that every sheet can be traced to it."""

    authority: str
    no: str
    subject: str
    sha256: str

    @property
    def trace(self) -> str:
        return f"{self.no} · 指纹 {self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Section:
    numeral: str
    kind: Kind
    questions: Sequence[PaperQuestion]

    @property
    def title(self) -> str:
        """`一、单项选择题`"""
        return f"{self.numeral}、{self.kind.title}"

    @property
    def score(self) -> int:
        """Of each question, in tenths of a point."""
        return self.questions[0].score

    @property
    def total(self) -> int:
        return sum(question.score for question in self.questions)

    @property
    def first(self) -> int:
        return self.questions[0].place

    @property
    def last(self) -> int:
        return self.questions[-1].place

    @property
    def worth(self) -> str:
        """`每题 3 分，共 60 分`"""
        return f"每题 {points(self.score)} 分，共 {points(self.total)} 分"

    @property
    def instruction(self) -> str:
        return f"（第 {self.first} 题～第 {self.last} 题。{_HOW[self.kind]}{self.worth}。）"


def sections(content: PaperContent) -> Iterator[Section]:
    """Questions of one kind that stand together."""
    grouped = groupby(content.questions, key=lambda question: question.kind)
    for at, (kind, questions) in enumerate(grouped):
        yield Section(NUMERALS[at], Kind(kind), list(questions))


def letters(answer: str, kind: str) -> str:
    """An answer as people write it: letters, or √ and ×."""
    return {"T": "√", "F": "×"}[answer] if kind == Kind.JUDGE else answer
