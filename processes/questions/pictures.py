"""Pictures of questions: one of the stem, one of each option; kept as files, shown inside the pages and papers.

A page or paper carries the picture itself (base64 of a JPEG), so whoever may see the question sees it, nobody else can
ask for it, and an exam goes on without the network.
"""

from base64 import b64encode
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.files import FileRefused, StoredFile
from processes.questions.models import QuestionVersion
from processes.questions.rules.keys import LETTERS

STEM = "stem"
SLOTS = (STEM, *LETTERS)
MOST_BYTES = 400 * 1024


class PictureTooLarge(FileRefused):
    code = "picture_too_large"
    message = "图片处理后仍有 {kib} KB，不能超过 400 KB。请裁剪或缩小后再上传。"


def keep(session: Session, data: bytes, *, filename: str) -> str:
    """Check a picture, make it harmless and keep it; the id to put into a draft. Raises a FileRefused."""
    stored = files.store(session, data, filename=filename, allow=frozenset({"image"}))
    if stored.bytes > MOST_BYTES:
        raise PictureTooLarge(kib=stored.bytes // 1024)
    return str(stored.id)


def encoded(session: Session, version: QuestionVersion) -> dict[str, str]:
    """The pictures of a version by slot, as base64 of JPEG."""
    return {slot: b64encode(files.open_bytes(row)).decode() for slot, row in _rows(session, version.pictures).items()}


def hashes(session: Session, pictures: Mapping[str, str]) -> list[str]:
    """What tells two questions of the same words apart: their pictures."""
    return sorted(row.sha256 for row in _rows(session, pictures).values())


def _rows(session: Session, pictures: Mapping[str, str]) -> dict[str, StoredFile]:
    if not pictures:
        return {}
    wanted = select(StoredFile).where(StoredFile.id.in_([UUID(each) for each in pictures.values()]))
    known = {str(row.id): row for row in session.scalars(wanted)}
    return {slot: known[each] for slot, each in pictures.items() if each in known}
