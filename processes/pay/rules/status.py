"""What may follow what: pure tables of states. Money that comes is judged here, before any row is touched."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class OrderStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    WAIVED = "waived"
    REFUNDED = "refunded"


class OrderKind(StrEnum):
    CASE = "case"
    GROUP = "group"  # several cases' orders, paid by their institution at once
    COURSE = "course"  # a freely chosen course


class MemberState(StrEnum):
    """How a case's order stands in a group order."""

    HELD = "held"
    SETTLED = "settled"
    SURPLUS = "surplus"  # paid, waived or closed otherwise before the group's money came: its share goes back
    RELEASED = "released"


class OrderEvent(StrEnum):
    PAY = "pay"
    CLOSE = "close"
    WAIVE = "waive"
    REFUND = "refund"


class AttemptStatus(StrEnum):
    WANTED = "wanted"  # the gateway has not answered yet
    READY = "ready"
    FAILED = "failed"
    CLOSED = "closed"
    PAID = "paid"


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    SENT = "sent"  # taken by the gateway, not finished there
    FAILED = "failed"
    DONE = "done"
    REFUSED = "refused"
    NOTHING = "nothing"  # the rule gives nothing back


class InvoiceStatus(StrEnum):
    REQUESTED = "requested"
    REFUSED = "refused"  # by the provider, to be corrected
    ISSUED = "issued"
    SHIPPED = "shipped"
    SIGNED = "signed"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


class PaymentKind(StrEnum):
    """What a payment is to its order. Everything but SETTLED is money that isn't ours to keep."""

    SETTLED = "settled"
    LATE = "late"
    DOUBLE = "double"
    WRONG_AMOUNT = "wrong_amount"


class NotAllowed(ValueError):
    """No such step from this state."""


_S, _E = OrderStatus, OrderEvent
TRANSITIONS: Mapping[tuple[OrderStatus, OrderEvent], OrderStatus] = MappingProxyType(
    {
        (_S.OPEN, _E.PAY): _S.PAID,
        (_S.OPEN, _E.CLOSE): _S.CLOSED,
        (_S.OPEN, _E.WAIVE): _S.WAIVED,
        (_S.PAID, _E.REFUND): _S.REFUNDED,
    }
)


def follow(status: str, event: OrderEvent) -> OrderStatus:
    """The state after an event. Raises NotAllowed."""
    try:
        return TRANSITIONS[OrderStatus(status), event]
    except KeyError:
        raise NotAllowed(f"{event} does not follow {status}") from None


def may(status: str, event: OrderEvent) -> bool:
    return (OrderStatus(status), event) in TRANSITIONS


def kind_of_payment(status: str, *, owed: int, received: int) -> PaymentKind:
    """What received fen are to an order in this state. The state counts before the amount: to a closed order all is
    late, to a settled one all is double."""
    match OrderStatus(status):
        case OrderStatus.PAID | OrderStatus.REFUNDED | OrderStatus.WAIVED:
            return PaymentKind.DOUBLE
        case OrderStatus.CLOSED:
            return PaymentKind.LATE
        case OrderStatus.OPEN:
            return PaymentKind.SETTLED if received == owed else PaymentKind.WRONG_AMOUNT
