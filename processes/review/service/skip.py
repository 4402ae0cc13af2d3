"""Passing an applicant over, with a reason."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.workflow import worklist
from engine.workflow.models import WorklistEntry
from processes.apply import queries as applications
from processes.review.models import SkipRecord
from processes.review.rules import lead_of


def skip(session: Session, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Give the applicant back; the reason stays on record. The third time the group's lead is told.

    Raises ReasonNeeded, NotYours, HeldByAnother.
    """
    entry = worklist.skip(session, actor, entry_id, reason)
    application_id = UUID(entry.business_key)
    session.add(
        SkipRecord(application_id=application_id, entry_id=entry_id, person_id=actor.person_id, reason=reason.strip())
    )
    session.flush()
    if entry.skips == worklist.ESCALATE_AFTER:
        _tell_lead(session, entry, application_id)


def _tell_lead(session: Session, entry: WorklistEntry, application_id: UUID) -> None:
    application = applications.application(session, application_id)
    for person in people.members(session, lead_of(entry.group_name)):
        notices.send(
            session,
            person.id,
            "review.skipped",
            title="有申请被多次跳过",
            body=f"申请编号 {application.no} 已被跳过 {entry.skips} 次，请指派审核员办理。",
            link="/review/team?again=skipped",
        )
