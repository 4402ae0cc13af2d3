"""What the house does by itself every day, and whether it did: the comparison of the books with the gateways' bills."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.text import date_cn, datetime_cn
from processes.pay import daily, lists
from processes.pay.models import Reconciliation
from processes.pay.rules.books import CHANNEL_NAMES
from web.ui import page
from web.ui.guards import DbSession, Operator
from web.ui.views import Tag

router = APIRouter(prefix="/ops/daily")


@router.get("")
def show(request: Request, session: DbSession, actor: Operator) -> Response:
    """The last days, failures by name; amounts are the cashiers' affair."""
    return page(
        request,
        "operator/daily.html",
        overdue=[f"{CHANNEL_NAMES[channel]} {date_cn(day)}" for channel, day in daily.overdue(session)],
        lines=[
            {
                "day": date_cn(row.day),
                "channel": CHANNEL_NAMES[row.channel],
                "asked": datetime_cn(row.asked_at),
                "done": datetime_cn(row.done_at) if row.done_at else "—",
                "tag": _tag(row),
                "error": row.error,
            }
            for row in lists.reconciliations(session, limit=28)
        ],
    )


def _tag(row: Reconciliation) -> Tag:
    if row.done_at is None:
        return Tag("等待渠道答复", "info", "clock")
    return Tag("账单没有取到", "bad", "exclamation-circle") if row.error else Tag("已核对", "ok", "check2")
