"""Yuan in text, as gateways write amounts, and fen, as we keep them."""

from decimal import Decimal, InvalidOperation


def fen_of(yuan: str) -> int:
    """`"340.00"` → 34000. Raises ValueError for what is no amount in whole fen."""
    try:
        fen = Decimal(yuan.strip().replace(",", "")) * 100
    except InvalidOperation:
        raise ValueError(f"no amount: {yuan[:20]}") from None
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise ValueError(f"no whole fen: {yuan[:20]}")
    return int(fen)


def yuan_of(fen: int) -> str:
    """34000 → `"340.00"`."""
    return f"{fen // 100}.{fen % 100:02}"
