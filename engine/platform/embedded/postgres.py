"""An embedded PostgreSQL 18: started, found again after a crash, stopped."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from engine.platform.embedded import cluster, kept, places
from engine.platform.embedded.cluster import ADMINISTRATOR, APP, DATABASE, OWNER, SYSTEM
from engine.platform.embedded.process import DidNotStart, end, free_port, last_lines, mark, spawn

FAST_SHUTDOWN = signal.SIGINT
TRIES = 6
PATIENCE = 60.0


@dataclass(frozen=True)
class Urls:
    """One database as each of the three roles sees it."""

    owner: str
    app: str
    system: str


@dataclass
class Server:
    """A running PostgreSQL. `admin_url` is the superuser's: for making and cloning databases, never for work."""

    home: places.Home
    port: int
    process: subprocess.Popen[bytes]
    passwords: Mapping[str, str]

    @property
    def pid(self) -> int:
        return self.process.pid

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def urls(self, database: str = DATABASE) -> Urls:
        return Urls(self.url(OWNER, database), self.url(APP, database), self.url(SYSTEM, database))

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        return self.url(APP)

    @property
    def system_url(self) -> str:
        return self.url(SYSTEM)

    @property
    def admin_url(self) -> str:
        return self.url(ADMINISTRATOR, "postgres")

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        end(self.process, FAST_SHUTDOWN)


def start(data_dir: Path, *, throw_away: bool = False) -> Server:
    """Start the PostgreSQL of this data folder, made on first use, and wait until it answers.

    An orphan of an earlier start is stopped first; what a crash left behind is waited for and cleared.
    `throw_away` trades durability for speed: for tests that don't measure it. Raises DidNotStart.
    """
    home = places.home(data_dir)
    known = kept.read(home, "postgres")
    password = known.password(ADMINISTRATOR)
    for role in (OWNER, APP, SYSTEM):
        known.password(role)
    kept.write(home, "postgres", known)
    data = cluster.initialise(home, password)
    _clear_orphan(known, data)
    server = _start(home, known, data, throw_away=throw_away)
    cluster.prepare(server.admin_url, known)
    return server


def _start(home: places.Home, known: kept.Kept, data: Path, *, throw_away: bool) -> Server:
    known.choose_port()
    log = home.folder / "postgres.log"
    for attempt in range(TRIES):
        command = _command(data, known.port, throw_away)
        process = spawn(command, log=log, ending=FAST_SHUTDOWN, runner=home.runner)
        server = Server(home, known.port, process, known.passwords)
        if _answers(server):
            known.pid, known.started = process.pid, mark(process.pid).started
            kept.write(home, "postgres", known)
            return server
        end(process, signal.SIGKILL)
        if "Address already in use" in last_lines(log):
            known.port = free_port()
        _clear_stale_lock(data)
        time.sleep(0.3 * (attempt + 1))  # backends of a killed server need a moment to end
    raise DidNotStart(f"PostgreSQL did not start; its log ends with:\n{last_lines(log)}")


def _command(data: Path, port: int, throw_away: bool) -> list[str]:
    settings = cluster.SETTINGS | {"port": str(port)} | (cluster.THROW_AWAY if throw_away else {})
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    return [str(places.postgres_programs() / "postgres"), "-D", str(data), *options]


def _answers(server: Server) -> bool:
    """Connect-test until it answers; False as soon as the process has ended."""
    until = time.monotonic() + PATIENCE
    while server.alive() and time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(server.admin_url, connect_timeout=2).close()
            return server.alive()
        time.sleep(0.03)
    return False


def _clear_orphan(known: kept.Kept, data: Path) -> None:
    orphan = known.mark.find() or _postmaster(data)
    if orphan:
        end(orphan, FAST_SHUTDOWN)
    _clear_stale_lock(data)


def _postmaster(data: Path) -> psutil.Process | None:
    """A server that runs in this folder although no start of ours remembers it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return next((process for process in places.busy(data) if process.pid == pid), None)


def _clear_stale_lock(data: Path) -> None:
    """Remove the lock file of a dead server, once nothing works in its folder any more.

    PostgreSQL clears it itself unless the pid in it was given to another process since.
    """
    if (data / "postmaster.pid").exists() and not places.busy(data):
        (data / "postmaster.pid").unlink(missing_ok=True)
