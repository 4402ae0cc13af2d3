"""考生比对表: photos with names, seats and room for a signature; 5 × 6 = 30 a page. Desk labels, 3 × 8 a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from engine.documents import fonts
from engine.documents.pdf import INK, LINE, MUTED

COLUMNS, ROWS = 5, 6
PER_PAGE = COLUMNS * ROWS
MARGIN, HEAD = 10 * mm, 20 * mm
LABEL_COLUMNS, LABEL_ROWS = 3, 8


@dataclass(frozen=True, slots=True)
class Face:
    """A candidate as the sheet shows him; `number` is the seat."""

    name: str
    ticket: str
    number: int
    portrait: bytes | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session: `title` names room and subject, `note` line and time."""

    title: str
    note: str
    faces: Sequence[Face]


def render(sheets: Sequence[Sheet], *, title: str = "考生比对表") -> bytes:
    """Every session begins on a page of its own."""
    out = BytesIO()
    canvas = _canvas(out, title)
    for sheet in sheets:
        pages = max((len(sheet.faces) + PER_PAGE - 1) // PER_PAGE, 1)
        for page in range(pages):
            _head(canvas, f"{title} · {sheet.title}", sheet.note, f"第 {page + 1} 页，共 {pages} 页")
            for at, face in enumerate(sheet.faces[page * PER_PAGE : (page + 1) * PER_PAGE]):
                _face(canvas, face, *_cell(at, COLUMNS, ROWS, HEAD))
            canvas.setFont(fonts.REGULAR, 8.5)
            canvas.drawString(MARGIN, MARGIN - 4 * mm, "监考员签字：                              缺考人数：")
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def labels(sheets: Sequence[Sheet]) -> bytes:
    """A label for every desk."""
    out = BytesIO()
    canvas = _canvas(out, "座位贴")
    for sheet in sheets:
        for start in range(0, len(sheet.faces), LABEL_COLUMNS * LABEL_ROWS):
            for at, face in enumerate(sheet.faces[start : start + LABEL_COLUMNS * LABEL_ROWS]):
                _label(canvas, sheet, face, *_cell(at, LABEL_COLUMNS, LABEL_ROWS, 0))
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(out: BytesIO, title: str) -> Canvas:
    fonts.ready()
    canvas = Canvas(out, pagesize=A4)
    canvas.setTitle(title)
    canvas.setCreator("Certflow")
    return canvas


Box = tuple[float, float, float, float]


def _cell(at: int, columns: int, rows: int, head: float) -> Box:
    """Left, bottom, width and height of a place in the grid, row by row from the top."""
    row, column = divmod(at, columns)
    width, height = (A4[0] - 2 * MARGIN) / columns, (A4[1] - 2 * MARGIN - head) / rows
    return MARGIN + column * width, A4[1] - MARGIN - head - (row + 1) * height, width, height


def _head(canvas: Canvas, title: str, note: str, page: str) -> None:
    top = A4[1] - MARGIN
    canvas.setFillColor(INK)
    canvas.setFont(fonts.BOLD, 14)
    canvas.drawString(MARGIN, top - 6 * mm, _cut(title, fonts.BOLD, 14, A4[0] - 2 * MARGIN))
    canvas.setFillColor(MUTED)
    canvas.setFont(fonts.REGULAR, 9)
    canvas.drawString(MARGIN, top - 13 * mm, _cut(note, fonts.REGULAR, 9, A4[0] - 2 * MARGIN - 30 * mm))
    canvas.drawRightString(A4[0] - MARGIN, top - 13 * mm, page)
    canvas.setFillColor(INK)


def _face(canvas: Canvas, face: Face, x: float, y: float, width: float, height: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.rect(x, y, width, height)
    photo_height = height - 15.5 * mm
    photo_width = photo_height * 25 / 35
    left, bottom = x + 1.5 * mm, y + height - photo_height - 1.5 * mm
    _photo(canvas, face.portrait, left, bottom, photo_width, photo_height)
    canvas.setFillColor(INK)
    canvas.setFont(fonts.BOLD, 17)
    canvas.drawRightString(x + width - 2 * mm, y + height - 8 * mm, str(face.number))
    canvas.setFillColor(MUTED)
    canvas.setFont(fonts.REGULAR, 7)
    canvas.drawRightString(x + width - 2 * mm, y + height - 12 * mm, "座号")
    canvas.setFillColor(INK)
    canvas.setFont(fonts.BOLD, 9.5)
    canvas.drawString(x + 1.5 * mm, y + 10 * mm, _cut(face.name, fonts.BOLD, 9.5, width - 3 * mm))
    canvas.setFont(fonts.REGULAR, 7)
    canvas.drawString(x + 1.5 * mm, y + 6.3 * mm, face.ticket)
    canvas.drawString(x + 1.5 * mm, y + 1.8 * mm, "签字")
    canvas.line(x + 9 * mm, y + 1.5 * mm, x + width - 2 * mm, y + 1.5 * mm)


def _photo(canvas: Canvas, data: bytes | None, x: float, y: float, width: float, height: float) -> None:
    if data is None:
        canvas.rect(x, y, width, height)
        canvas.setFont(fonts.REGULAR, 7)
        canvas.drawCentredString(x + width / 2, y + height / 2, "无照片")
        return
    canvas.drawImage(ImageReader(BytesIO(data)), x, y, width, height, preserveAspectRatio=True, anchor="c")


def _label(canvas: Canvas, sheet: Sheet, face: Face, x: float, y: float, width: float, height: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    canvas.rect(x, y, width, height)
    canvas.setDash()
    canvas.setFillColor(INK)
    canvas.setFont(fonts.BOLD, 30)
    canvas.drawString(x + 4 * mm, y + height - 14 * mm, str(face.number))
    canvas.setFont(fonts.BOLD, 15)
    canvas.drawRightString(x + width - 4 * mm, y + height - 12 * mm, _cut(face.name, fonts.BOLD, 15, width / 2))
    canvas.setFont(fonts.REGULAR, 9.5)
    canvas.drawString(x + 4 * mm, y + 9.5 * mm, face.ticket)
    canvas.setFillColor(MUTED)
    canvas.setFont(fonts.REGULAR, 7.5)
    canvas.drawString(x + 4 * mm, y + 4 * mm, _cut(sheet.title, fonts.REGULAR, 7.5, width - 8 * mm))


def _cut(text: str, font: str, size: float, width: float) -> str:
    """The text, or its beginning with … where it is too wide."""
    if stringWidth(text, font, size) <= width:
        return text
    while text and stringWidth(text + "…", font, size) > width:
        text = text[:-1]
    return text + "…"
