"""The paper as candidates get it: A4, a sealed edge at the left, sections, options in as many columns as fit."""

from base64 import b64decode
from collections.abc import Sequence
from html import escape
from io import BytesIO

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from engine.documents import fonts
from engine.documents.numbered import numbered
from engine.documents.pdf import INK, LINE, MUTED
from processes.papers.content import PaperContent, PaperQuestion
from processes.papers.printing.heading import Heading, Section, sections
from processes.papers.structures import points
from processes.questions.models import Kind

LEFT, RIGHT, TOP, BOTTOM = 32, 16, 15, 18  # mm
PADDING = 4.2  # that a frame keeps at both sides together
WIDTH = 210 - LEFT - RIGHT - PADDING
SIZE = 10.5
GAP = "（　　）"
NOTES = (
    "1. 请先在密封线左侧填写姓名、准考证号和单位，不要在密封线内的其他地方做标记。",
    "2. 请仔细阅读各题的作答要求，答案按要求填写；使用答题卡的，以答题卡为准。",
    "3. 考试结束后，试卷、答题卡和草稿纸一并交回，不得带出考场。",
)


def _style(
    name: str, size: float = SIZE, *, bold: bool = False, leading: float = 1.55, **more: float
) -> ParagraphStyle:
    font = fonts.BOLD if bold else fonts.REGULAR
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * leading, textColor=INK, wordWrap="CJK", **more
    )


BODY = _style("paper-body")
STEM = _style("paper-stem", leftIndent=7 * mm, firstLineIndent=-7 * mm)
TITLE = _style("paper-title", 17, bold=True, alignment=TA_CENTER)
ABOVE = _style("paper-above", 11, alignment=TA_CENTER)
BELOW = _style("paper-below", 10, alignment=TA_CENTER, spaceBefore=1 * mm, spaceAfter=2 * mm)
SECTION = _style("paper-section", 11.5, bold=True, spaceBefore=4 * mm, spaceAfter=1.5 * mm)
NOTE = _style("paper-note", 9.5)
NOTE_HEAD = _style("paper-note-head", 10, bold=True)
CELL = _style("paper-cell", 10, alignment=TA_CENTER)


def paper_sheet(heading: Heading, content: PaperContent) -> bytes:
    """The paper as PDF."""
    fonts.ready()
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=content.title, author=heading.authority, creator="Certflow",
        leftMargin=LEFT * mm, rightMargin=RIGHT * mm, topMargin=TOP * mm, bottomMargin=BOTTOM * mm,
    )  # fmt: skip
    found = list(sections(content))
    parts = [*_head(heading, content, found), *(part for section in found for part in _section(section))]

    def sign(canvas: Canvas, page: int, pages: int) -> None:
        _edge(canvas, first=page == 1)
        canvas.setFont(fonts.REGULAR, 8.5)
        canvas.setFillColor(MUTED)
        canvas.drawCentredString((210 + LEFT - RIGHT) / 2 * mm, 9 * mm, f"第 {page} 页 共 {pages} 页")
        canvas.setFont(fonts.REGULAR, 7)
        canvas.drawRightString((210 - RIGHT) * mm, 9 * mm, heading.trace)

    document.build(parts, canvasmaker=numbered(sign))
    return out.getvalue()


def _head(heading: Heading, content: PaperContent, found: Sequence[Section]) -> list[Flowable]:
    facts = f"{heading.subject}　　考试时间：{content.minutes} 分钟　　满分：{points(content.total)} 分"
    return [
        _paragraph(heading.authority, ABOVE),
        _paragraph(content.title, TITLE),
        _paragraph(facts, BELOW),
        _boxed(
            [_paragraph("注意事项", _style("paper-note-head", 10, bold=True)), *(_paragraph(n, NOTE) for n in NOTES)]
        ),
        Spacer(1, 3 * mm),
        _scores(found),
    ]


def _scores(found: Sequence[Section]) -> Flowable:
    """得分表"""
    head = ["题　号", *(section.numeral for section in found), "总　分", "总分人"]
    worth = ["满　分", *(points(section.total) for section in found), points(sum(each.total for each in found)), ""]
    rows = [head, worth, ["得　分", *[""] * (len(head) - 1)], ["评分人", *[""] * (len(head) - 1)]]
    return _ruled([[_paragraph(text, CELL) for text in row] for row in rows], WIDTH / len(head), 7.5)


def _section(section: Section) -> list[Flowable]:
    head = _paragraph(f"{section.title}{section.instruction}", SECTION)
    first, *rest = [_question(question) for question in section.questions]
    return [KeepTogether([head, *first]), *(KeepTogether(each) for each in rest)]


