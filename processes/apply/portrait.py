"""The portrait that certificates want: 295 × 413 pixels, 25 × 35 mm at 300 dpi."""

from io import BytesIO

from PIL import Image

from engine.platform.files import MAX_BYTES, images, kinds
from processes.apply.errors import PortraitNotUpright, PortraitTooSmall

WIDTH, HEIGHT = 295, 413


def normalised(data: bytes) -> bytes:
    """An upload cut and scaled to the size of a portrait. What is no image comes back as it is: the store refuses it.

    Raises PortraitTooSmall, PortraitNotUpright, and the refusals of `engine.platform.files`.
    """
    kind = kinds.kind_of(data)
    if kind not in kinds.IMAGES or len(data) > MAX_BYTES:
        return data
    picture = images.harmless(data, kind)
    if picture.width < WIDTH or picture.height < HEIGHT:
        raise PortraitTooSmall(width=picture.width, height=picture.height)
    if picture.width >= picture.height:
        raise PortraitNotUpright(width=picture.width, height=picture.height)
    with Image.open(BytesIO(picture.data)) as image:
        cut = image.crop(_window(image.width, image.height))
        out = BytesIO()
        cut.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=92, dpi=(300, 300))
    return out.getvalue()


def _window(width: int, height: int) -> tuple[int, int, int, int]:
    """The largest part with the right proportions: sides are cut evenly, else the bottom, so the head stays."""
    if width * HEIGHT > height * WIDTH:
        wide = height * WIDTH // HEIGHT
        left = (width - wide) // 2
        return left, 0, left + wide, height
    return 0, 0, width, width * HEIGHT // WIDTH
