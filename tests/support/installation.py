"""A demo installation as real processes, to be killed in every way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from engine.platform.embedded import discard, kept, places
from engine.platform.embedded.cluster import ADMINISTRATOR, DATABASE
from engine.platform.embedded.process import Mark, free_port
from web.entry.installation import ROOT, Installation, answers

PATIENCE = 60.0


def wait_until(condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def environment() -> dict[str, str]:
    """This process's own, without what the tests say of their database."""
    own = ("CERTFLOW_", "DATABASE_", "REDIS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


@dataclass
class Demo:
    """`certflow demo --bare` on a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def command(self, *more: str) -> list[str]:
        given = ["demo", "--bare", "--data", str(self.folder), "--port", str(self.port), *more]
        return [sys.executable, "-m", "web.entry.cli", *given]

    def start(self) -> float:
        """Start it unless it runs; returns the seconds until it answered."""
        began = time.monotonic()
        if self.process is None or self.process.poll() is not None:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    self.command(), cwd=ROOT, env=environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL
                )
            self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            assert self.process
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            return len(self.parts()) == 5 and answers(self.port) and self.log.read_text().count("匠程已就绪") > 0

        wait_until(ready)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def parts(self) -> Mapping[str, Mark]:
        """The processes that the supervisor says it started, by name."""
        remembered = Installation(self.folder).remembered().get("processes", {})
        return {name: Mark(**mark) for name, mark in remembered.items()}

    def kill(self, name: str) -> Mark:
        """End a part as a crash would."""
        mark = self.parts()[name]
        os.kill(mark.pid, signal.SIGKILL)
        return mark

    def came_back(self, name: str, killed: Mark) -> bool:
        mark = self.parts().get(name)
        return mark is not None and mark != killed and mark.find() is not None

    def left(self) -> list[psutil.Process]:
        """Parts that still run."""
        return [process for mark in self.parts().values() if (process := mark.find())]

    @contextmanager
    def sql(self) -> Iterator[psycopg.Connection]:
        """The superuser's view, past row-level security."""
        known = kept.read(places.home(self.folder), "postgres")
        password = known.passwords[ADMINISTRATOR]
        url = f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{known.port}/{DATABASE}"
        with psycopg.connect(url) as connection:
            yield connection

    def count(self, query: str) -> int:
        with self.sql() as connection:
            row = connection.execute(query).fetchone()
        assert row
        return int(row[0])

    def discard(self) -> None:
        if self.process and self.process.poll() is None:
            self.stop()
        discard(self.folder)
