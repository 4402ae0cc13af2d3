"""QR codes (ISO/IEC 18004), error correction M."""

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage


def qr_png(text: str, *, box: int = 8, border: int = 2) -> bytes:
    """A QR code as PNG; `box` pixels a module, `border` modules of quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=box, border=border, image_factory=PilImage)
    code.add_data(text)
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()
