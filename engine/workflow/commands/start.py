"""Beginning a case."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import definitions, incidents, waiting
from engine.workflow.commands.advance import BUSY, Told, park, report, state_of, tell
from engine.workflow.commands.effects import TaskEffects
from engine.workflow.errors import UnknownProcess
from engine.workflow.models import Instance
from engine.workflow.projection import Snapshot, Writes, project, sql
from engine.workflow.spiff.runtime import Case
from engine.workflow.variables import flat


def start(
    session: Session,
    actor: Actor,
    process: str,
    business_key: str,
    variables: Mapping[str, Any],
    *,
    part: str | None = None,
) -> Instance:
    """Begin a case of the definitions in force and step it to its first wait. Raises UnknownProcess.

    `part` is the part that beginning it was: four eyes go by it from the first work on.
    """
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
    row = {"id": instance.id, "tenant": tenant_of(session), "process": process, "key": business_key, "now": now}
    writes = Writes(session)
    writes.add(sql.INSERT_INSTANCE, row | {"hash": deployment.hash})
    inserted = writes.queued[-1][1]
    taken = {part: actor.person_id} if part is not None and not actor.is_system else {}
    for name, person in taken.items():
        own = {"id": new_id(), "tenant": row["tenant"], "instance_id": instance.id}
        writes.add(sql.TAKE_PART, own | {"part": name, "person": person})
    outcome = project(writes, instance, case, Snapshot(), after, now, taken)
    inserted.update(state_of(case, now))
    told = Told("case.started", ("instance", instance.id), {"process": process, "key": business_key})
    tell(writes, actor, instance, case, effects, told)
    park(session, instance, outcome)
    report(session, instance, outcome, writes.send())
    incidents.settle(session, instance, case, set())
    return session.get_one(Instance, instance.id)
