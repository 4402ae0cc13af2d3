"""Word files (ECMA-376) read as paragraphs, within bounds; written as plain paragraphs."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from engine.documents.archives import Hostile, refuse_hostile
from engine.platform.errors import AppError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PARAGRAPHS = 20_000


class WordRefused(AppError):
    code, status = "word_refused", 422
    message = "无法读取这份文档：{why}。请用 Word 另存为 .docx 后再试。"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` is that of Word's automatic numbering, whose numbers are not in the text; None without it."""

    text: str
    level: int | None = None
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    paragraphs: Sequence[Paragraph]
    tables: int


def read(data: bytes) -> Words:
    """The paragraphs of a document, line breaks kept. Raises WordRefused."""
    try:
        refuse_hostile(data, "Word 文档")
        document = Document(BytesIO(data))
        body = document.element.body
    except Hostile as refusal:
        raise WordRefused(why=str(refusal)) from refusal
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, etree.LxmlError) as error:
        raise WordRefused(why="文件已损坏，或不是 Word 文档") from error
    found = document.paragraphs
    if len(found) > MOST_PARAGRAPHS:
        raise WordRefused(why=f"超过 {MOST_PARAGRAPHS} 段")
    return Words([_paragraph(each) for each in found], len(body.findall(qn("w:tbl"))))


def write(lines: Sequence[str]) -> bytes:
    """A document with a paragraph for each line."""
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _paragraph(each: object) -> Paragraph:
    element = each._p  # type: ignore[attr-defined]  # python-docx has no public way to the numbering
    level = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    picture = element.find(f".//{qn('w:drawing')}") is not None or element.find(f".//{qn('w:pict')}") is not None
    number = None if level is None else int(level.get(qn("w:val")) or 0)
    return Paragraph(str(each.text), number, picture)  # type: ignore[attr-defined]
