"""The clock of a demo: moved forward for every process at once. In production the address does not exist."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.database import system_work
from engine.platform.errors import FieldError, NotFound
from engine.platform.settings import settings
from web.ui import page, redirect
from web.ui.guards import Operator
from web.ui.typed import TypedForm

router = APIRouter(prefix="/ops/clock")

STEPS = {
    "minutes": ("分钟", timedelta(minutes=1)),
    "hours": ("小时", timedelta(hours=1)),
    "days": ("天", timedelta(days=1)),
}
MOST = timedelta(days=400)


@router.get("")
def show(request: Request, actor: Operator) -> Response:
    _only_simulated()
    return page(request, "operator/clock.html", "form", now=_now(), steps=STEPS, amount="", unit="hours")


@router.post("")
def move(request: Request, actor: Operator, typed: TypedForm) -> Response:
    _only_simulated()
    amount, unit = typed.first("amount"), typed.first("unit")
    if not (amount.isascii() and amount.isdigit() and len(amount) < 6 and unit in STEPS) or not int(amount) > 0:
        errors = [FieldError("amount", f"数量应为大于 0 的整数，您输入了“{amount[:20]}”" if amount else "请输入数量")]
        shown = {"now": _now(), "steps": STEPS, "amount": amount, "unit": unit}
        return page(request, "operator/clock.html", "form", status=422, errors=errors, **shown)
    by = min(int(amount) * STEPS[unit][1], MOST)
    with system_work() as system:
        clock.move(system, by)
    return redirect(request, "/ops/clock", toast=f"时钟已前进 {amount} {STEPS[unit][0]}，现在是 {_now()}")


def _only_simulated() -> None:
    if not settings().simulated:
        raise NotFound


def _now() -> str:
    local = clock.shanghai(clock.now())
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"
