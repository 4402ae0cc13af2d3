"""Paper numbers that people can read out: SJ-20261124-001."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.papers.models import Paper


def next_number(session: Session) -> str:
    """The day in Shanghai and the place in that day's row. One at a time until the transaction ends."""
    prefix = f"SJ-{clock.today():%Y%m%d}-"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("paper number", 0))))
    last = session.scalar(select(func.max(Paper.no)).where(Paper.no.startswith(prefix)))
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:03d}"
