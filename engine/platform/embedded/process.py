"""Starting a server on a leash, and knowing it again after a crash by its pid and start time."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine.platform.embedded.places import Runner

LEASH = Path(__file__).with_name("leash.py")
BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


class DidNotStart(RuntimeError):
    """A server that never answered. The message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A process that can't be mistaken for a later one with the same pid."""

    pid: int
    started: float

    def find(self) -> psutil.Process | None:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if same else None


def mark(pid: int) -> Mark:
    return Mark(pid, psutil.Process(pid).create_time())


PORTS = range(15_000, 32_000)


def free_port() -> int:
    """A port below those that systems give to outgoing connections: one of them could otherwise hold the port of a
    server that was killed and starts again. Raises DidNotStart where none is free."""
    for _ in range(200):
        if port_is_free(port := secrets.choice(PORTS)):
            return port
    raise DidNotStart("no free port")


def port_is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def leashed(command: Sequence[str], ending: signal.Signals, runner: Runner | None = None) -> list[str]:
    """The command as another user; it receives `ending` when we die."""
    uid, gid = (str(runner.uid), str(runner.gid)) if runner else ("-", "-")
    return [sys.executable, "-I", str(LEASH), str(int(ending)), str(os.getpid()), uid, gid, *command]


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    ending: signal.Signals,
    runner: Runner | None = None,
    folder: Path = Path("/"),
    environment: Mapping[str, str] = BARE,
) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, its output appended to `log`. Call it from the main thread only: the
    kernel takes the end of the calling thread for the end of the parent.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            leashed(command, ending, runner),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def end(process: psutil.Process | subprocess.Popen[bytes], ending: signal.Signals, *, patience: float = 20) -> None:
    """Ask it to end; insist after `patience` seconds."""
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
        process.send_signal(ending)
    try:
        process.wait(timeout=patience)
    except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
            process.kill()
        process.wait(timeout=5)
    except psutil.NoSuchProcess:
        return


def last_lines(log: Path, count: int = 12) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.03)
    return False
