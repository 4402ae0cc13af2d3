"""The history of a case: its audit rows, and the path that they carry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.audit import Event
from engine.platform.errors import NotFound
from engine.workflow import definitions
from engine.workflow.models import Instance
from engine.workflow.spiff import codec


@dataclass(frozen=True, slots=True)
class Step:
    """An element that was passed, and when."""

    process: str
    element: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An element that a token stands on."""

    process: str
    element: str


@dataclass(frozen=True, slots=True)
class Path:
    """What a diagram shows: elements done, in order, and elements active."""

    done: list[Step]
    active: list[Standing]


def timeline(session: Session, instance_id: UUID) -> list[Event]:
    """Everything that happened in a case, oldest first."""
    return audit.events_for(session, instance_id=instance_id)


def path(session: Session, instance_id: UUID) -> Path:
    """The way a case went and where it stands. Raises NotFound."""
    instance = session.get(Instance, instance_id)
    if instance is None:
        raise NotFound
    done = [
        Step(process, element, event.row.at)
        for event in timeline(session, instance_id)
        for process, element in (event.row.after or {}).get("passed", [])
    ]
    if instance.status != "active":
        return Path(done, [])
    case = codec.decode(instance.state, definitions.specs(session, instance.deployment_hash))
    active = {
        Standing(task.workflow.spec.diagram, task.task_spec.bpmn_id): None
        for task in case.open_tasks()
        if task.task_spec.bpmn_id is not None
    }
    return Path(done, list(active))
