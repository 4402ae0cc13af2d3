"""Office files are zip archives of XML: refused when they unpack to too much, or bring entities of their own."""

import zipfile
from io import BytesIO

MEBIBYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 10 * MEBIBYTE, 100 * MEBIBYTE, 500
_MARKUP = (".xml", ".rels", ".vml")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"\x00")


class Hostile(ValueError):
    """An archive that is not opened; the text says why, in Chinese."""


def refuse_hostile(data: bytes, what: str) -> None:
    """Look at every part before any parser does. `what` names the kind of file. Raises Hostile.

    A part's claimed size is the most that is unpacked of it: a part that lies fails its checksum.
    """
    if len(data) > MOST_BYTES:
        raise Hostile(f"文件超过 {MOST_BYTES // MEBIBYTE} MB")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Hostile("文件解开后过大")
            for part in parts:
                if part.filename.lower().endswith(_MARKUP) and _declares(archive.read(part)):
                    raise Hostile("文件含有不允许的文档类型声明")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Hostile(f"文件已损坏，或不是 {what}") from error


def _declares(markup: bytes) -> bool:
    """Whether XML has a document type, or could hide one in two-byte characters."""
    return markup.startswith(_UTF16) or b"<!DOCTYPE" in markup or b"<!ENTITY" in markup
