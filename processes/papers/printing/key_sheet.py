"""The key for markers: answers in rows of ten, section by section."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from engine.documents import pdf
from processes.papers.content import PaperContent
from processes.papers.printing.heading import Heading, Section, letters, sections
from processes.papers.structures import points

ACROSS = 10


def key_sheet(heading: Heading, content: PaperContent) -> bytes:
    """The key as PDF."""
    parts = [
        pdf.title(f"{content.title}\n参考答案与评分标准"),
        pdf.paragraph(
            f"{heading.subject}　满分 {points(content.total)} 分　试卷编号 {heading.no}\n内容指纹 {heading.sha256}",
            style="small",
        ),
        pdf.paragraph("启用前保密。只供阅卷使用，阅卷结束后与试卷一并归档。", style="small"),
        *(part for section in sections(content) for part in _section(section)),
    ]
    return pdf.render(parts, title=f"{content.title} 参考答案", author=heading.authority, footer=heading.trace)


def _section(section: Section) -> Sequence[Flowable]:
    answers = [letters(question.answer, question.kind) for question in section.questions]
    places = [str(question.place) for question in section.questions]
    rows: list[list[str]] = []
    for at in range(0, len(places), ACROSS):
        rows.append(_filled(["题号", *places[at : at + ACROSS]]))
        rows.append(_filled(["答案", *answers[at : at + ACROSS]]))
    widths = [14.0, *[16.0] * ACROSS]
    return (
        pdf.heading(f"{section.title}（{section.worth}）"),
        pdf.table([], rows, widths=widths),
    )


def _filled(row: list[str]) -> list[str]:
    return row + [""] * (ACROSS + 1 - len(row))
