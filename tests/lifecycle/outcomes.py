"""What a case has come to, as the applicant and the books see it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.notices import Notice
from engine.workflow.models import Incident, RemoteTask, Timer, WorkItem
from processes.apply.models import Application
from processes.pay import queries as pay
from tests.processes.review.builders import Office


def ended(office: Office, row: Application) -> str | None:
    """The outcome people read; nothing of the case is left open."""
    instance = office.instance(row)
    assert instance.status == "ended"
    for table in (WorkItem, Timer, RemoteTask):
        rows = select(table).where(table.instance_id == instance.id)
        assert not [each for each in office.session.scalars(rows) if getattr(each, "status", "open") == "open"]
    assert not office.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
    return instance.end_name


def approved(office: Office, row: Application) -> None:
    """The review is over, and the case goes on with its fee."""
    office.session.refresh(row)
    assert (row.status, row.outcome) == ("approved", "approved")
    assert office.instance(row).status == "active"
    assert pay.current_order(office.session, row.id) is not None
    assert not office.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()


def told(session: Session, row: Application) -> list[str]:
    sent = select(Notice.kind).where(Notice.person_id == row.person_id).order_by(Notice.id)
    return [kind for kind in session.scalars(sent) if kind.startswith(("review.", "application."))]
