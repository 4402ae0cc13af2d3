"""Shares of sibling ranges: of their parent, or of the whole table; brought to basis points of the parent."""

from collections.abc import Sequence
from decimal import Decimal

WHOLE = 10_000
_HUNDRED = Decimal(100)


class Unbalanced(ValueError):
    """Shares that sum to neither 100 nor their parent's own share."""

    def __init__(self, total: Decimal) -> None:
        self.total = total
        super().__init__(str(total))


def settle(shares: Sequence[Decimal], whole: Decimal | None) -> list[int]:
    """Basis points of the parent, summing to 10,000 by largest remainder. Raises Unbalanced.

    `whole` is the parent's own share of the table in percent: national tables write the lower levels as shares of the
    table, others as shares of the parent.
    """
    total = sum(shares, Decimal())
    if not shares or total <= 0 or min(shares) < 0 or total not in (_HUNDRED, whole):
        raise Unbalanced(total)
    exact = [share * WHOLE / total for share in shares]
    points = [int(each) for each in exact]
    rest = sorted(range(len(exact)), key=lambda at: (points[at] - exact[at], at))
    for at in rest[: WHOLE - sum(points)]:
        points[at] += 1
    return points
