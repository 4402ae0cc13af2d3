"""Parked service tasks: a job makes the call outside any transaction, then the case goes on with its result."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import outbox
from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import definitions, incidents, registry
from engine.workflow.commands.advance import Told, advance, lock
from engine.workflow.events import RemoteTaskParked
from engine.workflow.models import Instance, RemoteTask
from engine.workflow.registry import TaskContext
from engine.workflow.spiff import codec
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import STARTED
from engine.workflow.variables import flat


@outbox.remote_subscriber(RemoteTaskParked)
def call_remote(tenant_id: UUID, reference: UUID, event: RemoteTaskParked) -> None:
    """Make the call of a parked task and resume its case. A failure opens an incident; the outbox tries again."""
    with work(tenant_id) as session:
        found = _prepare(session, tenant_id, event)
    if found is None:
        return
    entry, context = found
    try:
        result = flat(entry.call(context))
    except Exception as failure:
        with work(tenant_id) as session:
            _fail(session, event, failure)
        raise
    with work(tenant_id) as session:
        resume(session, event.instance_id, event.task_id, result)


def _prepare(
    session: Session, tenant_id: UUID, event: RemoteTaskParked
) -> tuple[registry.HandlerEntry, TaskContext] | None:
    parked, instance = session.get(RemoteTask, event.task_id), session.get(Instance, event.instance_id)
    if parked is None or instance is None or instance.status != "active":
        return None
    case = codec.decode(instance.state, definitions.specs(session, instance.deployment_hash))
    task = case.find(event.task_id)
    if task is None or task._state != STARTED:
        return None
    actor, key = Actor.system(tenant_id), instance.business_key
    return registry.handlers[parked.handler], TaskContext(None, instance.id, task.id, key, actor, dict(task.data))


def resume(session: Session, instance_id: UUID, task_id: UUID, result: Mapping[str, Any]) -> bool:
    """Let a parked task go on with its result. False when it is not parked any more."""
    instance = lock(session, instance_id)
    if instance is None or instance.status != "active":
        return False
    resumed = False

    def move(case: Case) -> None:
        nonlocal resumed
        task = case.find(task_id)
        if task is not None and task._state == STARTED:
            resumed = True
            case.resume(task, result)

    actor = Actor.system(session.connection().info["tenant"])
    told = Told("remote_task.finished", ("instance", instance_id), {"task": str(task_id), "variables": dict(result)})
    advance(session, actor, instance, move, told)
    incidents.resolve(session, instance_id, {task_id})
    return resumed


def _fail(session: Session, event: RemoteTaskParked, failure: Exception) -> None:
    parked, instance = session.get(RemoteTask, event.task_id), session.get(Instance, event.instance_id)
    if parked is None or instance is None:
        return
    parked.attempts += 1
    incidents.open_row(
        session, event.instance_id, event.task_id, process=instance.process, element=parked.element,
        handler=parked.handler, kind="remote", sentence=incidents.sentence_of(failure),
        trace=incidents.trace_of(failure),
    )  # fmt: skip
