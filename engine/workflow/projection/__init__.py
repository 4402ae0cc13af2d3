"""What a case shows of itself in tables: open work, timers, waits, parked calls. The saved state is the authority."""

from engine.workflow.projection.project import Outcome, Snapshot, project, snapshot
from engine.workflow.projection.writes import Writes, ask

__all__ = ["Outcome", "Snapshot", "Writes", "ask", "project", "snapshot"]
