"""Several people at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

AT_ONCE = 4
T = TypeVar("T")


def all_at_once(act: Callable[[T], None], actors: Iterable[T], *, most: int = AT_ONCE) -> None:
    """A few at a time; the first failure is raised."""
    with ThreadPoolExecutor(most) as pool:
        for done in [pool.submit(act, actor) for actor in actors]:
            done.result()


class InStep:
    """People who do the same things and wait for each other before time passes, so that it passes once for all.

    `pass_minutes` moves the clock of the whole house.
    """

    def __init__(self, people: int, pass_minutes: Callable[[int], None]) -> None:
        self._most, self._pass = 0, pass_minutes
        self._barrier = Barrier(people, action=self._let_pass)

    def tick(self, minutes: int) -> None:
        """Wait for the others, then so many minutes pass; the longest wish counts."""
        self._most = max(self._most, minutes)
        self._barrier.wait()

    def give_up(self) -> None:
        """Somebody can't go on: nobody waits for him."""
        self._barrier.abort()

    def _let_pass(self) -> None:
        self._pass(self._most)
        self._most = 0
