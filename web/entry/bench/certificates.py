"""Drawing certificates: how many pages a second, against empty pages of the same library."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from statistics import median
from typing import Any

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from processes.certify import drawing
from processes.certify.rules import layout
from web.entry import wiring

PAGES, ROUNDS = 40, 3
Line = dict[str, Any]


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`certify.render`, as the fields of one line."""
    tell("制作证书")
    wiring.wire()
    elements, photo = layout.standard(), _photo()
    values = dict.fromkeys(layout.FIELDS, "样张文字 1234")
    drawing.draw(elements, values, photo=photo, address="https://example.invalid/verify", title="warm")
    ours, reference = [], []
    for _ in range(ROUNDS):
        ours.append(
            _rate(lambda: drawing.draw(elements, values, photo=photo, address="https://example.invalid", title="x"))
        )
        reference.append(_rate(_empty))
    yield {
        "name": "certify.render",
        "value": round(median(ours), 1),
        "unit": "certificates/s",
        "reference": "empty pages of the same library",
        "reference_value": round(median(reference), 1),
        "ratio": round(median(ours) / median(reference), 4),
        "load": f"{PAGES} pages with photo, QR code and embedded font, median of {ROUNDS} rounds",
    }


def _rate(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(PAGES):
        act()
    return PAGES / (time.perf_counter() - began)


def _empty() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(842, 595))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (295, 413), "#dfe7e6").save(out, "JPEG")
    return out.getvalue()