def _question(question: PaperQuestion) -> list[Flowable]:
    stem = question.stem.strip()
    if question.kind == Kind.JUDGE:
        stem += GAP
    elif not any(gap in stem for gap in ("（　", "( ", "（ ", "（）", "()", "＿", "__")):
        stem = f"{stem.rstrip('。')}{GAP}。"
    parts = [_paragraph(f"{question.place}. {stem}", STEM)]
    if "stem" in question.pictures:
        parts.append(_picture(question.pictures["stem"], 90, 60))
    if question.options and question.pictures.keys() - {"stem"}:
        for letter, text in zip("ABCDEFGH", question.options, strict=False):
            parts.append(_paragraph(f"{letter}. {text.strip()}", BODY))
            if letter in question.pictures:
                parts.append(_picture(question.pictures[letter], 60, 35))
    elif question.options:
        parts.append(_options(question.options))
    return [*parts, Spacer(1, 1.2 * mm)]


def _picture(encoded: str, width: float, height: float) -> Flowable:
    """At most so many millimetres, never larger than it is at 150 dots an inch."""
    drawn = Image(BytesIO(b64decode(encoded)))
    share = min(width * mm / drawn.imageWidth, height * mm / drawn.imageHeight, 72 / 150)
    drawn.drawWidth, drawn.drawHeight, drawn.hAlign = drawn.imageWidth * share, drawn.imageHeight * share, "LEFT"
    return drawn


def _options(options: Sequence[str]) -> Flowable:
    """Side by side where they are short: four in a row, two, or one."""
    texts = [f"{letter}. {text.strip()}" for letter, text in zip("ABCDEFGH", options, strict=False)]
    widest = max(stringWidth(text, fonts.REGULAR, SIZE) for text in texts) / mm + 3
    inside = WIDTH - 7
    columns = next((number for number in (4, 2) if widest <= inside / number and number <= max(len(texts), 2)), 1)
    cells = [_paragraph(text, BODY) for text in texts]
    cells += [""] * (-len(cells) % columns)
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    drawn = Table(rows, colWidths=[inside / columns * mm] * columns, hAlign="RIGHT")
    drawn.setStyle([
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ])  # fmt: skip
    return drawn


def _paragraph(text: str, style: ParagraphStyle) -> Flowable:
    marked = escape(text, quote=False).replace("\n", "<br/>")
    return Paragraph(marked.replace("\u3000", "&nbsp;&nbsp;&nbsp;"), style)  # wide spaces would be joined into one


def _boxed(parts: Sequence[Flowable]) -> Flowable:
    drawn = Table([[list(parts)]], colWidths=[WIDTH * mm])
    drawn.setStyle([("BOX", (0, 0), (-1, -1), 0.6, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 8)])
    return drawn


def _ruled(rows: Sequence[Sequence[Flowable]], width: float, height: float) -> Flowable:
    drawn = Table(rows, colWidths=[width * mm] * len(rows[0]), rowHeights=[height * mm] * len(rows))
    drawn.setStyle([("GRID", (0, 0), (-1, -1), 0.6, INK), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return drawn


def _edge(canvas: Canvas, *, first: bool) -> None:
    """The sealed edge: turned by 90°, read from the left; on the first page with the lines to fill in."""
    height = A4[1]
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setDash(3, 2)
    canvas.line(25 * mm, 8 * mm, 25 * mm, height - 8 * mm)
    canvas.setDash()
    canvas.translate(24 * mm, 0)
    canvas.rotate(90)
    canvas.setFillColor(MUTED)
    canvas.setFont(fonts.REGULAR, 9)
    for at, sign in enumerate("密封线内不准答题"):
        middle = height / 8 * (at + 0.5)
        canvas.setFillColor("white")
        canvas.rect(middle - 3.5 * mm, -3 * mm, 7 * mm, 4.5 * mm, stroke=0, fill=1)
        canvas.setFillColor(MUTED)
        canvas.drawCentredString(middle, -1.8 * mm, sign)
    if first:
        canvas.setFillColor(INK)
        canvas.setStrokeColor(INK)
        canvas.setFont(fonts.REGULAR, 10.5)
        for label, start, length in (("姓名", 22, 42), ("准考证号", 82, 78), ("单位", 190, 82)):
            canvas.drawString(start * mm, 9 * mm, label)
            begin = start * mm + stringWidth(label, fonts.REGULAR, 10.5) + 2 * mm
            canvas.line(begin, 8.4 * mm, (start + length) * mm, 8.4 * mm)
    canvas.restoreState()
