"""One step of one case: lock, load, move, show, write down, save. Every command goes through here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow import definitions, incidents, waiting
from engine.workflow.commands.effects import TaskEffects
from engine.workflow.errors import CaseClosed, ChangedMeanwhile
from engine.workflow.events import RemoteTaskParked
from engine.workflow.models import Instance
from engine.workflow.projection import Outcome, Writes, project, snapshot, sql
from engine.workflow.rows import refresh
from engine.workflow.spiff import codec
from engine.workflow.spiff.runtime import Case

Move = Callable[[Case], None]
BUSY = "workflow.busy"  # session.info: cases this session is stepping right now


@dataclass(frozen=True, slots=True)
class Told:
    """What the audit trail says of a command."""

    action: str
    subject: tuple[str, UUID]
    after: Mapping[str, Any]


def lock(session: Session, instance_id: UUID, statement: TextClause = sql.LOCK) -> Any | None:
    """The case's row, locked; None where there is none (or, with SKIP LOCKED, where somebody else has it)."""
    return session.connection().execute(statement, {"id": instance_id}).one_or_none()


def locked(session: Session, instance_id: UUID) -> Any:
    """The row of a case that goes on, locked. Raises NotFound, CaseClosed."""
    instance = lock(session, instance_id)
    if instance is None:
        raise NotFound
    if instance.status != "active":
        raise CaseClosed
    return instance


def is_stepping(session: Session, instance_id: UUID) -> bool:
    return instance_id in session.info.get(BUSY, ())


def advance(
    session: Session,
    actor: Actor,
    instance: Any,
    move: Move,
    told: Told,
    *,
    take_all: bool = False,
    writes: Writes | None = None,
) -> Case:
    """Move a locked case on and save it with everything that shows of it. Returns the case as it stands now.

    `take_all` looks for kept messages at every wait, not only at the new ones. `writes` are sent with the rest.
    """
    now = clock.now()
    effects = TaskEffects(session, actor, instance, definitions.loaded(session, instance.deployment_hash))
    case = codec.decode(bytes(instance.state), effects.definitions.specs, effects)
    before = snapshot(case, instance.business_key)
    held = incidents.held(case)
    busy: set[UUID] = session.info.setdefault(BUSY, set())
    busy.add(instance.id)
    try:
        move(case)
        after = waiting.take_messages(session, instance, case, {} if take_all else before.waits)
    finally:
        busy.discard(instance.id)
    writes = writes or Writes(session)
    outcome = project(writes, instance, case, before, after, now)
    saved = writes.add(sql.UPDATE_INSTANCE, state_of(case, now) | {"id": instance.id, "version": instance.version})
    tell(writes, actor, instance, case, effects, told)
    park(session, instance, outcome)
    answers = writes.send()
    if answers[saved].count != 1:
        raise ChangedMeanwhile
    report(session, instance, outcome, answers)
    incidents.settle(session, instance, case, held)
    refresh(session, Instance, instance.id)
    return case


def state_of(case: Case, now: datetime) -> dict[str, Any]:
    """The columns of the case's row that a step changes."""
    ended = case.is_completed()
    return {
        "state": codec.encode(case),
        "status": "ended" if ended else "active",
        "end_name": case.end_name if ended else None,
        "ended_at": now if ended else None,
    }


def park(session: Session, instance: Any, outcome: Outcome) -> None:
    for task in outcome.newly_parked:
        outbox.record(session, RemoteTaskParked(instance_id=instance.id, task_id=task.id))


def report(session: Session, instance: Any, outcome: Outcome, answers: Sequence[Any]) -> None:
    """Open incidents for work that nobody can do."""
    empty = [(task, sentence) for place, task, sentence in outcome.unsure if not answers[place].rows[0].staffed]
    for task, sentence in [*outcome.faults, *empty]:
        incidents.open_for(session, instance, task, kind="work", sentence=sentence)


def tell(writes: Writes, actor: Actor, instance: Any, case: Case, effects: TaskEffects, told: Told) -> None:
    """The one audit row of the command; it carries the path, so no other history is kept."""
    after = dict(told.after)
    if case.passed:
        after["passed"] = [[passed.diagram, passed.element] for passed in case.passed]
    if effects.decided:
        after["decided"] = effects.decided
    if case.is_completed():
        after["end"] = case.end_name
    line = audit.line(writes.tenant, actor, told.action, subject=told.subject, instance_id=instance.id, after=after)
    writes.add(*line)
