"""Paper numbers that people can read out: SJ-20261124-001."""

from sqlalchemy.orm import Session

from engine.platform import clock, database
from processes.papers.models import Paper


def next_number(session: Session) -> str:
    """The day in Shanghai and the place in that day's row. One at a time until the transaction ends."""
    return database.next_number(session, Paper.no, f"SJ-{clock.today():%Y%m%d}-", digits=3)
