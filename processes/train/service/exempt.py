"""Exemption by an earlier proof: asked by the learner, agreed by the trainer and by the supervisor."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import audit, clock, files
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.train import queries
from processes.train.errors import AlreadyAsked, NoSuchProof, NotLearning, NotReady
from processes.train.models import Exemption, State


def ask(
    session: Session, actor: Actor, enrolment_id: UUID, *, proof_no: str, reason: str, upload: tuple[str, bytes] | None
) -> Exemption:
    """Ask to be exempt. One of our own proofs is known by its number and must be the asker's; any other is uploaded.

    Raises NotLearning, AlreadyAsked, InvalidForm, or a FileRefused for the upload.
    """
    enrolment = queries.locked(session, queries.own(session, actor, enrolment_id))
    if enrolment.state != State.LEARNING or enrolment.application_id is None:
        raise NotLearning
    open_one = queries.exemption(session, enrolment.id)
    if open_one is not None and open_one.status in ("asked", "agreed"):
        raise AlreadyAsked
    proof_no, reason = proof_no.strip().upper(), reason.strip()
    problems = []
    if not proof_no:
        problems.append(FieldError("proof_no", "请输入以前的培训证明编号"))
    elif proof_no.startswith("PX") and not _own_proof(session, actor, proof_no):
        problems.append(FieldError("proof_no", "没有找到您名下这个编号的培训证明，请核对"))
    elif not proof_no.startswith("PX") and upload is None:
        problems.append(FieldError("file", "请上传以前的培训证明（照片或 PDF）"))
    if not reason:
        problems.append(FieldError("reason", "请说明培训的时间、单位和内容"))
    if problems:
        raise InvalidForm(problems, {"proof_no": proof_no, "reason": reason})
    stored = files.store(session, upload[1], filename=upload[0]) if upload else None
    row = Exemption(
        enrolment_id=enrolment.id, proof_no=proof_no[:60], reason=reason[:500], file_id=stored.id if stored else None
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise AlreadyAsked from None
    audit.record(
        session,
        actor,
        "train.exemption_asked",
        subject=("application", enrolment.application_id),
        instance_id=enrolment.instance_id,
        after={"no": row.proof_no, "text": row.reason},
    )
    commands.correlate(session, "training.exemption_asked", str(enrolment.application_id))
    return row


@completes("train/exempt_trainer")
def review_by_trainer(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """The training institution says whether the earlier proof covers this training. Raises InvalidForm."""
    return _decide(ctx, values, granted="agreed", action="train.exemption_reviewed")


@completes("train/exempt_supervisor")
def review_by_supervisor(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """The authority's supervisor has the last word. Raises InvalidForm."""
    return _decide(ctx, values, granted="granted", action="train.exemption_decided")


def _decide(ctx: TaskContext, values: Mapping[str, Any], *, granted: str, action: str) -> Mapping[str, Any]:
    session = ctx.work
    application_id = UUID(ctx.business_key)
    enrolment = queries.of_application(session, application_id)
    row = queries.exemption(session, enrolment.id) if enrolment else None
    if enrolment is None or row is None:
        raise NotReady
    agrees, text = values.get("exemption") == "agree", str(values.get("text") or "").strip()
    if not agrees and not text:
        raise InvalidForm([FieldError("text", "不同意时请写明原因，学员会看到")], values)
    row.status, row.answer, row.decided_at = granted if agrees else "refused", text, clock.now()
    audit.record(
        session,
        ctx.actor,
        action,
        subject=("application", application_id),
        instance_id=ctx.instance_id,
        after={"exemption": "agree" if agrees else "refuse"} | ({"text": text} if text else {}),
    )
    session.flush()
    return {"exemption": "agree" if agrees else "refuse"}


def _own_proof(session: Session, actor: Actor, proof_no: str) -> bool:
    try:
        return queries.proof_by_number(session, proof_no).person_id == actor.person_id
    except NoSuchProof:
        return False
