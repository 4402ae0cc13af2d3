"""The paper of a sitting: unsealed late, and in an order of the candidate's own.

Questions change places within their part and options within their question, always in the same way for a sitting.
What is kept are the paper's own places and letters, so marking needs to know nothing of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform.database.packet import exchange
from engine.platform.people import Actor
from processes.arrange.models import ExamSession
from processes.papers.content import PaperContent, PaperQuestion
from processes.papers.errors import NeverOpened, NoSuchPaper, NotSealed, PaperStillSealed, SealBroken
from processes.papers.models import PaperStatus
from processes.papers.service import sealed
from processes.questions.models import Kind
from processes.sit.errors import NoPaper, PaperBroken, PaperClosed

_HEAD = text("select status, content_sha256 from paper where id = :id")
_LETTERS = "ABCDEFGH"
_LAST = ("以上", "上述")  # an option that speaks of the others stays behind them
_KEPT = 32
_opened: dict[tuple[UUID, str], PaperContent] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """`letter` is the paper's own, `shown` the one this candidate sees."""

    letter: str
    shown: str
    text: str
    picture: str = ""  # base64 of a JPEG


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as this candidate sees it: `number` is his, `place` the paper's."""

    number: int
    place: int
    kind: str
    stem: str
    score: int
    choices: Sequence[Choice]
    picture: str = ""

    @property
    def several(self) -> bool:
        return self.kind == Kind.MULTIPLE

    @property
    def kind_title(self) -> str:
        return Kind(self.kind).title


def open_paper(session: Session, actor: Actor, row: ExamSession) -> PaperContent:
    """From five minutes before the start; who opens it first is written down.

    Raises NoPaper, PaperClosed, PaperBroken, in words for the candidate.
    """
    if row.paper_id is None:
        raise NoPaper
    try:
        return sealed.opened(session, actor, row.paper_id, starts_at=row.starts_at)
    except PaperStillSealed:
        raise PaperClosed from None
    except (NoSuchPaper, NotSealed):
        raise NoPaper from None
    except SealBroken:
        raise PaperBroken from None


def content_of(session: Session, paper_id: UUID) -> PaperContent:
    """The content of a paper that was opened, kept in memory for those who write. Raises NoPaper, PaperBroken."""
    (found,) = exchange(session.connection(), (_HEAD, {"id": paper_id}))
    head = found.first()
    if head is None or head.status != PaperStatus.SEALED:
        raise NoPaper
    known = (paper_id, head.content_sha256 or "")
    if known not in _opened:
        try:
            content = sealed.reopened(session, paper_id)
        except (NeverOpened, NoSuchPaper, NotSealed):
            raise NoPaper from None
        except SealBroken:
            raise PaperBroken from None
        if len(_opened) >= _KEPT:
            _opened.pop(next(iter(_opened)))
        _opened[known] = content
    return _opened[known]


def questions_by_place(content: PaperContent) -> Mapping[int, PaperQuestion]:
    return {question.place: question for question in content.questions}


def asked(content: PaperContent, sitting_id: UUID) -> list[Asked]:
    """All questions in the order of this candidate."""
    chance = Random(sitting_id.int)  # an order, no secret
    ordered: list[PaperQuestion] = []
    for _, part in groupby(content.questions, key=lambda question: question.kind):
        questions = list(part)
        chance.shuffle(questions)
        ordered.extend(questions)
    return [
        Asked(number, one.place, one.kind, one.stem, one.score, _choices(one, chance), one.pictures.get("stem", ""))
        for number, one in enumerate(ordered, start=1)
    ]


def _choices(question: PaperQuestion, chance: Random) -> list[Choice]:
    if question.kind == Kind.JUDGE:
        return [Choice("T", "A", "正确"), Choice("F", "B", "错误")]
    options = list(zip(_LETTERS, question.options, strict=False))
    chance.shuffle(options)
    options.sort(key=lambda one: one[1].startswith(_LAST))
    return [
        Choice(letter, shown, text, question.pictures.get(letter, ""))
        for shown, (letter, text) in zip(_LETTERS, options, strict=False)
    ]
