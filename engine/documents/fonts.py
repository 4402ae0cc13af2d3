"""The Chinese fonts of every document. Reportlab's built-in CID fonts render blank elsewhere, so ours are embedded."""

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
_FILES = {REGULAR: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}
_folder: Path | None = None


def use_folder(folder: Path) -> None:
    """Say where the font files are; the front-end build brings them there."""
    global _folder
    _folder = folder
    ready.cache_clear()


@lru_cache(maxsize=1)
def ready() -> None:
    """Register the fonts, once a process. Raises LookupError when the files were not built."""
    if _folder is None or not all((_folder / name).exists() for name in _FILES.values()):
        raise LookupError("the document fonts are missing: run `python -m web.ui.build`")
    for font, name in _FILES.items():
        pdfmetrics.registerFont(TTFont(font, str(_folder / name)))
    for family in (REGULAR, BOLD):
        pdfmetrics.registerFontFamily(family, normal=family, bold=BOLD, italic=family, boldItalic=BOLD)
