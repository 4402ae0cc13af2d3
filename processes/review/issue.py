"""Issuing 一次性告知书: its number, its date, everything that is wrong."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, calendar, clock
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.apply.models import Application
from processes.review import queries
from processes.review.models import CorrectionNotice, NoticeCount


def issue(
    session: Session,
    actor: Actor,
    application: Application,
    *,
    stage: str,
    round_no: int,
    working_days: int,
    instance_id: UUID | None,
) -> CorrectionNotice:
    """Write down all faults of the stage. A notice that a supervisor extended is closed by its successor."""
    now = clock.now()
    before = queries.open_notice(session, application.id)
    items = before.items if before is not None else []
    if before is not None:
        before.closed_at = now
    found = [fault.as_item() for fault in queries.faults(session, application.id, stage)]
    notice = CorrectionNotice(
        application_id=application.id,
        no=_next_number(session),
        stage=stage,
        round=round_no,
        items=found or items,
        issued_at=now,
        due_at=calendar.add_working_days(now, working_days),
    )
    session.add(notice)
    session.flush()
    audit.record(
        session,
        actor,
        "review.notice_issued",
        subject=("application", application.id),
        instance_id=instance_id,
        after={"no": notice.no, "due_at": notice.due_at.isoformat(), "items": [item["title"] for item in notice.items]},
    )
    return notice


def _next_number(session: Session) -> str:
    """`认告〔2026〕318 号`: the year in Shanghai and the place in that year's row. Never given twice."""
    year = clock.today().year
    counted = (
        insert(NoticeCount)
        .values(id=new_id(), tenant_id=people.authority(session).id, year=year, last=1)
        .on_conflict_do_update(index_elements=["tenant_id", "year"], set_={"last": NoticeCount.last + 1})
        .returning(NoticeCount.last)
    )
    return f"认告〔{year}〕{session.execute(counted).scalar_one()} 号"
