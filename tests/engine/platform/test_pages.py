"""A page of a PDF as a picture, drawn where a hostile file can do no harm."""

from io import BytesIO

import pytest
from PIL import Image

from engine.platform.files import pages
from engine.platform.files.errors import CannotBeDrawn, TooManyDrawings
from tests.engine.platform.samples import pdf


def drawn(data: bytes, number: int = 1) -> Image.Image:
    return Image.open(BytesIO(pages.drawn(data, number)), formats=["JPEG"])


def test_a_page_is_drawn_upright_on_white_and_no_larger_than_a_screen_needs() -> None:
    page = drawn(pdf(3), 3)
    assert pages.SIDE - 2 <= page.height <= pages.SIDE
    assert page.width / page.height == pytest.approx(210 / 297, abs=0.001)
    assert page.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("size", ["0 0 14400 14400", "0 0 1 900000", "0 0 0.0001 0.0001"])
def test_a_page_of_any_size_stays_within_bounds(size: str) -> None:
    data = pdf().replace(b"[ 0.0 0.0 210 297 ]", f"[ {size} ]".encode())
    assert size.encode() in data
    try:
        page = drawn(data)
    except CannotBeDrawn:
        return
    assert max(page.size) <= pages.SIDE


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", pdf()[:200], pdf(password="x")])
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(CannotBeDrawn, match="请在新窗口打开原件"):
        pages.drawn(data, 1)


def test_a_page_that_is_not_there() -> None:
    with pytest.raises(CannotBeDrawn):
        pages.drawn(pdf(2), 3)


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.001)
    with pytest.raises(CannotBeDrawn):
        pages.drawn(pdf(), 1)
    monkeypatch.undo()
    assert pages.drawn(pdf(), 1), "its place is free again"


def test_only_so_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 0.01)
    for _ in range(2):
        pages._at_once.acquire()
    try:
        with pytest.raises(TooManyDrawings):
            pages.drawn(pdf(), 1)
    finally:
        pages._at_once.release(2)
