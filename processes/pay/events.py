"""Facts of payment that leave a transaction."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class OrderPaid:
    """An order is settled: money came, or the cashier took it. Training may open. `attempt` 1 = 正考."""

    order_id: UUID
    application_id: UUID
    person_id: UUID
    amount_fen: int
    attempt: int


@dataclass(frozen=True)
class MemberPaid:
    """A case's order was settled by a group's payment: its case is still to hear of it."""

    order_id: UUID


@dataclass(frozen=True)
class CourseOrderPaid:
    """A freely chosen course is paid, or its fee let go: its account may open."""

    order_id: UUID
    course_id: UUID
    person_id: UUID
    payer: str


@dataclass(frozen=True)
class CourseRefunded:
    """The money of a freely chosen course went back: its account closes."""

    order_id: UUID


@dataclass(frozen=True)
class CodesToClose:
    """An order was closed outside its own time-out: its codes are to be closed at the gateways."""

    order_id: UUID


@dataclass(frozen=True)
class CodeWanted:
    """A candidate has chosen a channel: ask the gateway for a code."""

    attempt_id: UUID


@dataclass(frozen=True)
class CheckWanted:
    """Somebody says it is paid: ask the gateway."""

    attempt_id: UUID


@dataclass(frozen=True)
class NoticeKept:
    """A verified notice was stored; it is still to be settled."""

    notice_id: UUID


@dataclass(frozen=True)
class RefundDone:
    """Money went back. An invoice over it is to be reversed."""

    refund_id: UUID
    order_id: UUID


@dataclass(frozen=True)
class BillWanted:
    """Compare the books of a day with the gateway's bill."""

    reconciliation_id: UUID
    channel: str
    day: date
