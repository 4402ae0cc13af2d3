"""Marking again: a corrected answer key, asked for by one and approved by another; late answers that were accepted."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.mark import queries
from processes.mark.errors import ExamNotOver, NoSuchCorrection, OwnPaper, SameCorrector
from processes.mark.events import KeyCorrected, ResultChanged
from processes.mark.models import KeyCorrection, SubjectResult
from processes.mark.service import score as marks
from processes.papers import content
from processes.papers.models import Paper
from processes.sit.events import AnswersAmended
from processes.sit.models import Sitting


def ask(session: Session, actor: Actor, paper: Paper, *, place: int, answer: str, reason: str) -> KeyCorrection:
    """Ask for another key of one question, once everybody has handed in.

    Raises ExamNotOver, OwnPaper, and InvalidForm when place or answer can't be.
    """
    _may_correct(session, actor, paper.id)
    typed = {"place": place, "answer": answer, "reason": reason}
    question = next((one for one in content.unseal(paper).questions if one.place == place), None)
    if question is None:
        raise InvalidForm([FieldError("place", "试卷里没有这一题，请核对题号")], typed)
    before = queries.corrections(session, paper.id).get(place, question.answer)
    wanted = "".join(sorted(answer.strip().upper()))
    letters = "TF" if question.kind == "judge" else "ABCDEFGH"[: len(question.options)]
    single = question.kind != "multiple"
    if not wanted or set(wanted) - set(letters) or len(set(wanted)) != len(wanted) or (single and len(wanted) != 1):
        raise InvalidForm([FieldError("answer", f"答案应为 {'、'.join(letters)} 中的选项")], typed)
    if wanted == before:
        raise InvalidForm([FieldError("answer", "与现在的答案相同")], typed)
    row = KeyCorrection(
        paper_id=paper.id, place=place, answer=wanted, before=before, reason=reason, asked_by=actor.person_id
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "key.correction_asked", subject=("key_correction", row.id),
        after={"place": place, "before": before, "answer": wanted, "reason": reason},
    )  # fmt: skip
    return row


def approve(session: Session, actor: Actor, correction_id: UUID) -> KeyCorrection:
    """Put a correction in force; a job marks everybody again. Raises NoSuchCorrection, SameCorrector, OwnPaper."""
    row = session.get(KeyCorrection, correction_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchCorrection
    if row.asked_by == actor.person_id:
        raise SameCorrector
    _may_correct(session, actor, row.paper_id)
    if row.approved_at is not None:
        return row
    row.approved_by, row.approved_at = actor.person_id, clock.now()
    session.flush()
    audit.record(
        session, actor, "key.corrected", subject=("key_correction", row.id),
        after={"place": row.place, "before": row.before, "answer": row.answer},
    )  # fmt: skip
    outbox.record(session, KeyCorrected(row.id))
    return row


def _may_correct(session: Session, actor: Actor, paper_id: UUID) -> None:
    """A key must not be heard of, or changed, before everybody has handed in; nor by somebody whom it marks."""
    if session.scalar(queries.papers_sat().where(Sitting.paper_id == paper_id).limit(1)) is None:
        raise ExamNotOver
    if queries.has_sat(session, actor.person_id, paper_id):
        raise OwnPaper


@outbox.subscriber(KeyCorrected)
def mark_again(session: Session, event: KeyCorrected) -> None:
    """Mark everybody who sat the paper; who gets another score or state is told to the rooms that follow."""
    correction = session.get_one(KeyCorrection, event.correction_id)
    actor = Actor.system(correction.tenant_id)
    marked = select(SubjectResult).where(SubjectResult.paper_id == correction.paper_id).order_by(SubjectResult.id)
    for result in session.scalars(marked.with_for_update()):
        _again(session, actor, result)


@outbox.subscriber(AnswersAmended)
def count_late_answers(session: Session, event: AnswersAmended) -> None:
    """Late answers were accepted after the paper was marked: mark it again."""
    result = session.scalar(select(SubjectResult).where(SubjectResult.sitting_id == event.sitting_id).with_for_update())
    if result is not None:
        _again(session, Actor.system(result.tenant_id), result)


def _again(session: Session, actor: Actor, result: SubjectResult) -> None:
    """Mark a paper once more, unless a person has decided on it; other rooms hear of another score."""
    if result.sitting_id is None or result.score is None or "objection" in result.detail:
        return
    before = (result.score, result.state)
    row = marks.by_machine(session, actor, session.get_one(Sitting, result.sitting_id))
    if (row.score, row.state) != before:
        outbox.record(session, ResultChanged(row.id, row.application_id))
