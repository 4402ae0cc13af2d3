"""What one expression may cost. Its author is only half trusted."""

import threading

from engine.workflow.feel.errors import FeelError

SOURCE = 8_000  # characters
HEIGHT = 80  # of the syntax tree, and so of Python's stack
STEPS = 200_000  # nodes visited in loops, list items visited and characters made, in one evaluation


class _Purse(threading.local):
    left = STEPS


_purse = _Purse()


def refill() -> None:
    """Begin an evaluation with a full purse."""
    _purse.left = STEPS


def spend(steps: int) -> None:
    """Pay for work that grows with the data. Raises FeelError when the evaluation has cost too much."""
    _purse.left -= steps
    if _purse.left < 0:
        raise FeelError("运算量过大，已停止。请减少循环的次数或列表的长度。")
