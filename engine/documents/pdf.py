"""Flowing PDF pages in Chinese: headings, paragraphs, tables, pictures. All lengths in mm; text is never markup."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any, TypeAlias

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from engine.documents import codes, fonts

INK, MUTED, LINE = colors.HexColor("#1b2321"), colors.HexColor("#5b645f"), colors.HexColor("#7b7e76")


def _style(name: str, size: float, *, bold: bool = False, leading: float = 1.6, **more: Any) -> ParagraphStyle:
    font = fonts.BOLD if bold else fonts.REGULAR
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * leading, textColor=INK, wordWrap="CJK", **more
    )


STYLES = {
    "title": _style("title", 18, bold=True, leading=1.4, alignment=TA_CENTER, spaceAfter=4 * mm),
    "heading": _style("heading", 13, bold=True, leading=1.4, spaceBefore=3 * mm, spaceAfter=2 * mm),
    "body": _style("body", 10.5),
    "small": _style("small", 8.5, leading=1.5),
    "cell": _style("cell", 9, leading=1.35),
    "cell-head": _style("cell-head", 9, bold=True, leading=1.35),
    "cell-right": _style("cell-right", 9, leading=1.35, alignment=TA_RIGHT),
    "cell-center": _style("cell-center", 9, leading=1.35, alignment=TA_CENTER),
    "subtitle": _style("subtitle", 10.5, alignment=TA_CENTER),
}


def title(text: str) -> Flowable:
    return paragraph(text, style="title")


def heading(text: str) -> Flowable:
    return paragraph(text, style="heading")


def paragraph(text: str, *, style: str = "body") -> Flowable:
    """Plain text in one of STYLES; line breaks are kept."""
    fonts.ready()
    return Paragraph(escape(text, quote=False).replace("\n", "<br/>"), STYLES[style])


def space(height: float) -> Flowable:
    return Spacer(1, height * mm)


def page_break() -> Flowable:
    return PageBreak()


def together(parts: Sequence[Flowable]) -> Flowable:
    """Parts that stay on one page."""
    return KeepTogether(list(parts))


def picture(data: bytes, *, width: float, height: float) -> Flowable:
    """A JPEG or PNG, fitted into the box without distortion."""
    return Image(BytesIO(data), width=width * mm, height=height * mm, kind="proportional")


def qr(text: str, *, size: float) -> Flowable:
    return picture(codes.qr_png(text), width=size, height=size)


def rule() -> Flowable:
    """The thick and thin line under the head of a document."""
    return Table(
        [[""]],
        colWidths=["100%"],
        rowHeights=[2 * mm],
        style=[("LINEABOVE", (0, 0), (-1, 0), 2.2, INK), ("LINEBELOW", (0, 0), (-1, 0), 0.6, INK)],
        spaceBefore=2 * mm,
        spaceAfter=5 * mm,
    )


def beside(left: Sequence[Flowable], right: Sequence[Flowable], *, widths: tuple[float, float]) -> Flowable:
    """Parts in two columns without lines."""
    drawn = Table([[list(left), list(right)]], colWidths=[width * mm for width in widths])
    drawn.setStyle(
        [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0), ("RIGHTPADDING", (-1, 0), (-1, 0), 0)]
    )
    return drawn


Cell: TypeAlias = Any
"""Text, a whole number, a part or several, or None for an empty cell."""


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[float],
    right: frozenset[int] = frozenset(),
    heights: float | None = None,
) -> Flowable:
    """A ruled table whose header repeats on every page. `widths` in mm; `right` names columns set right."""
    body = [[_cell(cell, "cell-right" if at in right else "cell") for at, cell in enumerate(row)] for row in rows]
    head = [[paragraph(text, style="cell-head") for text in header]] if header else []
    drawn = Table(
        [*head, *body],
        colWidths=[width * mm for width in widths],
        rowHeights=[None] * len(head) + [heights * mm if heights else None] * len(body),
        repeatRows=len(head),
    )
    rules: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    if head:
        rules.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f2efe6")))
    drawn.setStyle(rules)
    return drawn


Span: TypeAlias = tuple[int, int, int, int]
"""The first column and row and the last column and row of cells that are one."""


def grid(
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[float],
    spans: Sequence[Span] = (),
    labels: Sequence[tuple[int, int]] = (),
    height: float = 9,
) -> Flowable:
    """A form: ruled cells, some joined, at least `height` mm high. `labels` are the cells (column, row) of headings."""
    marked = frozenset(labels)
    body = [
        [_cell(cell, "cell-center" if (at, place) in marked else "cell") for at, cell in enumerate(row)]
        for place, row in enumerate(rows)
    ]
    drawn = Table(body, colWidths=[width * mm for width in widths])
    styles: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), (height * mm - 12) / 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), (height * mm - 12) / 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        *(("SPAN", (left, top), (right, bottom)) for left, top, right, bottom in spans),
        *(("BACKGROUND", place, place, colors.HexColor("#f5f2ea")) for place in labels),
    ]
    drawn.setStyle(styles)
    return drawn


def _cell(cell: Cell, style: str) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str | int):
        return paragraph(str(cell), style=style)
    return cell


def render(
    parts: Sequence[Flowable],
    *,
    title: str,
    wide: bool = False,
    margin: float = 16,
    footer: str = "",
    author: str = "",
) -> bytes:
    """The pages as PDF, A4, with page numbers. `title` and `author` go into the file's information."""
    fonts.ready()
    out = BytesIO()
    size = landscape(A4) if wide else A4
    document = SimpleDocTemplate(
        out, pagesize=size, title=title, author=author, creator="Certflow",
        leftMargin=margin * mm, rightMargin=margin * mm, topMargin=margin * mm, bottomMargin=(margin + 4) * mm,
    )  # fmt: skip

    def sign(canvas: Canvas, page: Any) -> None:
        canvas.saveState()
        canvas.setFont(fonts.REGULAR, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(margin * mm, margin * mm * 0.7, footer)
        canvas.drawRightString(size[0] - margin * mm, margin * mm * 0.7, f"第 {page.page} 页")
        canvas.restoreState()

    document.build(list(parts), onFirstPage=sign, onLaterPages=sign)
    return out.getvalue()
