"""Application numbers that people can read out: LZ-2026-1123-0001."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import queries as people
from processes.apply.models import ApplicationCount


def next_number(session: Session) -> str:
    """The authority's short code, the day in Shanghai, and the place in that day's row. Never given twice."""
    authority, today = people.authority(session), clock.today()
    counted = (
        insert(ApplicationCount)
        .values(id=new_id(), tenant_id=authority.id, day=today, last=1)
        .on_conflict_do_update(index_elements=["tenant_id", "day"], set_={"last": ApplicationCount.last + 1})
        .returning(ApplicationCount.last)
    )
    place = session.execute(counted).scalar_one()
    return f"{authority.slug.upper()}-{today:%Y-%m%d}-{place:04d}"
