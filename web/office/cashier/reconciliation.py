"""Reconciliation: days compared with the gateways' bills, and what differs."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.database import tenant_of
from engine.platform.errors import FieldError, NotFound
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.text import date_cn, datetime_cn
from processes.pay import lists, queries, service
from processes.pay.errors import DayNotOver, NoSuchChannel
from processes.pay.models import Reconciliation
from processes.pay.rules.books import ACCOUNT_NAMES, CHANNEL_NAMES
from web.ui import page, redirect
from web.ui.guards import Cashier, DbSession, Finance
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/cashier/reconciliation")
WHAT = {"only_bill": "账单有，我方没有", "only_ours": "我方有，账单没有", "amount": "金额不一致"}


@router.get("")
def index(request: Request, session: DbSession, actor: Cashier) -> Response:
    """Days compared so far, and what stands on the accounts."""
    return _draw(request, session, actor.has_role("authority:finance"))


@router.post("")
def ask(request: Request, session: DbSession, actor: Finance, typed: TypedForm) -> Response:
    """Have a day compared."""
    channel, text = typed.first("channel"), typed.first("day")
    try:
        row = service.ask_for_bill(session, actor, channel, date.fromisoformat(text))
    except ValueError:
        wrong = FieldError("day", f"日期应形如 2026-11-23，您输入了 {text[:20] or '空白'}")
        return _draw(request, session, True, [wrong], typed.text)
    except (DayNotOver, NoSuchChannel) as refusal:
        field = "day" if isinstance(refusal, DayNotOver) else "channel"
        return _draw(request, session, True, [FieldError(field, refusal.sentence)], typed.text)
    return redirect(request, f"/cashier/reconciliation/{row.id}", toast="正在下载账单并核对，请稍后刷新")


@router.get("/{row_id}")
def show(request: Request, session: DbSession, actor: Cashier, row_id: UUID) -> Response:
    """Raises NotFound."""
    row = session.get(Reconciliation, row_id)
    if row is None:
        raise NotFound
    return page(
        request,
        "office/cashier/reconciled.html",
        row=row,
        title=f"{CHANNEL_NAMES[row.channel]} {date_cn(row.day)}",
        tag=_tag(row),
        facts=[
            Row("账单", f"{row.bill_count} 笔，净额 {Money(row.bill_fen)}"),
            Row("我方", f"{row.own_count} 笔，净额 {Money(row.own_fen)}"),
            Row("核对时间", datetime_cn(row.done_at) if row.done_at else "正在核对"),
        ],
        differences=[_difference(session, each) for each in row.differences],
        may_ask=actor.has_role("authority:finance"),
    )


def _difference(session: Session, each: dict[str, Any]) -> dict[str, Any]:
    attempt = queries.attempt_of_trade(session, each["trade_no"])
    return {
        "what": WHAT[each["what"]],
        "kind": "退款" if each["kind"] == "refund" else "支付",
        "trade_no": each["trade_no"],
        "transaction_no": each["transaction_no"],
        "own": str(Money(each["own_fen"])) if each["own_fen"] is not None else "—",
        "bill": str(Money(each["bill_fen"])) if each["bill_fen"] is not None else "—",
        "order": f"/cashier/orders/{attempt.order_id}" if attempt is not None else "",
    }


def _draw(
    request: Request,
    session: Session,
    may_ask: bool,
    errors: Sequence[FieldError] = (),
    typed: dict[str, Any] | None = None,
) -> Response:
    rows = lists.reconciliations(session)
    system = Actor.system(tenant_of(session)).person_id
    yesterday = clock.today() - timedelta(days=1)
    return page(
        request,
        "office/cashier/reconciliation.html",
        status=422 if errors else 200,
        lines=[
            {
                "href": f"/cashier/reconciliation/{row.id}",
                "day": date_cn(row.day),
                "channel": CHANNEL_NAMES[row.channel],
                "bill": f"{row.bill_count} 笔 {Money(row.bill_fen)}" if row.done_at else "—",
                "own": f"{row.own_count} 笔 {Money(row.own_fen)}" if row.done_at else "—",
                "by": "自动" if row.asked_by == system else "人工",
                "tag": _tag(row),
            }
            for row in rows
        ],
        accounts=[
            Row(ACCOUNT_NAMES.get(name, name), str(Money(fen if name.startswith("bank.") else -fen)))
            for name, fen in sorted(queries.balances(session).items())
        ],
        balanced=queries.books_balance(session),
        may_ask=may_ask,
        day=(typed or {}).get("day", yesterday.isoformat()),
        channel=(typed or {}).get("channel", "wechat"),
        errors=list(errors),
        said={error.path: error.message for error in errors},
    )


def _tag(row: Reconciliation) -> Tag:
    if row.done_at is None:
        return Tag("核对中", "info")
    if row.error:
        return Tag("账单没有取到", "bad")
    if row.differences:
        return Tag(f"{len(row.differences)} 笔不符", "bad", "exclamation-circle")
    return Tag("相符", "ok", "check2")
