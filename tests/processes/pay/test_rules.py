"""Pure decisions: the table of states, what money is to an order, the books, buyers, bills."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.pay.ports import BillLine
from processes.pay.rules.books import CHANNELS, payment_accounts, refund_accounts
from processes.pay.rules.compare import compare
from processes.pay.rules.status import (
    TRANSITIONS,
    NotAllowed,
    OrderEvent,
    OrderStatus,
    PaymentKind,
    follow,
    kind_of_payment,
    may,
)

STATES, EVENTS = st.sampled_from(OrderStatus), st.sampled_from(OrderEvent)
FEN = st.integers(1, 10**9)


@given(STATES, EVENTS)
def test_only_what_the_table_lists_may_follow(status: OrderStatus, event: OrderEvent) -> None:
    if may(status, event):
        assert follow(status, event) is TRANSITIONS[status, event]
    else:
        with pytest.raises(NotAllowed):
            follow(status, event)


@given(st.lists(EVENTS, max_size=8))
def test_no_order_is_paid_twice(events: list[OrderEvent]) -> None:
    status, paid = OrderStatus.OPEN, 0
    for event in events:
        if may(status, event):
            status = follow(status, event)
            paid += event is OrderEvent.PAY
    assert paid <= 1


@given(STATES, FEN, FEN)
def test_money_settles_only_an_open_order_of_its_own_amount(status: OrderStatus, owed: int, received: int) -> None:
    kind = kind_of_payment(status, owed=owed, received=received)
    assert (kind is PaymentKind.SETTLED) == (status is OrderStatus.OPEN and owed == received)


@given(st.sampled_from(CHANNELS), st.sampled_from(PaymentKind))
def test_giving_back_undoes_the_posting(channel: str, kind: PaymentKind) -> None:
    assert refund_accounts(channel, kind) == tuple(reversed(payment_accounts(channel, kind)))


LINES = st.lists(
    st.builds(
        BillLine,
        st.sampled_from(["payment", "refund"]),
        st.just("T"),
        st.text("0123456789", min_size=1, max_size=3),
        FEN,
    ),
    max_size=12,
    unique_by=lambda line: (line.kind, line.transaction_no),
)


@given(LINES)
def test_a_bill_agrees_with_itself_in_any_order(lines: list[BillLine]) -> None:
    assert compare(lines, list(reversed(lines))) == []


@given(LINES, LINES)
def test_every_difference_is_named_once(own: list[BillLine], bill: list[BillLine]) -> None:
    found = compare(own, bill)
    assert len({(each["kind"], each["transaction_no"]) for each in found}) == len(found)
    assert all(each["own_fen"] != each["bill_fen"] for each in found)
