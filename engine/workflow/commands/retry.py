"""An operator tries again what failed."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow import incidents
from engine.workflow.commands.advance import Told, advance, locked
from engine.workflow.commands.time import fire
from engine.workflow.events import RemoteTaskParked
from engine.workflow.models import Incident, RemoteTask
from engine.workflow.projection import notes, sql
from engine.workflow.spiff.runtime import Case


def retry(session: Session, actor: Actor, incident_id: UUID) -> None:
    """Try an open incident again. It stays resolved unless the same thing fails once more.

    Raises NotFound, CaseClosed.
    """
    incident = session.get(Incident, incident_id)
    if incident is None or incident.resolved_at is not None:
        raise NotFound
    instance = locked(session, incident.instance_id)
    incidents.resolve(session, instance.id, {incident.task_id}, actor.person_id)
    if incident.kind == "remote" and session.get(RemoteTask, incident.task_id) is not None:
        outbox.record(session, RemoteTaskParked(instance_id=instance.id, task_id=incident.task_id))

    def move(case: Case) -> None:
        if incident.kind == "work":
            _assign_again(session, case, incident.task_id)
        case.release()
        fire(case)

    told = Told("incident.retried", ("incident", incident_id), {"element": incident.element})
    advance(session, actor, instance, move, told)
    session.expire(incident)


def _assign_again(session: Session, case: Case, task_id: UUID) -> None:
    """Work that nobody could do is opened anew: its group, due time and people are worked out again."""
    task = case.find(task_id)
    note = notes.read(task) if task is not None else None
    if task is None or note is None:
        return
    connection = session.connection()
    siblings = [one for one in case.people() if (other := notes.read(one)) is not None and other.entry == note.entry]
    connection.execute(sql.FORGET_ITEMS, {"ids": [one.id for one in siblings]})
    connection.execute(sql.CLOSE_ENTRIES, {"ids": [note.entry], "now": clock.now()})
    for one in siblings:
        del one.internal_data[notes.KEY]
