"""Where the bytes are: a port, and the folder that is the default."""

import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from engine.platform import ports
from engine.platform.settings import settings

_KEY = re.compile(r"[0-9a-f-]{36}/[0-9a-f]{64}")


class Missing(LookupError):
    """The row is there and the bytes are not, or they are not what was stored."""


class Storage(Protocol):
    """Keys are `tenant/sha256`; a key is only ever written with the same bytes."""

    def put(self, key: str, data: bytes) -> None: ...

    def get(self, key: str) -> bytes:
        """Raises Missing."""
        ...

    def get_part(self, key: str, start: int, end: int) -> bytes:
        """Bytes from `start` up to, not including, `end`. Raises Missing."""
        ...

    def remove(self, key: str) -> None:
        """What is not there is removed already."""
        ...


class Folder:
    """Files under one folder, spread by the first two characters of the hash."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        """Written beside its place, flushed, then renamed: a reader never sees half a file."""
        path = self._path(key)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise Missing(key) from None

    def get_part(self, key: str, start: int, end: int) -> bytes:
        try:
            with self._path(key).open("rb") as file:
                file.seek(start)
                return file.read(max(end - start, 0))
        except FileNotFoundError:
            raise Missing(key) from None

    def remove(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not a storage key")
        tenant, digest = key.split("/")
        return self.root / tenant / digest[:2] / digest


def storage() -> Storage:
    """The storage of this installation: the bound one, or a folder beside the other data."""
    if ports.is_bound(Storage):
        return ports.get(Storage)
    return Folder(settings().data_dir / "files")
