"""Writing a question: a new one, or the next version of one that came back or is in the bank."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import InvalidForm
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.questions import pictures, queries
from processes.questions.errors import NothingToRevise
from processes.questions.models import Kind, Question, QuestionStatus, QuestionVersion
from processes.questions.numbers import next_number
from processes.questions.rules import keys
from processes.questions.rules.keys import Draft
from processes.questions.rules.likeness import text_key

PROCESS, FORM = "question", "question/write"


def submit(
    session: Session, actor: Actor, draft: Draft, *, occupation: str, grade: str, campaign_id: UUID | None = None
) -> Question:
    """Hand a new question in: it is checked at once, then waits for its first review, or comes back to its author.

    Raises InvalidForm with every fault of the draft.
    """
    _refuse(draft)
    question = Question(
        id=new_id(),
        no=next_number(session, occupation, grade),
        occupation=occupation,
        grade=grade,
        kind=draft.kind,
        author_id=actor.person_id,
        campaign_id=campaign_id,
    )
    session.add(question)
    session.flush()
    _begin(session, actor, question, draft)
    return question


def revise(session: Session, actor: Actor, question: Question, draft: Draft) -> None:
    """Hand the next version of a returned question in. Raises InvalidForm, NothingToRevise."""
    _refuse(draft)
    item = queries.open_item(session, actor, question, FORM)
    if item is None or question.status != QuestionStatus.RETURNED:
        raise NothingToRevise
    commands.complete(session, actor, item.id, values_of(draft))


def amend(session: Session, actor: Actor, question: Question, draft: Draft) -> None:
    """Begin a new version of a question that is in the bank or suspended: it leaves the bank and is reviewed anew.

    Whoever amends is the author of the new version; papers that were sealed keep the old one.
    Raises InvalidForm, NothingToRevise.
    """
    _refuse(draft)
    question = queries.question_by_id(session, question.id, lock=True)  # two amendments at once would be two cases
    if question.status not in (QuestionStatus.APPROVED, QuestionStatus.SUSPENDED):
        raise NothingToRevise
    question.author_id = actor.person_id
    _begin(session, actor, question, draft)


def draft_of(values: Mapping[str, Any]) -> Draft:
    """What the form `question/write` holds, as a draft."""
    kind = str(values.get("kind") or "")
    judged = kind == Kind.JUDGE
    options = [] if judged else [str(values.get(f"option_{letter.lower()}") or "").strip() for letter in keys.LETTERS]
    while options and not options[-1]:
        options.pop()
    point = values.get("point_id")
    raw = values.get("difficulty")
    return Draft(
        kind=kind,
        stem=str(values.get("stem") or "").strip(),
        options=tuple(options),
        answer=keys.normal_answer(kind, str(values.get("answer_judge" if judged else "answer") or "")),
        explanation=str(values.get("explanation") or "").strip(),
        source=str(values.get("source") or "").strip(),
        difficulty=50 if raw is None or raw == "" else int(raw),
        point_id=UUID(str(point)) if point else None,
        pictures={str(slot): str(each) for slot, each in dict(values.get("pictures") or {}).items()},
    )


def values_of(draft: Draft) -> dict[str, Any]:
    """A draft as the form `question/write` holds it."""
    options = {f"option_{letter.lower()}": text for letter, text in zip(keys.LETTERS, draft.options, strict=False)}
    return {
        "kind": draft.kind,
        "point_id": str(draft.point_id) if draft.point_id else "",
        "stem": draft.stem,
        **options,
        "answer_judge" if draft.kind == Kind.JUDGE else "answer": draft.answer,
        "explanation": draft.explanation,
        "source": draft.source,
        "difficulty": draft.difficulty,
        "pictures": dict(draft.pictures),
    }


@completes(FORM)
def write(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Keep what was written as the question's next version. Raises InvalidForm."""
    session, draft = ctx.work, draft_of(values)
    _refuse(draft)
    question = queries.question_by_id(session, UUID(ctx.business_key), lock=True)
    number = 1 + (
        session.scalar(select(func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question.id)) or 0
    )
    version = QuestionVersion(
        question_id=question.id,
        number=number,
        kind=draft.kind,
        stem=draft.stem,
        options=list(draft.options),
        answer=draft.answer,
        explanation=draft.explanation,
        source=draft.source,
        difficulty=draft.difficulty,
        pictures=dict(draft.pictures),
        written_by=ctx.actor.person_id,
    )
    session.add(version)
    session.flush()
    question.version_id, question.kind, question.status = version.id, draft.kind, QuestionStatus.SUBMITTED
    question.point_id = draft.point_id or question.point_id
    question.text_key = text_key(draft.stem, [*draft.options, *pictures.hashes(session, draft.pictures)])
    audit.record(
        session,
        ctx.actor,
        "question.written",
        subject=("question", question.id),
        instance_id=ctx.instance_id,
        after={"no": question.no, "number": number},
    )
    session.flush()
    return {}


def _begin(session: Session, actor: Actor, question: Question, draft: Draft) -> None:
    given = {
        "question_id": str(question.id),
        "occupation": question.occupation,
        "person_id": str(actor.person_id),
    }
    question.instance_id = commands.start(session, actor, PROCESS, str(question.id), given).id
    session.flush()
    item = queries.open_item(session, actor, question, FORM)
    if item is None:
        raise NothingToRevise
    commands.complete(session, actor, item.id, values_of(draft))
    session.refresh(question)


def _refuse(draft: Draft) -> None:
    errors = keys.problems(draft)
    if errors:
        raise InvalidForm(errors, values_of(draft))
