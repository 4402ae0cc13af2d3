"""What the embedded servers keep between starts: passwords, ports and who is running."""

import contextlib
import json
import secrets
from dataclasses import asdict, dataclass, field

from engine.platform.embedded.places import Home
from engine.platform.embedded.process import Mark, free_port, port_is_free


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Kept:
    """The contents of `<name>.json`, readable by us alone."""

    port: int = field(default_factory=free_port)
    passwords: dict[str, str] = field(default_factory=dict)
    pid: int = 0
    started: float = 0.0

    def password(self, role: str) -> str:
        return self.passwords.setdefault(role, _password())

    @property
    def mark(self) -> Mark:
        return Mark(self.pid, self.started)

    def choose_port(self) -> None:
        """Keep the port of the last start unless somebody else took it."""
        if not port_is_free(self.port):
            self.port = free_port()


def read(home: Home, name: str) -> Kept:
    with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
        return Kept(**json.loads((home.folder / f"{name}.json").read_text()))
    return Kept()


def write(home: Home, name: str, kept: Kept) -> None:
    home.write_secret(f"{name}.json", json.dumps(asdict(kept)))
