"""Comparing our books of a day with a bill."""

from collections.abc import Sequence
from typing import Any

from processes.pay.ports import BillLine

ONLY_BILL, ONLY_OURS, AMOUNT = "only_bill", "only_ours", "amount"


def compare(own: Sequence[BillLine], bill: Sequence[BillLine]) -> list[dict[str, Any]]:
    """What differs, as JSON: money in the bill that we lack, money of ours that the bill lacks, different amounts."""
    ours, theirs = _by_key(own), _by_key(bill)
    found = []
    for key in sorted(ours.keys() | theirs.keys()):
        mine, their = ours.get(key), theirs.get(key)
        if mine is not None and their is not None and mine.amount_fen == their.amount_fen:
            continue
        what = ONLY_BILL if mine is None else ONLY_OURS if their is None else AMOUNT
        line = mine or their
        assert line is not None
        found.append(
            {
                "what": what,
                "kind": line.kind,
                "trade_no": line.trade_no,
                "transaction_no": line.transaction_no,
                "refund_no": line.refund_no,
                "own_fen": mine.amount_fen if mine else None,
                "bill_fen": their.amount_fen if their else None,
            }
        )
    return found


def _by_key(lines: Sequence[BillLine]) -> dict[tuple[str, str], BillLine]:
    return {(line.kind, line.refund_no or line.transaction_no): line for line in lines}
