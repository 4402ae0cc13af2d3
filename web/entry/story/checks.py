"""What must be true when the story is over. Reads only."""

from collections import Counter
from uuid import UUID

from sqlalchemy import select

from engine.platform.audit.seal import seal_once
from engine.platform.audit.verify import verify
from engine.platform.database import system_work, work
from engine.platform.people.models import Authority
from engine.workflow.models import Incident, Instance, WorkItem

PROCESS = "certification"


def tenant() -> UUID:
    with system_work() as session:
        return session.scalars(select(Authority.id)).one()


def ends() -> Counter[str]:
    """How many cases ended in each way; those still running count as 办理中."""
    with work(tenant()) as session:
        rows = session.execute(select(Instance.status, Instance.end_name).where(Instance.process == PROCESS)).all()
    return Counter(end or "办理中" if status != "active" else "办理中" for status, end in rows)


def all_checks(expected: Counter[str]) -> dict[str, bool]:
    """Every check by name."""
    seal_once()
    found = ends()
    with work(tenant()) as session:
        running = set(session.scalars(select(Instance.id).where(Instance.status == "active")))
        incidents = session.scalars(select(Incident.id).where(Incident.resolved_at.is_(None))).all()
        items = session.scalars(select(WorkItem.instance_id).where(WorkItem.status == "open")).all()
    return {
        "every case in a named end": "办理中" not in found,
        "ends as expected": +found == +expected,
        "audit chain verified": verify().ok,
        "no open incident": not incidents,
        "no work item without a case": all(instance in running for instance in items),
    }
