"""Uploaded files: judged by their content, made harmless, kept under the hash of what is kept."""

from engine.platform.files.errors import (
    ActiveContent,
    Bomb,
    BrokenFile,
    CannotBeDrawn,
    EmptyFile,
    Encrypted,
    FileRefused,
    NoSuchUpload,
    TooComplex,
    TooLarge,
    TooManyDrawings,
    TooManyPages,
    TooManyUploads,
    WrongKind,
    WrongOffset,
)
from engine.platform.files.images import shrunk
from engine.platform.files.models import PartialFile, StoredFile
from engine.platform.files.pages import page_of
from engine.platform.files.service import (
    MAX_BYTES,
    MAX_VIDEO_BYTES,
    bytes_of,
    open_bytes,
    open_part,
    store,
    thumbnail,
)
from engine.platform.files.storage import Folder, Missing, Storage

__all__ = [
    "MAX_BYTES",
    "MAX_VIDEO_BYTES",
    "ActiveContent",
    "Bomb",
    "BrokenFile",
    "CannotBeDrawn",
    "EmptyFile",
    "Encrypted",
    "FileRefused",
    "Folder",
    "Missing",
    "NoSuchUpload",
    "PartialFile",
    "Storage",
    "StoredFile",
    "TooComplex",
    "TooLarge",
    "TooManyDrawings",
    "TooManyPages",
    "TooManyUploads",
    "WrongKind",
    "WrongOffset",
    "bytes_of",
    "open_bytes",
    "open_part",
    "page_of",
    "shrunk",
    "store",
    "thumbnail",
]
