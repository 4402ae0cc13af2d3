"""The world as a stepping case sees it: handlers in a savepoint, remote ones parked, decision tables."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.workflow import registry
from engine.workflow.definitions.loaded import Loaded
from engine.workflow.registry import TaskContext
from engine.workflow.spiff.task import FlatTask
from engine.workflow.variables import flat


class HandlerFailed(RuntimeError):
    """A handler refused where there is nobody to tell: a timer, a job, a message from outside."""


class TaskEffects:
    """Handlers and decisions for one case in one transaction. `decided` gathers the grounds of every decision."""

    def __init__(self, session: Session, actor: Actor, instance: Any, definitions: Loaded) -> None:
        self.session, self.actor, self.instance, self.definitions = session, actor, instance, definitions
        self.decided: list[dict[str, Any]] = []

    def context(self, task: FlatTask, *, remote: bool = False) -> TaskContext:
        return TaskContext(
            session=None if remote else self.session,
            instance_id=self.instance.id,
            task_id=task.id,
            business_key=self.instance.business_key,
            actor=self.actor,
            variables=task.data,
        )

    def service(self, task: FlatTask, handler: str) -> Mapping[str, Any] | None:
        """What the handler returns; None parks a remote one. A refusal reaches the person who acts, if there is one."""
        entry = registry.handlers[handler]
        if entry.remote:
            return None
        try:
            with self.session.begin_nested():
                return flat(entry.call(self.context(task)))
        except AppError as refusal:
            if self.actor.is_system:
                raise HandlerFailed(refusal.sentence) from refusal
            raise

    def decide(self, task: FlatTask, ref: str) -> Any:
        outcome = self.definitions.tables[ref].decide(task.data)
        self.decided.append(outcome.as_json())
        return outcome.flat
