"""Images from outside become plain JPEGs: upright, without metadata, of a bounded size.

Re-encoding is also what makes a polyglot harmless: only pixels survive.
"""

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from engine.platform.files.errors import Bomb, BrokenFile

MAX_PIXELS = 64_000_000
MAX_SIDE = 4096
QUALITY = 88

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Said once for the process: `catch_warnings` is not safe between threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    width: int
    height: int


def harmless(data: bytes, kind: str) -> Picture:
    """Re-encode an image of the given kind as JPEG; sides longer than MAX_SIDE pixels are scaled down.

    Raises Bomb above MAX_PIXELS, BrokenFile when it can't be decoded to its end.
    """
    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Bomb(limit=MAX_PIXELS // 10_000)
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Bomb(limit=MAX_PIXELS // 10_000) from None
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, MemoryError, TypeError, KeyError, struct.error):
        raise BrokenFile from None
    flat = _on_white(upright)
    flat.thumbnail((MAX_SIDE, MAX_SIDE))
    out = BytesIO()
    flat.info.clear()
    flat.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), flat.width, flat.height)


def shrunk(data: bytes, side: int) -> bytes:
    """A kept image as a JPEG of at most `side` pixels a side."""
    with Image.open(BytesIO(data), formats=["JPEG"]) as image:
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        out = BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")
