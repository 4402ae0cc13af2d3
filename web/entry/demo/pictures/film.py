"""A small film of slides, written without any encoder: WebP's lossy pictures are VP8 key frames, and WebM holds VP8.

Formats: RFC 9649 (WebP container), RFC 8794 and 9559 (EBML, Matroska).
"""

import struct
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from web.entry.demo.pictures.canvas import SAMPLE, sheet, wrapped, write

WIDTH, HEIGHT = 640, 360
SECONDS = 6  # that a slide stands


def slides(title: str, texts: Sequence[str]) -> bytes:
    """A silent WebM film: a slide for each text under the title."""
    frames = [_frame(_slide(title, text, f"{at} / {len(texts)}")) for at, text in enumerate(texts, 1)]
    length = float(len(frames) * SECONDS * 1000)
    info = _element(0x1549A966, _number(0x2AD7B1, 1_000_000), _float(0x4489, length), *_apps())
    video = _element(0xE0, _number(0xB0, WIDTH), _number(0xBA, HEIGHT))
    track = _element(
        0xAE, _number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8"), video
    )  # fmt: skip
    clusters = []
    for at, frame in enumerate(frames):
        for second in range(0, SECONDS, 2):  # a key frame every two seconds, so that a player can jump
            moment = (at * SECONDS + second) * 1000
            block = _element(0xA3, b"\x81" + struct.pack(">hB", 0, 0x80) + frame)
            clusters.append(_element(0x1F43B675, _number(0xE7, moment), block))
    head = _element(
        0x1A45DFA3, _number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8),
        _element(0x4282, b"webm"), _number(0x4287, 4), _number(0x4285, 2),
    )  # fmt: skip
    return head + _element(0x18538067, info, _element(0x1654AE6B, track), *clusters)


def _slide(title: str, text: str, place: str) -> Image.Image:
    image = sheet(WIDTH, HEIGHT, "#0d5058")
    write(image, (40, 36), title, 22, "#bfe0e0")
    for at, line in enumerate(wrapped(text, 34, WIDTH - 80)):
        write(image, (40, 110 + at * 52), line, 34, "#ffffff")
    write(image, (WIDTH - 40, HEIGHT - 36), place, 18, "#bfe0e0", "ra")
    write(image, (40, HEIGHT - 36), SAMPLE, 18, "#bfe0e0")
    return image


def _frame(image: Image.Image) -> bytes:
    """The VP8 key frame inside a lossy WebP. Raises ValueError when there is none."""
    out = BytesIO()
    image.save(out, "WEBP", quality=72, method=4)
    data = out.getvalue()
    if data[12:16] != b"VP8 ":
        raise ValueError("no simple lossy WebP")
    return data[20 : 20 + int.from_bytes(data[16:20], "little")]


def _apps() -> tuple[bytes, bytes]:
    return _element(0x4D80, b"certflow"), _element(0x5741, b"certflow")


def _element(identity: int, *content: bytes) -> bytes:
    data = b"".join(content)
    size = (1 << 56 | len(data)).to_bytes(8, "big")
    return identity.to_bytes((identity.bit_length() + 7) // 8, "big") + size + data


def _number(identity: int, value: int) -> bytes:
    return _element(identity, value.to_bytes(max((value.bit_length() + 7) // 8, 1), "big"))


def _float(identity: int, value: float) -> bytes:
    return _element(identity, struct.pack(">d", value))
