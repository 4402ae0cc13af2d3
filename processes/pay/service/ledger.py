"""Postings. Rows are only ever added."""

from sqlalchemy.orm import Session

from processes.pay.models import LedgerEntry, Payment, Refund
from processes.pay.rules.books import payment_accounts, refund_accounts


def book(session: Session, payment: Payment) -> None:
    """Post money that came in."""
    debit, credit = payment_accounts(payment.channel, payment.kind)
    session.add(
        LedgerEntry(
            kind="payment",
            reference_id=payment.id,
            order_id=payment.order_id,
            debit=debit,
            credit=credit,
            amount_fen=payment.amount_fen,
        )
    )
    session.flush()


def book_refund(session: Session, refund: Refund, payment: Payment) -> None:
    """Post money that went back."""
    channel = "offline" if refund.offline else payment.channel
    debit, credit = refund_accounts(channel, payment.kind)
    session.add(
        LedgerEntry(
            kind="refund",
            reference_id=refund.id,
            order_id=refund.order_id,
            debit=debit,
            credit=credit,
            amount_fen=refund.amount_fen,
        )
    )
    session.flush()
