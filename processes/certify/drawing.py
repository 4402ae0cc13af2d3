"""A certificate drawn from its template: one A4 page, fonts embedded, text never markup."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from engine.documents import codes, fonts
from processes.certify.rules.layout import HEIGHT, WIDTH, filled

INK, SEAL = HexColor("#1b2321"), HexColor("#ad2a20")
SMALLEST = 6.0


def draw(
    elements: Sequence[Mapping[str, Any]], values: Mapping[str, str], *, photo: bytes | None, address: str, title: str
) -> bytes:
    """One page as PDF. `address` is what the QR code holds; without a photo its frame stays empty."""
    fonts.ready()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=True)
    canvas.setTitle(title)
    canvas.setCreator("Certflow")
    for element in elements:
        _element(canvas, element, values, photo, address)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _element(
    canvas: Canvas, element: Mapping[str, Any], values: Mapping[str, str], photo: bytes | None, address: str
) -> None:
    left, top = float(element["x"]) * mm, (HEIGHT - float(element["y"])) * mm
    wide, high = float(element["width"]) * mm, float(element["height"]) * mm
    match element["kind"]:
        case "photo":
            if photo is None:
                canvas.setStrokeColor(INK)
                canvas.rect(left, top - high, wide, high)
            else:
                canvas.drawImage(ImageReader(BytesIO(photo)), left, top - high, wide, high, preserveAspectRatio=True)
        case "qr":
            canvas.drawImage(ImageReader(BytesIO(codes.qr_png(address))), left, top - high, wide, high)
        case "line":
            canvas.setStrokeColor(SEAL)
            canvas.setLineWidth(1.2)
            canvas.line(left, top, left + wide, top)
        case "seal":
            canvas.setStrokeColor(SEAL)
            canvas.setDash(2, 2)
            canvas.circle(left + wide / 2, top - high / 2, min(wide, high) / 2)
            canvas.setDash()
            _text(canvas, element, str(element.get("text") or ""), left, top - high / 2 + 2 * mm, wide, SEAL)
        case _:
            _text(canvas, element, filled(str(element["text"]), values), left, top, wide, INK)


def _text(
    canvas: Canvas, element: Mapping[str, Any], text: str, left: float, top: float, wide: float, colour: HexColor
) -> None:
    """One line; a text too long for its box becomes smaller."""
    size = float(element.get("size") or 12)
    font = fonts.BOLD if size >= 24 else fonts.REGULAR
    while size > SMALLEST and stringWidth(text, font, size) > wide:
        size -= 0.5
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    base = top - size
    if element.get("align") == "center":
        canvas.drawCentredString(left + wide / 2, base, text)
    elif element.get("align") == "right":
        canvas.drawRightString(left + wide, base, text)
    else:
        canvas.drawString(left, base, text)
