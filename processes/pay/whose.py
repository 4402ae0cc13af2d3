"""Whose an order is and where its page stands: a case's, a group's, a course's."""

from uuid import UUID

from sqlalchemy.orm import Session

from processes.apply import queries as applications
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderKind


def subject_of(order: PayOrder) -> tuple[str, UUID]:
    """What the audit trail files an order under."""
    return ("application", order.application_id) if order.application_id is not None else ("pay_order", order.id)


def heading(session: Session, order: PayOrder) -> tuple[str, str]:
    """How a notice begins, and the page it leads to: `("申请编号 S26…", "/my/cases/S26…")`."""
    if order.application_id is not None:
        no = applications.application(session, order.application_id).no
        return f"申请编号 {no}", f"/my/cases/{no}"
    if order.kind == OrderKind.GROUP:
        return f"统一缴费 {order.no}", f"/registrations/payments/{order.id}"
    return order.title, f"/my/orders/{order.no}"
