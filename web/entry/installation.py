"""An installation that lives in one data folder: its secrets, its lock, its environment, who is running."""

import base64
import fcntl
import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGTERM
from typing import IO, Any

from engine.platform.embedded import discard, postgres, valkey
from engine.platform.embedded.process import Mark, end, port_is_free

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT = 8000


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this data folder. The argument is its address, when known."""


class PortTaken(RuntimeError):
    """Somebody else listens on the port that was asked for."""


def free_web_port(wanted: int | None) -> int:
    """The wanted port, or the first free one from 8000 on. Raises PortTaken."""
    if wanted is not None:
        if not port_is_free(wanted):
            raise PortTaken(f"端口 {wanted} 已被占用")
        return wanted
    return next(port for port in range(FIRST_PORT, FIRST_PORT + 1000) if port_is_free(port))


@dataclass
class Installation:
    """Paths and files of a data folder. Only the owner may read what is written here."""

    folder: Path
    address: str = ""

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self._lock: IO[str] | None = None
        self._make_folders()

    def _make_folders(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def take(self) -> None:
        """Hold the folder until this process ends. Raises AlreadyRunning."""
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise AlreadyRunning(str(self.remembered().get("address", ""))) from None
        self._lock = lock

    def let_go(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def empty(self) -> None:
        """Remove everything that this folder holds but its lock, and the servers' data. Nothing may run in it."""
        self.end_orphans()
        discard(self.folder)
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()
        self._make_folders()

    def remember(self, marks: Mapping[str, Mark]) -> None:
        """Write down what runs, so that a later start can end what a killed supervisor left."""
        content = {"address": self.address, "processes": {name: asdict(mark) for name, mark in marks.items()}}
        draft = self._private("running.json.draft", json.dumps(content))
        draft.rename(self.folder / "running.json")

    def remembered(self) -> dict[str, Any]:
        """What was written down last: `address` and `processes`."""
        with suppress(FileNotFoundError, ValueError):
            found: dict[str, Any] = json.loads((self.folder / "running.json").read_text())
            return found
        return {}

    def end_orphans(self) -> int:
        """End the processes that an earlier supervisor started and did not outlive; returns how many."""
        count = 0
        for kept in self.remembered().get("processes", {}).values():
            if process := Mark(**kept).find():
                end(process, SIGTERM)
                count += 1
        return count

    def forget_running(self) -> None:
        for name in ("running.json", "environment.json"):
            (self.folder / name).unlink(missing_ok=True)

    def keep_environment(self, environment: Mapping[str, str]) -> None:
        """Write down what the processes are told, so that a command in another window can reach them."""
        draft = self._private("environment.json.draft", json.dumps(dict(environment)))
        draft.rename(self.folder / "environment.json")

    def kept_environment(self) -> dict[str, str]:
        """What `keep_environment` wrote; empty where nothing runs."""
        with suppress(FileNotFoundError, ValueError):
            found: dict[str, str] = json.loads((self.folder / "environment.json").read_text())
            return found
        return {}

    def secrets(self) -> dict[str, str]:
        """The two keys of this installation, made on first use."""
        path = self.folder / "secrets.json"
        if not path.exists():
            made = {
                name: base64.b64encode(secrets.token_bytes(32)).decode()
                for name in ("CERTFLOW_MASTER_KEY", "CERTFLOW_SIGNING_KEY")
            }
            self._private("secrets.json.draft", json.dumps(made)).rename(path)
        found: dict[str, str] = json.loads(path.read_text())
        return found

    def adopt_secrets(self, brought: Mapping[str, str]) -> dict[str, str]:
        """Take the keys of a backup where this folder has none yet; returns those that it has then."""
        path = self.folder / "secrets.json"
        if not path.exists():
            self._private("secrets.json.draft", json.dumps(dict(brought))).rename(path)
        return self.secrets()

    def environment(self, database: postgres.Server, broker: valkey.Server) -> dict[str, str]:
        """What every process of the demo is told."""
        return self.secrets() | {
            "CERTFLOW_MODE": "demo",
            "CERTFLOW_DATA": str(self.folder),
            "CERTFLOW_BASE_URL": self.address,
            "DATABASE_URL": database.app_url,
            "DATABASE_OWNER_URL": database.owner_url,
            "DATABASE_SYSTEM_URL": database.system_url,
            "REDIS_URL": broker.url,
        }

    def _private(self, name: str, content: str) -> Path:
        path = self.folder / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        return path


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
