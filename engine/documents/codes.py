"""QR codes (ISO/IEC 18004), error correction M."""

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage


def qr_path(text: str) -> tuple[int, str]:
    """A QR code for an inline SVG: modules on a side, and the path of its dark runs, a row at a time."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = next((at for at in range(x, len(row)) if not row[at]), len(row)) - x
            if length:
                runs.append(f"M{x} {y + 0.5}h{length}")
            x += max(length, 1)
    return len(rows), "".join(runs)


def qr_png(text: str, *, box: int = 8, border: int = 2) -> bytes:
    """A QR code as PNG; `box` pixels a module, `border` modules of quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=box, border=border, image_factory=PilImage)
    code.add_data(text)
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()
