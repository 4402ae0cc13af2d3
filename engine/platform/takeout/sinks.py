"""Where an export goes: a folder or a zip file. Every file is counted and hashed as it is written."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from engine.platform.takeout.errors import PlaceTaken

IN_MEMORY = 4 * 1024 * 1024  # bytes of a zip's member that wait in memory; larger ones wait on disk
FILE_MODE, FOLDER_MODE = 0o600, 0o700


@dataclass
class Writing:
    """A file that is being written."""

    out: IO[bytes]
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        self.out.write(data)
        self.size += len(data)
        self.digest.update(data)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a file: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Sink(Protocol):
    written: dict[str, Written]

    @contextmanager
    def file(self, path: str) -> Iterator[Writing]:
        """A new file of the export; `path` is relative, with slashes."""
        ...


class FolderSink:
    def __init__(self, root: Path) -> None:
        self.root, self.written = root, dict[str, Written]()

    @contextmanager
    def file(self, path: str) -> Iterator[Writing]:
        target = self.root / path
        target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "wb") as out:
            writing = Writing(out)
            yield writing
        self.written[path] = Written(writing.size, writing.digest.hexdigest())


class ZipSink:
    """Members wait in a temporary file until they are whole: a zip takes one at a time."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.written = archive, dict[str, Written]()

    @contextmanager
    def file(self, path: str) -> Iterator[Writing]:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as waiting:
            writing = Writing(waiting)
            yield writing
            waiting.seek(0)
            with self.archive.open(path, "w", force_zip64=True) as member:
                shutil.copyfileobj(waiting, member)
        self.written[path] = Written(writing.size, writing.digest.hexdigest())


@contextmanager
def sink(place: Path) -> Iterator[Sink]:
    """A sink at this place: a zip file when the name says so, else a folder. Only a whole export gets the name.

    Raises PlaceTaken when something is there already.
    """
    if place.exists():
        raise PlaceTaken(place=place)
    place.parent.mkdir(parents=True, exist_ok=True)
    zipped = place.suffix.lower() == ".zip"
    with (_zip if zipped else _folder)(place.with_name(f".{place.name}.{os.getpid()}.part")) as (made, finish):
        yield made
        finish(place)


@contextmanager
def _folder(draft: Path) -> Iterator[tuple[Sink, Callable[[Path], object]]]:
    draft.mkdir(mode=FOLDER_MODE)
    try:
        yield FolderSink(draft), draft.rename
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _zip(draft: Path) -> Iterator[tuple[Sink, Callable[[Path], object]]]:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

            def finish(place: Path) -> None:
                archive.close()
                out.flush()
                draft.rename(place)

            yield ZipSink(archive), finish
    finally:
        draft.unlink(missing_ok=True)
