"""Numbers that people can read out: a beginning, and the place in the row of all that begin alike."""

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.platform.database.work import tenant_of


def next_number(session: Session, column: InstrumentedAttribute[str], start: str, *, digits: int) -> str:
    """The number after the last one in `column` that begins with `start`, in the transaction's tenant.

    Whoever else wants one waits until this transaction ends.
    """
    turn = f"{column} {tenant_of(session)}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(turn, 0))))
    last = session.scalar(select(func.max(column)).where(column.startswith(start, autoescape=True)))
    return f"{start}{int(last[len(start) :]) + 1 if last else 1:0{digits}d}"
