"""Films are told by their bytes, bounded, and refused when cut off or glued together."""

import pytest
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.files.errors import BrokenFile, TooLarge, WrongKind
from engine.platform.files.kinds import kind_of
from engine.platform.files.videos import check
from web.entry.demo.pictures.film import slides


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def film(content: bytes = b"\0" * 64) -> bytes:
    """The frame of an MP4 as ffmpeg writes it."""
    return box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41") + box(b"mdat", content) + box(b"moov", box(b"mvhd"))


def test_films_are_known_by_their_bytes() -> None:
    assert kind_of(film()) == "MP4"
    assert kind_of(slides("标题", ["第一页"])) == "WEBM"
    assert kind_of(b"\x1a\x45\xdf\xa3" + b"\0" * 160) is None  # another kind of Matroska


def test_a_film_is_kept_as_it_came(session: Session) -> None:
    data = film()
    stored = files.store(session, data, filename="示范.mp4", allow=frozenset({"video"}))
    assert (stored.media_type, stored.bytes) == ("video/mp4", len(data))
    assert files.open_bytes(stored) == data
    assert files.open_part(stored, 4, 8) == b"ftyp"
    assert files.open_part(stored, len(data) - 2, len(data) + 50) == data[-2:]


@pytest.mark.parametrize(
    "data",
    [
        film()[:-20],
        film() + b"PK\x05\x06" + b"\0" * 18,
        box(b"ftyp", b"isom\0\0\2\0") + box(b"mdat", b"x"),
        box(b"ftyp", b"isom\0\0\2\0") + (3).to_bytes(4, "big") + b"moov",
    ],
)
def test_a_film_that_is_cut_off_or_glued_is_broken(data: bytes) -> None:
    with pytest.raises(BrokenFile):
        check(data, "MP4")


def test_films_are_only_taken_where_they_are_wanted_and_up_to_a_size(session: Session) -> None:
    with pytest.raises(WrongKind, match="图片"):
        files.store(session, film(), filename="x.mp4")
    with pytest.raises(WrongKind, match="视频"):
        files.store(session, b"%PDF-1.4", filename="x.mp4", allow=frozenset({"video"}))
    with pytest.raises(TooLarge, match="50 MB"):
        files.store(session, film(b"\0" * (50 * 1024 * 1024)), filename="x.mp4", allow=frozenset({"video"}))
