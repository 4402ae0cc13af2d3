"""An embedded Valkey, the broker between relay and workers. It keeps nothing: the outbox does."""

import contextlib
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from engine.platform.embedded import kept, places
from engine.platform.embedded.process import DidNotStart, end, free_port, last_lines, mark, spawn

TRIES = 4
PATIENCE = 20.0


@dataclass
class Server:
    """A running Valkey."""

    home: places.Home
    port: int
    process: subprocess.Popen[bytes]
    password: str

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        end(self.process, signal.SIGTERM)


def start(data_dir: Path) -> Server:
    """Start the Valkey of this data folder and wait until it answers. Raises DidNotStart."""
    home = places.home(data_dir)
    known = kept.read(home, "valkey")
    if orphan := known.mark.find():
        end(orphan, signal.SIGTERM)
    known.choose_port()
    log = home.folder / "valkey.log"
    for _ in range(TRIES):
        configuration = _configure(home, known)
        command = [str(places.valkey_program()), str(configuration)]
        process = spawn(command, log=log, ending=signal.SIGTERM, runner=home.runner)
        server = Server(home, known.port, process, known.password("valkey"))
        if _answers(server):
            known.pid, known.started = process.pid, mark(process.pid).started
            kept.write(home, "valkey", known)
            return server
        end(process, signal.SIGKILL)
        known.port = free_port()
    raise DidNotStart(f"Valkey did not start; its log ends with:\n{last_lines(log)}")


def _configure(home: places.Home, known: kept.Kept) -> Path:
    """The settings, with the password, in a folder that only the servers' user can enter."""
    folder = home.data("valkey") if home.data("valkey").exists() else home.make_private("valkey")
    path = folder / "valkey.conf"
    path.write_text(
        f"bind 127.0.0.1\nport {known.port}\nrequirepass {known.password('valkey')}\ndir {folder}\n"
        'save ""\nappendonly no\ndaemonize no\n'
    )
    path.chmod(0o644 if home.runner else 0o600)
    return path


def _answers(server: Server) -> bool:
    until = time.monotonic() + PATIENCE
    with redis.Redis.from_url(server.url, socket_timeout=2) as client:
        while server.alive() and time.monotonic() < until:
            with contextlib.suppress(redis.ConnectionError, redis.TimeoutError):
                client.ping()
                return server.alive()
            time.sleep(0.03)
    return False
