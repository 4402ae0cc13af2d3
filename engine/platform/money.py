"""Money in integer fen (1 yuan = 100 fen)."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Money:
    fen: int

    def __str__(self) -> str:
        sign, fen = ("-", -self.fen) if self.fen < 0 else ("", self.fen)
        return f"{sign}{fen // 100:,}.{fen % 100:02d} 元"
