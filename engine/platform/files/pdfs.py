"""PDFs from outside: read to the last page and refused when they could do more than be read.

A reader in Python can be kept busy for minutes by a small file, so its streams are bounded and every object is
visited under one deadline before the page tree is walked.
"""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader, apply_configuration, get_configuration
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from engine.platform.files.errors import ActiveContent, BrokenFile, Encrypted, TooComplex, TooManyPages

MAX_PAGES = 60
MAX_OBJECTS = 20_000
SECONDS = 5.0
_STREAM = 1_000_000  # bytes that a structural stream may unpack to; page contents are never unpacked here
_LIMITS = get_configuration().with_overwrites(
    zlib_maximum_output_length=_STREAM,
    zlib_maximum_recovery_input_length=50_000,
    lzw_maximum_output_length=_STREAM,
    run_length_maximum_output_length=_STREAM,
    array_based_stream_maximum_output_length=_STREAM,
    stream_decoding_work_maximum_length=4 * _STREAM,
    page_tree_maximum_entries=2_000,
)
_TAIL = 1024  # bytes that may follow the last %%EOF (ISO 32000-1, annex H)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition"})
_BROKEN = (
    PyPdfError, DependencyError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    IndexError, NotImplementedError, AssertionError, OverflowError, MemoryError,
)  # fmt: skip


def page_count(data: bytes) -> int:
    """Check a PDF and count its pages.

    Raises Encrypted when it takes a password to open, ActiveContent, TooManyPages, TooComplex, or BrokenFile;
    bytes after its end (a second format glued on) count as broken.
    """
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end - 5 > _TAIL or b"PK\x05\x06" in data[end:]:
        raise BrokenFile
    try:
        with apply_configuration(_LIMITS):
            reader = PdfReader(BytesIO(data), strict=False, xref_stream_maximum_entries=MAX_OBJECTS)
            if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
                raise Encrypted
            for found in _objects(reader):
                if _is_active(found):
                    raise ActiveContent
            pages = len(reader.pages)
    except _BROKEN:
        raise BrokenFile from None
    if pages > MAX_PAGES:
        raise TooManyPages(limit=MAX_PAGES, pages=pages)
    if pages == 0:
        raise BrokenFile
    return pages


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, whether or not a page leads to it. Raises TooComplex."""
    direct = {(number, generation) for generation, table in reader.xref.items() for number in table}
    packed = {(number, 0) for number in reader.xref_objStm}
    if len(direct | packed) > MAX_OBJECTS:
        raise TooComplex
    until = time.monotonic() + SECONDS
    yield reader.trailer
    for number, generation in direct | packed:
        if time.monotonic() > until:
            raise TooComplex
        yield IndirectObject(number, generation, reader).get_object()


def _is_active(top: Any) -> bool:
    """Whether a dictionary in this object runs or carries something. References are looked at by themselves."""
    waiting = [top]
    while waiting:
        match waiting.pop():
            case DictionaryObject() as found:
                if _ACTIVE_KEYS & found.keys() or _pointed_at(found.get("/S")) in _ACTIVE_ACTIONS:
                    return True
                waiting.extend(found.values())
            case ArrayObject() as found:
                waiting.extend(found)
    return False


def _pointed_at(value: Any) -> Any:
    """The name of an action, which may stand in an object of its own. A reader follows it, so do we."""
    return value.get_object() if isinstance(value, IndirectObject) else value
