"""The answer sheet: bubbles to be blackened, in blocks of five; squares in the corners for a reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from engine.documents import fonts
from engine.documents.numbered import numbered
from engine.documents.pdf import INK, LINE, MUTED
from processes.papers.content import PaperContent
from processes.papers.printing.heading import Heading, Section, sections
from processes.questions.models import Kind

LEFT, RIGHT, TOP, BOTTOM = 16.0, 194.0, 20.0, 277.0  # mm, from the upper left corner
ROW, NUMBER, BUBBLE, BETWEEN, BLOCK = 4.6, 8.0, 5.8, 2.2, 5
GAP = 2.5
TICKET_BOXES = 19
NOTES = (
    "1. 用黑色签字笔填写姓名和准考证号，字迹工整。",
    "2. 用 2B 铅笔将选中的方框涂满、涂黑；修改时用橡皮擦净。",
    "3. 保持卡面清洁，不要折叠；不要在四角的黑块附近做标记。",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """Blocks that stand side by side, with the height they take."""

    section: Section
    first: int
    blocks: Sequence[Sequence[int]]
    letters: str
    starts: bool

    @property
    def height(self) -> float:
        return max(len(block) for block in self.blocks) * ROW + GAP + (7.5 if self.starts else 0)


def answer_sheet(heading: Heading, content: PaperContent) -> bytes:
    """The sheet as PDF; a second page only where one is not enough."""
    fonts.ready()
    out = BytesIO()

    def sign(canvas: Canvas, page: int, pages: int) -> None:
        _corners(canvas)
        canvas.setFont(fonts.REGULAR, 8.5)
        canvas.setFillColor(MUTED)
        canvas.drawCentredString(105 * mm, 9 * mm, f"第 {page} 页 共 {pages} 页")
        canvas.setFont(fonts.REGULAR, 7)
        canvas.drawRightString(184 * mm, 9 * mm, heading.trace)

    canvas = numbered(sign)(out, pagesize=A4)
    canvas.setTitle(f"{content.title} 答题卡")
    canvas.setAuthor(heading.authority)
    canvas.setCreator("Certflow")
    at = _head(canvas, heading, content)
    for row in _rows(content):
        if at + row.height > BOTTOM:
            canvas.showPage()
            at = TOP
        at = _draw(canvas, row, at)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rows(content: PaperContent) -> Iterator[_Row]:
    for section in sections(content):
        most = max((len(question.options) for question in section.questions), default=0)
        letters = "√×" if section.kind is Kind.JUDGE else "ABCDEFGH"[: max(most, 4)]
        places = [question.place for question in section.questions]
        blocks = [places[at : at + BLOCK] for at in range(0, len(places), BLOCK)]
        width = NUMBER + BUBBLE * len(letters) + BETWEEN
        across = int((RIGHT - LEFT + BETWEEN) // width)
        for at in range(0, len(blocks), across):
            yield _Row(section, at, blocks[at : at + across], letters, at == 0)


def _head(canvas: Canvas, heading: Heading, content: PaperContent) -> float:
    _text(canvas, heading.authority, 105, TOP + 2, 10.5, middle=True)
    _text(canvas, content.title, 105, TOP + 10, 15, bold=True, middle=True)
    _text(canvas, "答 题 卡", 105, TOP + 18, 13, bold=True, middle=True)
    top = TOP + 28
    _text(canvas, "姓　　名", LEFT, top, 10.5)
    _line(canvas, LEFT + 19, LEFT + 62, top + 1)
    _text(canvas, "座位号", LEFT + 68, top, 10.5)
    _line(canvas, LEFT + 82, LEFT + 104, top + 1)
    _text(canvas, "缺考", LEFT + 142, top, 10.5)
    _bubble(canvas, "", LEFT + 152, top)
    _text(canvas, "（监考员填涂）", LEFT + 159, top, 7.5)
    _text(canvas, "准考证号", LEFT, top + 10, 10.5)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    for box in range(TICKET_BOXES):
        canvas.rect((LEFT + 19 + box * 8.3) * mm, _y(top + 12), 8.3 * mm, 8 * mm)
    for at, note in enumerate(NOTES):
        _text(canvas, note, LEFT, top + 19 + at * 5, 8.5)
    sample = LEFT + 128
    _text(canvas, "正确填涂", sample, top + 19, 8.5)
    canvas.setFillColor(INK)
    canvas.rect((sample + 16) * mm, _y(top + 19.3), 4.6 * mm, 3 * mm, stroke=0, fill=1)
    return top + 36


def _draw(canvas: Canvas, row: _Row, at: float) -> float:
    if row.starts:
        _text(canvas, f"{row.section.title}（{row.section.worth}）", LEFT, at + 3, 10.5, bold=True)
        at += 7.5
    width = NUMBER + BUBBLE * len(row.letters) + BETWEEN
    for column, block in enumerate(row.blocks):
        for line, place in enumerate(block):
            x, y = LEFT + column * width, at + line * ROW + 3
            _text(canvas, str(place), x + NUMBER - 2.5, y, 9, right=True)
            for number, letter in enumerate(row.letters):
                _bubble(canvas, letter, x + NUMBER + number * BUBBLE, y)
    return at + max(len(block) for block in row.blocks) * ROW + GAP


def _bubble(canvas: Canvas, letter: str, x: float, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(x * mm, _y(y + 0.4), 4.6 * mm, 3.2 * mm, 0.6 * mm)
    if letter:
        canvas.setFont(fonts.REGULAR, 7)
        canvas.setFillColor(MUTED)
        canvas.drawCentredString((x + 2.3) * mm, _y(y - 0.35), letter)


def _corners(canvas: Canvas) -> None:
    canvas.setFillColor("black")
    for x in (8, 196):
        for y in (8, 284):
            canvas.rect(x * mm, y * mm, 6 * mm, 5 * mm, stroke=0, fill=1)


def _line(canvas: Canvas, start: float, end: float, y: float) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    canvas.line(start * mm, _y(y), end * mm, _y(y))


def _text(
    canvas: Canvas, text: str, x: float, y: float, size: float, *, bold: bool = False, middle: bool = False,
    right: bool = False,
) -> None:  # fmt: skip
    canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
    canvas.setFillColor(INK)
    draw = canvas.drawCentredString if middle else canvas.drawRightString if right else canvas.drawString
    draw(x * mm, _y(y), text)


def _y(from_top: float) -> float:
    return float(A4[1] - from_top * mm)
