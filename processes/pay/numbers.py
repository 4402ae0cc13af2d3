"""Human numbers of orders, refunds and invoices, and our numbers at the gateways."""

import secrets

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from processes.pay.models import PayCount, TradeNumber

ORDER, REFUND, INVOICE = "JF", "TF", "FP"


def next_number(session: Session, kind: str) -> str:
    """`JF26112400017`: kind, day in Shanghai, how many of that kind on that day. The row lock orders the askers."""
    today = clock.today()
    counted = insert(PayCount).values(id=new_id(), kind=kind, day=today, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["tenant_id", "kind", "day"], set_={"last": PayCount.last + 1}
    )
    last = session.execute(counted.returning(PayCount.last)).scalar_one()
    return f"{kind}{today:%y%m%d}{last:05}"


def trade_number(session: Session, no: str) -> str:
    """A number for a gateway, at most 32 characters, unique over all authorities; kept so that notices find it."""
    number = f"{no}{secrets.token_hex(5).upper()}"
    session.add(TradeNumber(number=number))
    session.flush()
    return number
