"""Keeping a case where it is while something beside it is written."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.workflow.commands.advance import lock


def hold(session: Session, instance_id: UUID | None) -> None:
    """Wait for whoever moves the case, and hold it until the transaction ends. What was read before may be old."""
    if instance_id is not None:
        lock(session, instance_id)
