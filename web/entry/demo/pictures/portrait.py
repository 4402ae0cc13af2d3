"""A drawn portrait of the size certificates want: 295 × 413 pixels (25 × 35 mm at 300 dpi)."""

import random

from PIL import Image, ImageDraw

from web.entry.demo.people import Synthetic
from web.entry.demo.pictures.canvas import finished, sheet

WIDTH, HEIGHT = 295, 413
_SCALE = 3
_SKIN = ("#f0cfb0", "#e8c09a", "#f3d6bd", "#dfb38c")
_HAIR = ("#1d1a19", "#2b2320", "#3a2c25")
_CLOTH = ("#2f4a63", "#4a5a4f", "#5c3d46", "#39424e", "#0d5058")


def portrait(person: Synthetic, *, background: str = "#ffffff") -> bytes:
    """A face made of plain shapes, different for each person, on a white ground."""
    return finished(face(person, background=background), mark_size=26, quality=90)


def face(person: Synthetic, *, background: str = "#ffffff") -> Image.Image:
    """The drawing itself, without the mark: documents paste it."""
    dice = random.Random(person.seed)
    skin, hair, cloth = dice.choice(_SKIN), dice.choice(_HAIR), dice.choice(_CLOTH)
    wide, glasses = dice.uniform(0.9, 1.08), dice.random() < 0.35
    image = sheet(WIDTH * _SCALE, HEIGHT * _SCALE, background)
    pen = ImageDraw.Draw(image)
    x, y = WIDTH * _SCALE // 2, int(HEIGHT * _SCALE * 0.43)
    w, h = int(200 * wide), 265
    if person.sex == "2":
        pen.rounded_rectangle((x - w - 60, y - h - 40, x + w + 60, y + h + 150), 220, fill=hair)
    else:
        pen.ellipse((x - w - 30, y - h - 70, x + w + 30, y + 110), fill=hair)
    _shoulders(pen, x, y + h, cloth, skin)
    pen.ellipse((x - w - 26, y - 40, x - w + 40, y + 90), fill=skin)
    pen.ellipse((x + w - 40, y - 40, x + w + 26, y + 90), fill=skin)
    pen.ellipse((x - w, y - h, x + w, y + h), fill=skin)
    pen.pieslice((x - w - 8, y - h - 30, x + w + 8, y + 60), 180 + dice.randint(8, 18), 350, fill=hair)
    _features(pen, x, y, dice, glasses=glasses)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _shoulders(pen: ImageDraw.ImageDraw, x: int, chin: int, cloth: str, skin: str) -> None:
    pen.rounded_rectangle((x - 75, chin - 70, x + 75, chin + 140), 50, fill=skin)
    pen.rounded_rectangle((x - 380, chin + 70, x + 380, chin + 700), 170, fill=cloth)
    pen.polygon([(x - 110, chin + 66), (x, chin + 220), (x + 110, chin + 66)], fill="#f7f5f0")


def _features(pen: ImageDraw.ImageDraw, x: int, y: int, dice: random.Random, *, glasses: bool) -> None:
    apart, lift = dice.randint(80, 96), dice.randint(-14, 10)
    for side in (-1, 1):
        eye = x + side * apart
        pen.arc((eye - 50, y - 78 + lift, eye + 50, y - 20 + lift), 200, 340, fill="#2b2320", width=11)
        pen.ellipse((eye - 30, y - 18, eye + 30, y + 16), fill="#fbfaf7")
        pen.ellipse((eye - 16, y - 18, eye + 16, y + 16), fill="#2b2320")
        if glasses:
            pen.rounded_rectangle((eye - 66, y - 50, eye + 66, y + 48), 30, outline="#39424e", width=7)
    if glasses:
        pen.line((x - apart + 66, y - 6, x + apart - 66, y - 6), fill="#39424e", width=7)
    pen.arc((x - 34, y + 30, x + 34, y + 104), 20, 160, fill="#b98a6a", width=9)
    pen.arc((x - 70, y + 90, x + 70, y + 168), 25, 155, fill="#a8554e", width=11)
