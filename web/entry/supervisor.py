"""Keeps the parts of an installation running: servers, web, worker, scheduler. Whatever dies is started again.

Every part is on a leash (see `engine/platform/embedded`): when the supervisor is killed, the parts end too.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Protocol

from engine.platform.embedded.process import Mark, end, mark, spawn
from web.entry.installation import ROOT

TICK = 0.2
PATIENCE = 12.0
LONGEST_PAUSE = 10.0
STEADY = 30.0
Environment = Callable[[], dict[str, str]]


class Running(Protocol):
    """What a start returns: an embedded server or a program."""

    @property
    def pid(self) -> int: ...
    def alive(self) -> bool: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A process of ours: `certflow serve`, `certflow worker` or `certflow scheduler`."""

    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        end(self.process, signal.SIGTERM, patience=PATIENCE)


def program(arguments: Sequence[str], *, log: Path, environment: Environment) -> Callable[[], Program]:
    """How to start `certflow <arguments>` with the environment of that moment."""

    def start() -> Program:
        command = [sys.executable, "-m", "web.entry.cli", *arguments]
        told = os.environ | environment()
        return Program(spawn(command, log=log, ending=signal.SIGTERM, folder=ROOT, environment=told))

    return start


@dataclass
class Part:
    """Something that should run. After each early death it waits longer before it is started again."""

    name: str
    start: Callable[[], Running]
    running: Running | None = None
    marked: Mark | None = None
    started_at: float = 0.0
    deaths: int = 0
    not_before: float = field(default=0.0)

    def up(self) -> None:
        self.running = self.start()
        self.started_at = time.monotonic()
        self.marked = mark(self.running.pid)

    def down(self) -> None:
        if self.running:
            self.running.stop()
        self.running = None

    def died(self) -> bool:
        return self.running is not None and not self.running.alive()

    def mourn(self) -> None:
        """Note the death and when to try again: soon after a long life, ever later after short ones."""
        long_lived = time.monotonic() - self.started_at > STEADY
        self.deaths = 1 if long_lived else self.deaths + 1
        self.running = None
        self.not_before = time.monotonic() + min(0.2 * 2 ** (self.deaths - 1), LONGEST_PAUSE)


@dataclass
class Supervisor:
    """The parts in the order of their start. `tell` gets a name and what happened to it."""

    parts: list[Part]
    remember: Callable[[Mapping[str, Mark]], None]
    tell: Callable[[str, str], None]
    stopping: Event = field(default_factory=Event)

    def start(self, part: Part) -> None:
        part.up()
        self._remember()

    def watch(self) -> None:
        """Until asked to stop, start again whatever died."""
        while not self.stopping.wait(TICK):
            for part in self.parts:
                self._look_after(part)

    def _look_after(self, part: Part) -> None:
        if part.died():
            part.mourn()
            self.tell(part.name, "意外退出，正在重新启动")
        if part.running is None and time.monotonic() >= part.not_before:
            try:
                self.start(part)
                self.tell(part.name, "已重新启动")
            except Exception as failure:
                part.mourn()
                self.tell(part.name, f"没有启动：{failure}")

    def stop(self) -> None:
        for part in reversed(self.parts):
            part.down()

    def _remember(self) -> None:
        self.remember({part.name: part.marked for part in self.parts if part.marked})


@contextmanager
def until_signalled(stopping: Event) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal ask to stop, once; the process then ends by its own path."""

    def ask(*_: object) -> None:
        stopping.set()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(one, ask) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)
