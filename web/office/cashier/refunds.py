"""Refunds: who waits, one refund with its grounds, the second person's decision under his password."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.people.errors import Locked, WrongPassword
from engine.platform.people.models import Person
from engine.platform.people.sign_in import confirm_password
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.errors import FourEyes
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.pay import lists, queries
from processes.pay.errors import OwnRefund, RefundDecided
from processes.pay.models import Payment, PayOrder, Refund
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.words import CAUSES, ORDER_STATES, PAYMENT_KINDS, REFUND_STATES
from web.ui import page, redirect
from web.ui.guards import Cashier, DbSession
from web.ui.typed import Typed, TypedForm
from web.ui.views import Chip, Row, Tag, pager

router = APIRouter(prefix="/cashier/refunds")
SIZE = 30
TONES = {"requested": "warn", "approved": "info", "sent": "info", "failed": "bad", "done": "ok"}
APPROVE = "refund/approve"


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: Cashier,
    state: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Refunds; those that failed or wait for a decision come first."""
    state = state if state in REFUND_STATES else ""
    counted = lists.refund_counts(session)
    total = counted.get(state, 0) if state else sum(counted.values())
    rows = lists.refunds(session, (state,) if state else (), limit=SIZE, offset=(number - 1) * SIZE)
    shown = {"failed": "退款失败", "requested": "待审批", "sent": "渠道处理中", "done": "已退费", "refused": "不予退费"}
    chips = [Chip("全部", "/cashier/refunds", not state, sum(counted.values()))]
    chips += [
        Chip(label, f"/cashier/refunds?state={code}", state == code, counted.get(code, 0))
        for code, label in shown.items()
    ]
    lines = [
        {
            "href": f"/cashier/refunds/{row.id}",
            "no": row.no,
            "payer": order.payer,
            "cause": CAUSES[row.cause],
            "amount": str(Money(row.amount_fen)),
            "tag": _tag(row),
            "at": datetime_cn(row.requested_at),
        }
        for row, order in rows
    ]
    return page(
        request,
        "office/cashier/refunds.html",
        lines=lines,
        chips=chips,
        pager=pager(request.url, page=number, total=total, size=SIZE),
    )


@router.get("/{refund_id}")
def show(request: Request, session: DbSession, actor: Cashier, refund_id: UUID) -> Response:
    """Raises NoSuchRefund."""
    return _draw(request, session, actor, queries.refund(session, refund_id))


@router.post("/{refund_id}")
def decide(request: Request, session: DbSession, actor: Cashier, refund_id: UUID, typed: TypedForm) -> Response:
    """Decide as the open task asks; approving wants the password again.

    Raises NoSuchRefund, RefundDecided, NotYours, FourEyes.
    """
    row = queries.refund(session, refund_id)
    item = _waiting(session, row)
    if item is None:
        raise RefundDecided(no=row.no)
    commands.item_for(session, actor, item.id)
    form = _form(session, item)
    checked = kit.check(form, typed.text)
    errors = list(checked.errors)
    if item.form_key == APPROVE:
        errors += _password(actor, typed)
    if not errors:
        try:
            with session.begin_nested():
                commands.complete(session, actor, item.id, checked.values)
            return redirect(request, f"/cashier/refunds/{refund_id}", toast=f"退费 {row.no} 已办理")
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, actor, row, errors, checked.typed)


def _password(actor: Actor, typed: Typed) -> list[FieldError]:
    password = str(typed.text.get("password") or "")
    if not password:
        return [FieldError("password", "请输入您的登录密码，以确认是本人审批")]
    try:
        confirm_password(actor.account_id, password)
    except (WrongPassword, Locked) as refusal:
        sentence = "密码不正确，请重新输入" if isinstance(refusal, WrongPassword) else refusal.sentence
        return [FieldError("password", sentence)]
    return []


def _waiting(session: Session, row: Refund) -> WorkItem | None:
    return queries.waiting_item(session, row.instance_id)


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Refund,
    errors: list[FieldError] | None = None,
    typed: Any = None,
) -> Response:
    item, why_not = _waiting(session, row), ""
    form = None
    if item is not None:
        try:
            commands.item_for(session, actor, item.id)
            if item.form_key == APPROVE and row.requested_by == actor.person_id:
                raise OwnRefund
            form = kit.view(_form(session, item), typed or {}, errors or [])
        except (FourEyes, OwnRefund):
            why_not = "这笔退费由您申请，须由另一位财务审批员审批。"
        except AppError:
            why_not = f"现在由“{item.lane}”办理，您可以查看，不能办理。"
    payment, order = session.get_one(Payment, row.payment_id), queries.order(session, row.order_id)
    return page(
        request,
        "office/cashier/refund.html",
        status=422 if errors else 200,
        refund=row,
        order=order,
        tag=_tag(row),
        facts=_facts(session, row, payment, order),
        form=form,
        action=f"/cashier/refunds/{row.id}",
        wants_password=form is not None and item is not None and item.form_key == APPROVE,
        why_not=why_not,
        errors=errors or [],
        said={error.path: error.message for error in errors or []},
    )


def _facts(session: Session, row: Refund, payment: Payment, order: PayOrder) -> list[Row]:
    rows = [
        Row("退费金额", str(Money(row.amount_fen))),
        Row("原支付", f"{CHANNEL_NAMES[payment.channel]} {Money(payment.amount_fen)}，{PAYMENT_KINDS[payment.kind]}"),
        Row("交易号", payment.transaction_no, mono=True),
        Row("原因", CAUSES[row.cause] + (f"：{row.reason}" if row.reason and row.reason != CAUSES[row.cause] else "")),
        Row("缴款人", order.payer),
        Row("订单", f"{order.no}，{ORDER_STATES[order.status]}", f"/cashier/orders/{order.id}", "查看"),
        Row("申请", f"{_name(session, row.requested_by)}，{datetime_cn(row.requested_at)}"),
    ]
    if row.decided_by is not None and row.decided_at is not None:
        answer = f"，{row.answer}" if row.answer else ""
        rows.append(Row("审批", f"{_name(session, row.decided_by)}，{datetime_cn(row.decided_at)}{answer}"))
    if row.error:
        rows.append(Row("渠道答复", row.error))
    if row.done_at is not None:
        rows.append(Row("退还", f"{datetime_cn(row.done_at)}，{'线下' if row.offline else '原路'}退还"))
    return rows


def _name(session: Session, person_id: UUID) -> str:
    found = session.get(Person, person_id)
    return found.name if found is not None else "系统"


def _tag(row: Refund) -> Tag:
    return Tag(REFUND_STATES[row.status], TONES.get(row.status, ""))
