"""What the lists of review work are filtered by, kept with the open work itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.workflow.registry import describes
from processes.apply.models import Application
from processes.review.models import CorrectionNotice


@describes("review")
def describe(session: Session, business_key: str) -> Mapping[str, Any]:
    """Plan, institution, occupation, grade, name, when it was handed in, and whether it comes back from a correction.
    Nothing for a case that is no application."""
    try:
        application_id = UUID(business_key)
    except ValueError:
        return {}
    again = exists().where(CorrectionNotice.application_id == Application.id, CorrectionNotice.corrected)
    wanted = select(
        Application.plan_id, Application.institution_id, Application.occupation, Application.grade, Application.name,
        Application.submitted_at, again.label("again"),
    )  # fmt: skip
    row = session.execute(wanted.where(Application.id == application_id)).one_or_none()
    if row is None:
        return {}
    return {
        "plan": str(row.plan_id),
        "institution": str(row.institution_id),
        "occupation": row.occupation,
        "grade": row.grade,
        "name": row.name,
        "submitted": row.submitted_at.isoformat() if row.submitted_at else "",
        "again": row.again,
    }
