"""The books of every finished day compared by itself: on working days from ten o'clock, when the gateways' bills are
there (T+1), for yesterday and for whatever was left out before."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import calendar, clock, notices
from engine.platform.clock import SHANGHAI
from engine.platform.database import system_work, tenant_of, work
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Authority
from engine.platform.text import date_cn
from processes.pay.models import PaymentAttempt, Reconciliation
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.service.codes import CHANNELS
from processes.pay.service.reconcile import ask_for_bill

FROM, UNTIL = time(10), time(18)  # WeChat's bill is there at ten, Alipay's at nine
MOST_DAYS = 14  # that are caught up
AGAIN = timedelta(hours=1)  # after a gateway refused its bill


def reconcile_due() -> int:
    """Ask for every bill that is due, in every authority; how many. Called again and again, also by nobody for days."""
    now = clock.shanghai(clock.now())
    if not calendar.is_working_day(now.date()) or not FROM <= now.time() < UNTIL:
        return 0
    with system_work() as system:
        tenants = list(system.scalars(select(Authority.id).order_by(Authority.id)))
    asked = 0
    for tenant in tenants:
        with work(tenant) as session:
            for channel, day in list(due(session)):
                ask_for_bill(session, Actor.system(tenant), channel, day)
                asked += 1
    return asked


def due(session: Session) -> Iterator[tuple[str, date]]:
    """Finished days of a channel that have no comparison yet, or whose bill was refused an hour ago."""
    today, now = clock.today(), clock.now()
    for channel in CHANNELS:
        first = session.scalar(select(func.min(PaymentAttempt.asked_at)).where(PaymentAttempt.channel == channel))
        if first is None:
            continue
        begin = max(clock.shanghai(first).date(), today - timedelta(days=MOST_DAYS))
        rows = select(Reconciliation).where(Reconciliation.channel == channel, Reconciliation.day >= begin)
        known = {row.day: row for row in session.scalars(rows)}
        for back in range((today - begin).days, 0, -1):
            day = today - timedelta(days=back)
            row = known.get(day)
            if row is None or (row.error and row.asked_at <= now - AGAIN):
                yield channel, day


def tell(session: Session, row: Reconciliation) -> None:
    """Whoever must act hears of a comparison that the house made by itself: the cashiers of what differs or failed, the
    operators of what failed. The caller has filled the row in."""
    if row.asked_by != Actor.system(tenant_of(session)).person_id or not (row.error or row.differences):
        return
    what = f"{CHANNEL_NAMES[row.channel]} {date_cn(row.day)}"
    title = f"{what} 的账单没有取到" if row.error else f"{what} 对账有 {len(row.differences)} 笔不符"
    body = f"支付渠道答复 {row.error}，每小时自动再取一次。" if row.error else "请核对并处理。"
    for group, link in (("authority:finance", f"/cashier/reconciliation/{row.id}"), ("operator", "/ops/daily")):
        if group == "operator" and not row.error:
            continue
        for person in people.members(session, group):
            notices.send(session, person.id, "pay.reconciled", title=title, body=body, link=link)


def overdue(session: Session) -> list[tuple[str, date]]:
    """What should have been compared by now and isn't: the scheduler stands still, or a gateway is silent."""
    late = datetime.combine(clock.today(), time(FROM.hour + 1), SHANGHAI)
    if clock.now() < late or not calendar.is_working_day(clock.today()):
        return []
    waiting = select(Reconciliation.channel, Reconciliation.day).where(
        Reconciliation.done_at.is_(None), Reconciliation.asked_at < clock.now() - AGAIN
    )
    return [*due(session), *((channel, day) for channel, day in session.execute(waiting))]
