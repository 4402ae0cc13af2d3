"""The portrait that certificates want: 295 × 413 pixels, 25 × 35 mm at 300 dpi, cut out of what was uploaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from engine.platform.files import MAX_BYTES, images, kinds
from processes.apply.errors import PortraitNotUpright, PortraitTooSmall

WIDTH, HEIGHT = 295, 413
SLIGHT = 0.03  # the share that may be cut off without asking


@dataclass(frozen=True, slots=True)
class Crop:
    """Which part of the source: `x` and `y` say in percent where in the room there is, `zoom` how much closer."""

    x: int = 50
    y: int = 20
    zoom: int = 100
    confirmed: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"x": self.x, "y": self.y, "zoom": self.zoom, "confirmed": self.confirmed}


def crop_of(kept: Mapping[str, Any] | None) -> Crop:
    return Crop(**kept) if kept else Crop()


def source(data: bytes) -> bytes | None:
    """An upload made harmless and found fit to be cut; None for what is no image, which the store refuses.

    Raises PortraitTooSmall, PortraitNotUpright, and the refusals of `engine.platform.files`.
    """
    kind = kinds.kind_of(data)
    if kind not in kinds.IMAGES or len(data) > MAX_BYTES:
        return None
    picture = images.harmless(data, kind)
    if picture.width >= picture.height:
        raise PortraitNotUpright(width=picture.width, height=picture.height)
    if picture.width < WIDTH or picture.height < HEIGHT:
        raise PortraitTooSmall(width=picture.width, height=picture.height)
    return picture.data


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a source."""
    with Image.open(BytesIO(data)) as image:
        return image.width, image.height


def proposed(width: int, height: int) -> Crop:
    """In the middle, with a little more cut below than above; nothing is asked where next to nothing is cut."""
    left, top, right, bottom = window(width, height, Crop())
    kept = (right - left) * (bottom - top) / (width * height)
    return Crop(confirmed=kept >= 1 - SLIGHT)


def most_zoom(width: int, height: int) -> int:
    """How close one may go, in percent, before the part is smaller than a portrait."""
    left, top, right, bottom = window(width, height, Crop())
    return max(100, min((right - left) * 100 // WIDTH, (bottom - top) * 100 // HEIGHT, 400))


def window(width: int, height: int, crop: Crop) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part, always inside the source and of a portrait's proportions."""
    wide = min(width, height * WIDTH // HEIGHT)
    high = min(height, width * HEIGHT // WIDTH)
    zoom = max(100, crop.zoom)
    wide, high = max(1, wide * 100 // zoom), max(1, high * 100 // zoom)
    left = (width - wide) * min(max(crop.x, 0), 100) // 100
    top = (height - high) * min(max(crop.y, 0), 100) // 100
    return left, top, left + wide, top + high


def cut(data: bytes, crop: Crop) -> bytes:
    """The part of a source, as the JPEG that certificates want. `crop.zoom` beyond `most_zoom` goes no closer."""
    with Image.open(BytesIO(data)) as image:
        nearest = min(crop.zoom, most_zoom(image.width, image.height))
        part = image.convert("RGB").crop(window(image.width, image.height, Crop(crop.x, crop.y, nearest)))
        out = BytesIO()
        part.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=92, dpi=(300, 300))
    return out.getvalue()
