"""What every drawing shares: a font with Chinese characters, the sample mark, a seal, JPEG bytes."""

import math
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SAMPLE = "演示样张"
INK, FAINT, RED = "#1b2321", "#8c8778", "#b3261e"

_ROOT = Path(__file__).resolve().parents[4]
_PLACES = (
    (_ROOT / "node_modules/@expo-google-fonts/noto-sans-sc", "**/NotoSansSC_400Regular.ttf"),
    (Path("/usr/share/fonts"), "**/NotoSansCJK-Regular.ttc"),
    (Path("/usr/share/fonts"), "**/NotoSansSC*.[ot]tf"),
    (Path("/usr/share/fonts"), "**/wqy-*.ttc"),
)


class NoChineseFont(RuntimeError):
    """Nothing to draw Chinese characters with: the front-end packages are not installed."""


@lru_cache(maxsize=1)
def font_file() -> Path:
    for folder, pattern in _PLACES:
        for found in sorted(folder.glob(pattern)) if folder.is_dir() else ():
            return found
    raise NoChineseFont("no font with Chinese characters: run `make install` first")


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    index = 2 if font_file().suffix == ".ttc" else 0  # the third face of the Noto collection is SC
    try:
        return ImageFont.truetype(str(font_file()), size, index=index)
    except OSError:
        return ImageFont.truetype(str(font_file()), size)


def sheet(width: int, height: int, paper: str = "#fffdf7") -> Image.Image:
    return Image.new("RGB", (width, height), paper)


def write(image: Image.Image, at: tuple[int, int], text: str, size: int, fill: str = INK, anchor: str = "la") -> None:
    ImageDraw.Draw(image).text(at, text, font=font(size), fill=fill, anchor=anchor)


def wrapped(text: str, size: int, width: int) -> list[str]:
    """Lines of at most `width` pixels at this size; no line begins with a closing mark."""
    lines, line = [], ""
    for character in text:
        if font(size).getlength(line + character) > width and character not in "，。；：、）":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def seal(image: Image.Image, centre: tuple[int, int], radius: int, name: str, *, strength: int = 210) -> None:
    """A round red seal with the name along its upper edge; `strength` 0–255 is how well it was pressed."""
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    colour = (179, 38, 30, strength)
    x, y = centre
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=max(3, radius // 20))
    points = [
        (x + length * math.sin(math.pi * turn / 5), y - length * math.cos(math.pi * turn / 5))
        for turn in range(10)
        for length in (radius * 0.3 if turn % 2 == 0 else radius * 0.12,)
    ]
    pen.polygon(points, fill=colour)
    size = max(12, radius * 2 // max(8, len(name)))
    spread = min(240, 24 * len(name))
    for place, character in enumerate(name):
        angle = -spread / 2 + spread * place / max(1, len(name) - 1)
        glyph = Image.new("RGBA", (size * 2, size * 2), (0, 0, 0, 0))
        ImageDraw.Draw(glyph).text((size, size), character, font=font(size), fill=colour, anchor="mm")
        turned = glyph.rotate(-angle, resample=Image.Resampling.BICUBIC)
        reach = radius * 0.76
        layer.alpha_composite(
            turned,
            (
                int(x + reach * math.sin(math.radians(angle)) - size),
                int(y - reach * math.cos(math.radians(angle)) - size),
            ),
        )
    image.paste(layer, (0, 0), layer)


def finished(image: Image.Image, *, mark_size: int | None = None, quality: int = 86) -> bytes:
    """The drawing with its sample mark across it, as JPEG."""
    size = mark_size or max(16, image.width // 12)
    tile = Image.new("RGBA", (size * 7, size * 5), (0, 0, 0, 0))
    ImageDraw.Draw(tile).text((size * 3.5, size * 2.5), SAMPLE, font=font(size), fill=(90, 100, 96, 60), anchor="mm")
    tile = tile.rotate(24, resample=Image.Resampling.BICUBIC)
    marks = Image.new("RGBA", image.size, (0, 0, 0, 0))
    for top in range(0, image.height, tile.height):
        for left in range(-tile.width // 3, image.width, tile.width):
            marks.paste(tile, (left, top))
    marked = Image.alpha_composite(image.convert("RGBA"), marks)
    out = BytesIO()
    marked.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()
