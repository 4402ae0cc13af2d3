"""Taking a file in and giving it out."""

import hashlib
from collections.abc import Set as AbstractSet
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.database import tenant_of
from engine.platform.files import images, pdfs, videos
from engine.platform.files.errors import EmptyFile, TooLarge, WrongKind
from engine.platform.files.kinds import IMAGES, VIDEOS, kind_of
from engine.platform.files.models import StoredFile
from engine.platform.files.storage import Missing, storage

MEBIBYTE = 1024 * 1024
MAX_BYTES = 10 * MEBIBYTE
MAX_VIDEO_BYTES = 50 * MEBIBYTE
_NAMES = {"image": "图片（JPG、PNG、WebP 或 HEIC）", "pdf": " PDF", "video": "视频（MP4 或 WebM）"}


def store(
    session: Session,
    data: bytes,
    *,
    filename: str,
    allow: AbstractSet[str] = frozenset({"image", "pdf"}),
) -> StoredFile:
    """Check an upload, make it harmless and keep it. `allow` holds `image`, `pdf`, `video`.

    Images are kept as upright JPEGs without metadata, PDFs and films as they came. Raises a FileRefused: EmptyFile,
    TooLarge (over 10 MiB, a film over 50), WrongKind, BrokenFile, Bomb, Encrypted, ActiveContent or TooManyPages.
    """
    if not data:
        raise EmptyFile
    kind = kind_of(data)
    most = MAX_VIDEO_BYTES if kind in VIDEOS and "video" in allow else MAX_BYTES
    if len(data) > most:
        raise TooLarge(limit=most // MEBIBYTE, size=f"{len(data) / MEBIBYTE:.1f}")
    if kind in IMAGES and "image" in allow:
        picture = images.harmless(data, kind)
        row = StoredFile(media_type="image/jpeg", pages=1, width=picture.width, height=picture.height)
        data = picture.data
    elif kind == "PDF" and "pdf" in allow:
        row = StoredFile(media_type="application/pdf", pages=pdfs.page_count(data), width=None, height=None)
    elif kind in VIDEOS and "video" in allow:
        videos.check(data, kind)
        row = StoredFile(media_type=VIDEOS[kind], pages=1, width=None, height=None)
    else:
        raise WrongKind(wanted="或".join(name for key, name in _NAMES.items() if key in allow))
    row.sha256, row.bytes = hashlib.sha256(data).hexdigest(), len(data)
    row.filename, row.tenant_id = _plain_name(filename), tenant_of(session)
    session.execute(select(func.pg_advisory_xact_lock_shared(lock_of(key_of(row)))))
    storage().put(key_of(row), data)
    session.add(row)
    session.flush()
    return row


def open_bytes(stored: StoredFile) -> bytes:
    """The bytes as kept. Raises Missing when they are gone or no longer match the hash."""
    return bytes_of(stored.tenant_id, stored.sha256)


def bytes_of(tenant_id: UUID, sha256: str) -> bytes:
    """The same by tenant and hash, for who has no row at hand."""
    data = storage().get(f"{tenant_id}/{sha256}")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Missing(f"{tenant_id}/{sha256}")
    return data


def thumbnail(stored: StoredFile, side: int = 176) -> bytes:
    """A kept image as a small JPEG, at most `side` pixels wide and high. Raises Missing."""
    return images.shrunk(open_bytes(stored), side)


def open_part(stored: StoredFile, start: int, end: int) -> bytes:
    """Bytes from `start` up to, not including, `end`, for a player that asks for parts; the hash is not checked.

    Raises Missing.
    """
    return storage().get_part(key_of(stored), start, end)


def key_of(stored: StoredFile) -> str:
    """Where the storage keeps it."""
    return f"{stored.tenant_id}/{stored.sha256}"


def lock_of(key: str) -> int:
    """The advisory lock of these bytes: shared by who stores them, alone for who takes them away, until the commit."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)


def _plain_name(filename: str) -> str:
    """The last part of the name, printable, of at most 120 characters."""
    name = PurePath(filename.replace("\\", "/")).name
    return "".join(c for c in name if c.isprintable())[-120:] or "未命名"
