"""What happened, by whom, with before and after: append-only, chained and signed."""

from engine.platform.audit.queries import Event, events_for, readings
from engine.platform.audit.record import line, record, record_reading

__all__ = ["Event", "events_for", "line", "readings", "record", "record_reading"]
