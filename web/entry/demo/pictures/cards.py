"""Both sides of a drawn identity card, recognisable as a sample at first sight."""

from datetime import date

from PIL import ImageDraw

from engine.platform.text import date_cn
from processes.catalogue import codes
from web.entry.demo.people import Synthetic
from web.entry.demo.pictures.canvas import FAINT, INK, RED, finished, sheet, wrapped, write
from web.entry.demo.pictures.portrait import face

WIDTH, HEIGHT = 1012, 638  # ID-1 at 300 dpi
_LABEL = "#2f6f86"


def id_front(person: Synthetic) -> bytes:
    """The side with the face and the number."""
    image = sheet(WIDTH, HEIGHT, "#e9f1f1")
    _waves(ImageDraw.Draw(image))
    born = person.birth_date
    rows = (
        ("姓名", person.name),
        ("性别", codes.label("sex", person.sex) + "      民族  汉"),
        ("出生", f"{born.year} 年 {born.month} 月 {born.day} 日"),
    )
    for place, (label, value) in enumerate(rows):
        write(image, (70, 80 + place * 84), label, 28, _LABEL)
        write(image, (170, 76 + place * 84), value, 34)
    write(image, (70, 336), "住址", 28, _LABEL)
    for place, line in enumerate(wrapped(person.address, 32, 440)):
        write(image, (170, 332 + place * 46), line, 32)
    write(image, (70, 540), "公民身份号码", 28, _LABEL)
    write(image, (290, 532), person.id_number, 42)
    image.paste(face(person, background="#e9f1f1").resize((270, 378)), (690, 90))
    return finished(image, mark_size=70)


def id_back(person: Synthetic, *, today: date) -> bytes:
    """The side with the issuer and the dates of validity."""
    image = sheet(WIDTH, HEIGHT, "#eef0e8")
    _waves(ImageDraw.Draw(image))
    ImageDraw.Draw(image).rounded_rectangle((70, 70, 210, 210), 12, outline=RED, width=6)
    write(image, (140, 140), "样", 80, RED, "mm")
    write(image, (570, 110), "居民身份证（演示）", 54, INK, "mm")
    write(image, (570, 190), "不是真实证件，不能用于任何用途", 30, FAINT, "mm")
    issued = date(today.year - 4, 3, 1)
    write(image, (250, 420), "签发机关", 30, _LABEL)
    write(image, (400, 416), "鹭州市演示公安局", 34)
    write(image, (250, 500), "有效期限", 30, _LABEL)
    write(image, (400, 496), f"{date_cn(issued)}—{date_cn(issued.replace(year=issued.year + 20))}", 34)
    return finished(image, mark_size=70)


def _waves(pen: ImageDraw.ImageDraw) -> None:
    for top in range(-200, HEIGHT, 26):
        pen.arc((-200, top, WIDTH + 200, top + 260), 200, 340, fill="#d5e2e0", width=2)
