"""PDFs from outside: read to the last page and refused when they could do more than be read."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from engine.platform.files.errors import ActiveContent, BrokenFile, Encrypted, TooManyPages

MAX_PAGES = 60
MAX_OBJECTS = 100_000
_TAIL = 1024  # bytes that may follow the last %%EOF (ISO 32000-1, annex H)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"})


def page_count(data: bytes) -> int:
    """Check a PDF and count its pages.

    Raises Encrypted, ActiveContent, TooManyPages, or BrokenFile; bytes after its end (a second format
    glued on) count as broken.
    """
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end - 5 > _TAIL or b"PK\x05\x06" in data[end:]:
        raise BrokenFile
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Encrypted
        pages = len(reader.pages)
        for page in reader.pages if pages <= MAX_PAGES else ():
            _ = page.mediabox
        active = _has_active_content(reader)
    except (Encrypted, BrokenFile):
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError):
        raise BrokenFile from None
    if active:
        raise ActiveContent
    if pages > MAX_PAGES:
        raise TooManyPages(limit=MAX_PAGES, pages=pages)
    if pages == 0:
        raise BrokenFile
    return pages


def _has_active_content(reader: PdfReader) -> bool:
    """Look at every object of the file, whether or not a page leads to it."""
    direct = {(number, generation) for generation, table in reader.xref.items() for number in table}
    packed = {(number, 0) for number in reader.xref_objStm}
    if len(direct | packed) > MAX_OBJECTS:
        raise BrokenFile
    heads = [IndirectObject(number, generation, reader).get_object() for number, generation in direct | packed]
    return any(_is_active(head) for head in [*heads, reader.trailer])


def _is_active(top: Any) -> bool:
    """Whether a dictionary in this object runs or carries something. References are looked at by themselves."""
    waiting = [top]
    while waiting:
        match waiting.pop():
            case DictionaryObject() as found:
                if _ACTIVE_KEYS & found.keys() or found.get("/S") in _ACTIVE_ACTIONS:
                    return True
                waiting.extend(found.values())
            case ArrayObject() as found:
                waiting.extend(found)
    return False
