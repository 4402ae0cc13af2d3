"""Pages of a kept PDF as pictures, so that a person looks at them page by page, turned and enlarged like a photo."""

import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID

from engine.platform.files.errors import CannotBeDrawn, TooManyDrawings
from engine.platform.files.service import bytes_of

SIDE = 2000
"""Pixels of the longer side: about 170 to an inch of A4."""
SECONDS, PATIENCE = 15, 20
_PROGRAM = Path(__file__).with_name("draw.py")
_at_once = BoundedSemaphore(2)


@lru_cache(maxsize=64)
def page_of(tenant_id: UUID, sha256: str, number: int) -> bytes:
    """A page, counted from 1, as a JPEG. Raises Missing, CannotBeDrawn, TooManyDrawings."""
    return drawn(bytes_of(tenant_id, sha256), number)


def drawn(data: bytes, number: int) -> bytes:
    """The same from the bytes of the file, by a process of its own. Raises CannotBeDrawn, TooManyDrawings."""
    if not _at_once.acquire(timeout=PATIENCE):
        raise TooManyDrawings
    try:
        command = [sys.executable, "-I", str(_PROGRAM), str(number), str(SIDE)]
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired:
        raise CannotBeDrawn from None
    finally:
        _at_once.release()
    if done.returncode or not done.stdout:
        raise CannotBeDrawn
    return done.stdout
