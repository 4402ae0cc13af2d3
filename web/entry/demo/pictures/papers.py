"""Drawn papers: diploma, proof of work, social insurance record, earlier certificate."""

from datetime import date

from PIL import Image, ImageDraw

from engine.platform.text import date_cn
from processes.catalogue import codes
from web.entry.demo.people import CHEMICAL, Synthetic
from web.entry.demo.pictures.canvas import FAINT, INK, RED, finished, seal, sheet, wrapped, write
from web.entry.demo.pictures.portrait import face

_A4 = (1240, 1754)
_OCCUPATIONS = {CHEMICAL: "化工总控工"}


def diploma(person: Synthetic) -> bytes:
    """The inside of the last school's diploma."""
    study = person.studies[-1]
    image = sheet(1500, 1060, "#fbf4e4")
    _frame(image, "#b08d4a")
    write(image, (750, 150), "毕 业 证 书", 76, RED, "mm")
    image.paste(face(person).resize((220, 308)), (170, 290))
    text = (
        f"    学生 {person.name}，性别{codes.label('sex', person.sex)}，{date_cn(person.birth_date)}生，"
        f"于 {study.start.year} 年 {study.start.month} 月至 {study.end.year} 年 {study.end.month} 月在本校"
        f"{study.major}专业（{codes.label('education', study.level)}）学习，修完教学计划规定的全部课程，"
        "成绩合格，准予毕业。"
    )
    _paragraph(image, (470, 300), text, 38, 860)
    write(image, (470, 760), f"证书编号：YS{study.end.year}{person.index:06d}", 32)
    write(image, (1290, 800), study.school, 36, INK, "ra")
    write(image, (1290, 860), f"{study.end.year} 年 {study.end.month} 月", 34, INK, "ra")
    seal(image, (1150, 810), 110, study.school)
    return finished(image, mark_size=90)


def work_certificate(person: Synthetic, *, today: date, seal_strength: int = 210) -> bytes:
    """A letter of the last employer about all the years of work; a low `seal_strength` makes it unreadable."""
    image = sheet(*_A4)
    write(image, (620, 220), "工作年限证明", 66, INK, "mm")
    top = 360
    intro = f"    兹证明 {person.name}（身份证号码 {person.id_number}）从事本职业的经历如下："
    top = _paragraph(image, (150, top), intro, 36, 940)
    for work in person.works:
        until = "至今" if work.end is None else f"至 {work.end.year} 年 {work.end.month} 月"
        line = f"    {work.start.year} 年 {work.start.month} 月{until}，在{work.employer}任{work.post}；"
        top = _paragraph(image, (150, top), line, 36, 940)
    top = _paragraph(image, (150, top + 20), "    以上情况属实，如有虚假，本单位愿承担相应责任。", 36, 940)
    last = person.works[-1]
    write(image, (150, top + 60), f"证明人：{last.witness}    联系电话：{last.witness_phone}", 34)
    write(image, (1090, top + 240), f"{last.employer}（盖章）", 36, INK, "ra")
    write(image, (1090, top + 310), date_cn(today), 34, INK, "ra")
    seal(image, (900, top + 260), 150, last.employer, strength=seal_strength)
    return finished(image, mark_size=100)


def social_insurance(person: Synthetic, *, today: date) -> bytes:
    """A record of contributions, one row a year."""
    image = sheet(*_A4, "#ffffff")
    write(image, (620, 140), "社会保险参保缴费记录（演示）", 52, INK, "mm")
    write(image, (120, 230), f"姓名：{person.name}    证件号码：{person.id_number}", 32)
    write(image, (120, 285), f"打印日期：{date_cn(today)}", 28, FAINT)
    pen = ImageDraw.Draw(image)
    columns, top = (120, 330, 820, 1120), 360
    _row(image, pen, columns, top, ("年度", "缴费单位", "缴费月数"), head=True)
    for year in range(max(person.works[0].start.year, today.year - 14), today.year + 1):
        top += 62
        _row(image, pen, columns, top, (str(year), *_year_of(person, year, today)))
    seal(image, (930, min(1560, top + 240)), 130, "鹭州市演示社会保险中心")
    return finished(image, mark_size=100)


def prior_certificate(person: Synthetic) -> bytes:
    """The certificate of the grade below."""
    image = sheet(1500, 1060, "#f6f8f3")
    _frame(image, "#0d5058")
    write(image, (750, 150), "职业技能等级证书", 72, "#0d5058", "mm")
    image.paste(face(person).resize((236, 330)), (170, 300))
    when = person.prior_date or person.birth_date
    rows = (
        ("姓名", person.name),
        ("证件号码", person.id_number),
        ("职业名称", _OCCUPATIONS.get(person.occupation, "人工智能训练师")),
        ("职业技能等级", "四级/中级工"),
        ("证书编号", person.prior_number or "—"),
        ("发证日期", date_cn(when)),
    )
    for place, (label, value) in enumerate(rows):
        write(image, (490, 300 + place * 76), label, 32, FAINT)
        write(image, (740, 296 + place * 76), value, 38)
    write(image, (1320, 890), "鹭州演示职业技能评价中心", 34, INK, "ra")
    seal(image, (1150, 850), 110, "鹭州演示职业技能评价中心")
    return finished(image, mark_size=90)


def _paragraph(image: Image.Image, at: tuple[int, int], text: str, size: int, width: int) -> int:
    """Write a paragraph and return the height below it."""
    top = at[1]
    for line in wrapped(text, size, width):
        write(image, (at[0], top), line, size)
        top += size * 2
    return top


def _frame(image: Image.Image, colour: str) -> None:
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, image.width - 40, image.height - 40), outline=colour, width=8)
    pen.rectangle((58, 58, image.width - 58, image.height - 58), outline=colour, width=2)


def _row(
    image: Image.Image,
    pen: ImageDraw.ImageDraw,
    columns: tuple[int, ...],
    top: int,
    cells: tuple[str, ...],
    *,
    head: bool = False,
) -> None:
    fill = "#e2eded" if head else None
    for place, cell in enumerate(cells):
        pen.rectangle((columns[place], top, columns[place + 1], top + 62), outline="#7b7e76", fill=fill, width=2)
        write(image, (columns[place] + 16, top + 14), cell, 28)


def _year_of(person: Synthetic, year: int, today: date) -> tuple[str, str]:
    """Where the person was insured in a year, and for how many months."""
    months = 0
    employer = "—"
    for work in person.works:
        first = max(work.start, date(year, 1, 1))
        last = min(work.end or today, date(year, 12, 1))
        if first <= last:
            months += last.month - first.month + 1
            employer = work.employer
    return employer, str(months)
