"""What went wrong in a case: kept with its trace, tried again with back-off, shown to operators, never lost."""

import traceback
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import AppError
from engine.platform.ids import new_id
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import FlatTask

FIRST_RETRY = timedelta(minutes=1)
GIVEN_UP_AFTER = 8
"""Tries after which only an operator tries again."""

BY_ITSELF = frozenset({"task", "case"})
"""Kinds the scheduler tries again. `remote` is tried by the outbox, `work` waits for an operator to mend roles."""

_OPEN = text("""
    insert into incident (id, tenant_id, instance_id, task_id, process, element, kind, handler, message, trace,
                          attempts, first_at, last_at, retry_at)
    values (:id, :tenant, :instance_id, :task_id, :process, :element, :kind, :handler, :message, :trace, 1, :now,
            :now, :first_retry)
    on conflict (instance_id, task_id) where resolved_at is null do update set
        attempts = incident.attempts + 1, last_at = excluded.last_at, message = excluded.message,
        trace = excluded.trace, kind = excluded.kind,
        retry_at = case when incident.attempts + 1 >= :given_up then null
                   else excluded.last_at + :step * power(2, least(incident.attempts, 10)) end
""")
_RESOLVE = text("""
    update incident set resolved_at = :now, resolved_by = :person, retry_at = null
    where instance_id = :id and task_id = any(:tasks) and resolved_at is null
""")


def held(case: Case) -> set[UUID]:
    """Tasks that failed before and wait for another try."""
    return {task.id for task in case.open_tasks() if "held" in task.internal_data}


def open_for(session: Session, instance: Any, task: FlatTask, *, kind: str, sentence: str, trace: str = "") -> None:
    """Open the incident of a task, or count one more failure."""
    open_row(
        session, instance.id, task.id, process=task.workflow.spec.diagram, element=task.task_spec.bpmn_id or "",
        handler=getattr(task.task_spec, "handler", None), kind=kind, sentence=sentence, trace=trace,
    )  # fmt: skip


def open_row(
    session: Session, instance_id: UUID, task_id: UUID, *, process: str, element: str, handler: str | None,
    kind: str, sentence: str, trace: str,
) -> None:  # fmt: skip
    connection, now = session.connection(), clock.now()
    connection.execute(
        _OPEN,
        {
            "id": new_id(), "tenant": connection.info["tenant"], "instance_id": instance_id, "task_id": task_id,
            "process": process, "element": element, "kind": kind, "handler": handler, "message": sentence,
            "trace": trace[-8000:], "now": now, "step": FIRST_RETRY,
            "first_retry": now + FIRST_RETRY if kind in BY_ITSELF else None,
            "given_up": GIVEN_UP_AFTER if kind in BY_ITSELF else 0,
        },
    )  # fmt: skip


def settle(session: Session, instance: Any, case: Case, held_before: set[UUID]) -> None:
    """Open incidents for what failed in this step; resolve those of tasks that got through."""
    for failure in case.failures:
        open_for(
            session, instance, failure.task, kind="task", sentence=sentence_of(failure.error),
            trace=trace_of(failure.error),
        )  # fmt: skip
    passed = held_before - held(case)
    if passed:
        resolve(session, instance.id, passed)


def resolve(session: Session, instance_id: UUID, tasks: set[UUID], person: UUID | None = None) -> None:
    session.connection().execute(
        _RESOLVE, {"id": instance_id, "tasks": list(tasks), "now": clock.now(), "person": person}
    )


def sentence_of(error: BaseException) -> str:
    """What operators read first. The text of a foreign exception may hold personal data: only its kind is told."""
    cause = error.__cause__ or error
    if isinstance(cause, AppError):
        return cause.sentence
    return f"执行出错：{type(error).__name__}。"


def trace_of(error: BaseException) -> str:
    """Where it happened: places and names, no values and no text of the exception."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return "\n".join([*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames), type(error).__name__])
