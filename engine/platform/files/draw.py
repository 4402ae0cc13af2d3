"""Draws one page of a PDF: run as a program of its own, which ends with the page.

    python -I draw.py PAGE SIDE < file.pdf > page.jpg

What reads hostile bytes is written in C++. It has no keys in its environment, no more memory and time than a page
needs, and takes nobody along when it falls.
"""

import resource
import sys
from contextlib import suppress
from io import BytesIO

import pypdfium2 as pdfium

MEMORY, SECONDS, QUALITY = 1 << 30, 10, 85


def bound() -> None:
    """From here on: a gibibyte, ten seconds of work, no file written. A system that can't bound one goes without it."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def drawn(data: bytes, number: int, side: int) -> bytes:
    """The page, counted from 1, as a JPEG whose longer side has at most `side` pixels, with what forms hold."""
    document = pdfium.PdfDocument(data)
    document.init_forms()
    page = document[number - 1]
    width, height = page.get_size()
    out = BytesIO()
    scale = (side - 1) / max(width, height, 1)  # parts of a pixel are rounded up
    page.render(scale=scale).to_pil().convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    bound()
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
