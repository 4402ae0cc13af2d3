"""What happened, by whom, with before and after: append-only, chained and signed."""

from engine.platform.audit.queries import Event, events_for
from engine.platform.audit.record import line, record

__all__ = ["Event", "events_for", "line", "record"]
