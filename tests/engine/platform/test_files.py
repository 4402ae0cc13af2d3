"""Keeping files."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.settings import settings
from tests.engine.platform import samples


def kept_files() -> list[Path]:
    return [path for path in (settings().data_dir / "files").rglob("*") if path.is_file()]


def test_a_photo_is_kept_and_given_back(session: Session) -> None:
    stored = files.store(session, samples.heic(), filename="C:\\照片\\IMG_0001.HEIC")
    assert (stored.media_type, stored.width, stored.height, stored.pages) == ("image/jpeg", 128, 96, 1)
    assert stored.filename == "IMG_0001.HEIC"
    assert files.open_bytes(stored).startswith(b"\xff\xd8\xff")
    assert session.scalar(select(files.StoredFile.bytes)) == len(files.open_bytes(stored))


def test_a_small_picture_fits_its_side() -> None:
    with Image.open(BytesIO(files.shrunk(samples.encoded("JPEG", samples.picture(1600, 800)), 360))) as small:
        assert (small.format, small.size) == ("JPEG", (360, 180))


def test_a_pdf_keeps_its_bytes(session: Session) -> None:
    data = samples.pdf(2)
    stored = files.store(session, data, filename="证明.pdf")
    assert (stored.media_type, stored.pages, stored.width) == ("application/pdf", 2, None)
    assert files.open_bytes(stored) == data


def test_the_same_bytes_are_kept_once(session: Session) -> None:
    before = len(kept_files())
    first = files.store(session, samples.pdf(3), filename="a.pdf")
    again = files.store(session, samples.pdf(3), filename="b.pdf")
    assert first.id != again.id
    assert first.sha256 == again.sha256
    assert len(kept_files()) == before + 1


@pytest.mark.parametrize(
    ("data", "refusal", "status"),
    [
        (b"", files.EmptyFile, 422),
        (b"\xff\xd8\xff" + b"x" * files.MAX_BYTES, files.TooLarge, 413),
        (samples.archive(), files.WrongKind, 422),
        (b"MZ" + b"\0" * 500, files.WrongKind, 422),
        (samples.encoded("JPEG")[:400], files.BrokenFile, 422),
        (samples.huge_png(60_000, 60_000), files.Bomb, 422),
        (samples.pdf(password="x"), files.Encrypted, 422),
        (samples.pdf(javascript=True), files.ActiveContent, 422),
    ],
)
def test_a_refused_file_leaves_nothing(
    session: Session, data: bytes, refusal: type[files.FileRefused], status: int
) -> None:
    before = kept_files()
    with pytest.raises(refusal) as refused:
        files.store(session, data, filename="毕业证.pdf")
    assert refused.value.status == status
    assert refused.value.sentence.endswith("。")
    assert kept_files() == before
    assert session.scalars(select(files.StoredFile)).all() == []


def test_where_only_an_image_is_wanted_a_pdf_is_refused(session: Session) -> None:
    with pytest.raises(files.WrongKind, match="文件应为图片"):
        files.store(session, samples.pdf(), filename="a.jpg", allow=frozenset({"image"}))


def test_an_altered_file_is_not_given_out(session: Session) -> None:
    stored = files.store(session, samples.pdf(4), filename="a.pdf")
    path = next(path for path in kept_files() if path.name == stored.sha256)
    path.write_bytes(b"%PDF-other")
    with pytest.raises(files.Missing):
        files.open_bytes(stored)


@pytest.mark.parametrize(("given", "kept"), [("", "未命名"), ("../../etc/passwd", "passwd"), ("a\nb\0.pdf", "ab.pdf")])
def test_a_name_is_only_a_name(session: Session, given: str, kept: str) -> None:
    assert files.store(session, samples.pdf(5), filename=given).filename == kept
