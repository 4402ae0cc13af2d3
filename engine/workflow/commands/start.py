"""Beginning a case."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import definitions, incidents, waiting
from engine.workflow.commands.advance import BUSY, Told, _show, _tell
from engine.workflow.commands.effects import TaskEffects
from engine.workflow.errors import UnknownProcess
from engine.workflow.models import Instance
from engine.workflow.projection import Snapshot, sql
from engine.workflow.spiff import codec
from engine.workflow.spiff.runtime import Case
from engine.workflow.variables import flat


def start(session: Session, actor: Actor, process: str, business_key: str, variables: Mapping[str, Any]) -> Instance:
    """Begin a case of the definitions in force and step it to its first wait. Raises UnknownProcess."""
    now, deployment = clock.now(), definitions.active(session)
    loaded = definitions.loaded(session, deployment.hash)
    if process not in loaded.specs:
        raise UnknownProcess(process=process)
    instance = SimpleNamespace(id=new_id(), business_key=business_key, process=process)
    effects = TaskEffects(session, actor, instance, loaded)
    busy = session.info.setdefault(BUSY, set())
    busy.add(instance.id)
    try:
        case = Case.start(loaded.specs, process, flat(variables), effects)
        after = waiting.take_messages(session, instance, case, {})
    finally:
        busy.discard(instance.id)
    ended = case.is_completed()
    connection = session.connection()
    row = {
        "id": instance.id,
        "process": process,
        "key": business_key,
        "hash": deployment.hash,
        "status": "ended" if ended else "active",
        "end_name": case.end_name if ended else None,
        "now": now,
        "ended_at": now if ended else None,
    }
    connection.execute(sql.INSERT_INSTANCE, row | {"tenant": connection.info["tenant"], "state": b""})
    _show(session, actor, instance, case, Snapshot(), after, now)
    incidents.settle(session, instance, case, set())
    told = Told("case.started", ("instance", instance.id), {"process": process, "key": business_key})
    _tell(session, actor, instance, case, effects, told)
    connection.execute(sql.SAVE_STATE, {"id": instance.id, "state": codec.encode(case)})
    session.flush()
    return session.get_one(Instance, instance.id)
