"""Amounts as people type them."""

import re


def fen_typed(text: str) -> int | None:
    """`340`, `340.5`, `1,340.00 元` → fen; None for what is no amount."""
    plain = text.replace(",", "").replace("，", "").replace("元", "").strip()
    if not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", plain):
        return None
    yuan, _, cents = plain.partition(".")
    return int(yuan) * 100 + int(cents.ljust(2, "0") or 0)
