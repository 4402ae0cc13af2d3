"""Yuan in text, as gateways write amounts, and fen, as we keep them."""

import re

_YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2})0*)?")


def fen_of(yuan: str) -> int:
    """`"340.00"` → 34000. Raises ValueError for what is no amount in whole fen."""
    found = _YUAN.fullmatch(yuan.strip().replace(",", ""))
    if found is None:
        raise ValueError(f"no amount in whole fen: {yuan[:20]}")
    sign, whole, part = found.groups()
    fen = int(whole) * 100 + int((part or "0").ljust(2, "0"))
    return -fen if sign else fen


def yuan_of(fen: int) -> str:
    """34000 → `"340.00"`."""
    return f"{fen // 100}.{fen % 100:02}"
