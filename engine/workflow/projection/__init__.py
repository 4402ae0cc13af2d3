"""What a case shows of itself in tables: open work, timers, waits, parked calls. The saved state is the authority."""

from engine.workflow.projection.project import Snapshot, project, snapshot

__all__ = ["Snapshot", "project", "snapshot"]
