"""A sealed paper as candidates and markers get it: one object for print, machine and marking."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import orjson

from engine.platform import crypto
from processes.papers.models import Paper


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """`answer` holds letters in order (`ACD`), or `T`/`F`; `score` is in tenths of a point."""

    place: int
    question_id: str
    version_id: str
    kind: str
    stem: str
    options: Sequence[str]
    answer: str
    score: int
    pictures: Mapping[str, str] = field(default_factory=dict)  # `stem` or a letter → base64 of a JPEG


@dataclass(frozen=True, slots=True)
class PaperContent:
    title: str
    minutes: int
    questions: Sequence[PaperQuestion]

    @property
    def total(self) -> int:
        """Tenths of a point."""
        return sum(question.score for question in self.questions)


class Tampered(LookupError):
    """The sealed bytes are not those that were sealed."""


def seal(paper: Paper, content: PaperContent) -> None:
    """Keep the content in the paper, encrypted, with the SHA-256 of its bytes."""
    data = orjson.dumps(asdict(content), option=orjson.OPT_SORT_KEYS)
    paper.content_sha256 = hashlib.sha256(data).hexdigest()
    paper.content_encrypted = crypto.encrypt(data.decode(), paper.id)


def unseal(paper: Paper) -> PaperContent:
    """The content of a sealed paper. Who may see it, and when, is for the caller to decide. Raises Tampered."""
    if paper.content_encrypted is None:
        raise Tampered(str(paper.id))
    data = crypto.decrypt(paper.content_encrypted, paper.id)
    if hashlib.sha256(data.encode()).hexdigest() != paper.content_sha256:
        raise Tampered(str(paper.id))
    read = orjson.loads(data)
    questions = [PaperQuestion(**question) for question in read.pop("questions")]
    return PaperContent(questions=questions, **read)
