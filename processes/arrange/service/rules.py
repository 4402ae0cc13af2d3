"""What an authority decides for all its arrangements."""

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.database import tenant_of
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.arrange import queries
from processes.arrange.rules import tickets


def change_rules(session: Session, actor: Actor, *, ticket_template: str, notes: str) -> None:
    """Numbers already given stay as they are. Raises InvalidForm."""
    fault = tickets.problem(ticket_template)
    if fault:
        raise InvalidForm([FieldError("ticket_template", fault)])
    row = queries.rules(session)
    before = {"ticket_template": row.ticket_template}
    row.ticket_template, row.notes = ticket_template, notes.strip()
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "arrange.rules_changed",
        subject=("authority", tenant_of(session)),
        before=before,
        after={"ticket_template": ticket_template},
    )
