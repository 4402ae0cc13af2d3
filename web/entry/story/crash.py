"""`certflow story --crash`: while the story is played, web, worker, scheduler and database are killed in turns.

Each is killed at least five times, at moments that a seed draws, as a crash would: SIGKILL, nothing said before. The
supervisor starts them again; the story must end as it does without.
"""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from urllib.parse import urlsplit

from web.entry.installation import answers
from web.entry.story.client import Browser
from web.entry.story.persistent import Persistent, Repeats
from web.entry.supervisor import Supervisor

VICTIMS = ("web", "worker", "scheduler", "postgres")
ROUNDS = 5
PAUSES = (0.2, 4.0)
TICK = 0.1


@dataclass
class Campaign:
    """Kills while it runs; `kills` counts them by part. Entered before the story, left after it."""

    supervisor: Supervisor
    address: str
    seed: int
    tell: Callable[[str], None]
    kills: Counter[str] = field(default_factory=Counter)
    repeats: Repeats = field(default_factory=Repeats)
    over: Event = field(default_factory=Event)

    def __enter__(self) -> "Campaign":
        Browser.transport = lambda: Persistent(self.repeats)
        self._thread = Thread(target=self._run, name="crash", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._thread.join()
        Browser.transport = None
        self._until_whole(patience=60)

    def check(self) -> dict[str, bool]:
        return {f"{name} killed {ROUNDS} times": self.kills[name] >= ROUNDS for name in VICTIMS}

    def report(self) -> dict[str, object]:
        """What goes into the story's line of JSON."""
        return {
            "seed": self.seed,
            "kills": dict(self.kills),
            "sent again": {"pages": self.repeats.pages, "forms": self.repeats.forms},
        }

    def _run(self) -> None:
        chance = Random(self.seed)
        for _ in range(ROUNDS):
            for name in chance.sample(VICTIMS, len(VICTIMS)):
                self._until_whole(patience=60)
                if self.over.wait(chance.uniform(*PAUSES)):
                    return
                self._kill(name)

    def _kill(self, name: str) -> None:
        running = next(part.running for part in self.supervisor.parts if part.name == name)
        if running is None or not running.alive():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
            self.kills[name] += 1
            self.tell(f"{name} 被强行终止，第 {self.kills[name]} 次")

    def _until_whole(self, *, patience: float) -> None:
        """Until every part runs and the pages answer: two deaths at once are another campaign."""
        until = time.monotonic() + patience
        port = urlsplit(self.address).port or 80
        while time.monotonic() < until:
            alive = [part.running is not None and part.running.alive() for part in self.supervisor.parts]
            if all(alive) and answers(port):
                return
            time.sleep(TICK)
