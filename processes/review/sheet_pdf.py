"""The form on A4, in the layout institutions know: person, portrait, occupation, rule, history, pledge, opinions."""

from reportlab.platypus import Flowable

from engine.documents import pdf
from processes.review.sheet import Opinion, Sheet

WIDE = 178.0  # mm between the margins
BLANK_DAY = "\u00a0" * 6 + "年" + "\u00a0" * 6 + "月" + "\u00a0" * 6 + "日"
SIDE = 24.0  # the column that says what stands beside it


def sheet_pdf(sheet: Sheet) -> bytes:
    parts = [
        pdf.title("职业技能等级认定申报表"),
        pdf.beside(
            [pdf.paragraph(f"申请编号：{sheet.no}", style="small")],
            [pdf.paragraph(f"主管部门：{sheet.authority}", style="small")],
            widths=(WIDE / 2, WIDE / 2),
        ),
        pdf.space(1),
        _person(sheet),
        _applied(sheet),
        _histories(sheet),
        _signed(sheet),
        *(_opinion(each) for each in sheet.opinions),
        pdf.space(3),
        _proof(sheet),
    ]
    footer = f"{sheet.no}　申报表校验码 {sheet.digest[:16]}" if sheet.digest else sheet.no
    return pdf.render(parts, title=f"职业技能等级认定申报表 {sheet.no}", author=sheet.authority, footer=footer)


def _person(sheet: Sheet) -> Flowable:
    who = sheet.who
    portrait = pdf.picture(sheet.portrait, width=25, height=35) if sheet.portrait else "照片"
    rows: list[list[pdf.Cell]] = [
        ["姓名", who["姓名"], "性别", who["性别"], "出生日期", who["出生日期"], portrait],
        ["民族", who["民族"], "文化程度", who["文化程度"], None, None, None],
        ["证件类型", who["证件类型"], "证件号码", who["证件号码"], None, None, None],
        ["联系电话", who["联系电话"], "目前状态", who["目前状态"], None, None, None],
        ["通讯地址", who["通讯地址"], None, None, None, None, None],
    ]
    spans = [(6, 0, 6, 4), (3, 1, 5, 1), (3, 2, 5, 2), (3, 3, 5, 3), (1, 4, 5, 4)]
    labels = [(0, 0), (2, 0), (4, 0), *((at, row) for row in (1, 2, 3) for at in (0, 2)), (0, 4)]
    return pdf.grid(rows, widths=(SIDE, 30, 20, 17, 20, 35, 32), spans=spans, labels=labels)


def _applied(sheet: Sheet) -> Flowable:
    what = sheet.what
    rows: list[list[pdf.Cell]] = [
        ["申报职业", what["申报职业"], "申报等级", what["申报等级"], "认定分类", what["认定分类"]],
        ["评价机构", what["评价机构"], None, None, "报名点", what["报名点"]],
        ["已有证书", what["已有证书"], None, None, None, None],
        ["申报条件", sheet.rule, None, None, None, None],
        ["所交材料", sheet.materials, None, None, None, None],
    ]
    spans = [(1, 1, 3, 1), (1, 2, 5, 2), (1, 3, 5, 3), (1, 4, 5, 4)]
    labels = [(0, 0), (2, 0), (4, 0), (0, 1), (4, 1), (0, 2), (0, 3), (0, 4)]
    return pdf.grid(rows, widths=(SIDE, 45, 20, 32, 20, 37), spans=spans, labels=labels)


def _histories(sheet: Sheet) -> Flowable:
    studies = sheet.studies or [("—",) * 4]
    works = sheet.works or [("—",) * 5]
    rows: list[list[pdf.Cell]] = [
        ["学习经历", "起止年月", "学校", None, "学历", "专业"],
        *([None, span, school, None, level, major] for span, school, level, major in studies),
        ["工作经历", "起止年月", "单位", "岗位", "与申报职业", "证明人"],
        *([None, *row] for row in works),
        ["合计", f"从事本职业或相关职业 {sheet.worked}" if sheet.worked else "—", None, None, None, None],
    ]
    second = len(studies) + 1
    last = second + len(works) + 1
    spans = [*((2, row, 3, row) for row in range(second)), (1, last, 5, last)]
    spans += [(0, 0, 0, second - 1), (0, second, 0, last - 1)] if last < 14 else []
    labels = [(0, 0), (0, second), (0, last), *((at, row) for row in (0, second) for at in range(1, 6))]
    return pdf.grid(rows, widths=(SIDE, 34, 45, 31, 22, 22), spans=spans, labels=labels, height=7.5)


def _signed(sheet: Sheet) -> Flowable:
    hand = (
        pdf.picture(sheet.drawing, width=46, height=16)
        if sheet.drawing
        else pdf.paragraph(sheet.signed_name, style="heading")
    )
    said = [
        pdf.paragraph(sheet.pledge, style="cell"),
        pdf.space(2),
        pdf.beside(
            [pdf.paragraph("申请人签名：", style="cell"), hand],
            [pdf.space(6), pdf.paragraph(f"{sheet.signed_on}\n{sheet.signed_how}", style="cell-right")],
            widths=(80, 68),
        ),
    ]
    return pdf.together([pdf.grid([["申请人承诺", said]], widths=(SIDE, WIDE - SIDE), labels=[(0, 0)])])


def _opinion(each: Opinion) -> Flowable:
    signed = f"{each.by}（盖章）" + (f"　经办人：{each.person}" if each.person else "")
    said = [
        pdf.paragraph(each.text or "　", style="cell"),
        pdf.space(5),
        pdf.paragraph(f"{signed}\n{each.on or BLANK_DAY}", style="cell-right"),
    ]
    return pdf.together([pdf.grid([[each.title, said]], widths=(SIDE, WIDE - SIDE), labels=[(0, 0)])])


def _proof(sheet: Sheet) -> Flowable:
    words = [
        pdf.paragraph("扫描二维码可核对本表与申请人提交时签署的内容是否一致，并查看当前办理状态。", style="small"),
        pdf.paragraph("意见栏由系统按已生效的结论打印；空白表示尚未作出结论。", style="small"),
    ]
    if sheet.digest:
        code = f"签署内容校验码（SHA-256）：\n{sheet.digest[:32]}\n{sheet.digest[32:]}"
        words.append(pdf.paragraph(code, style="small"))
    return pdf.together([pdf.beside([pdf.qr(sheet.address, size=24)], words, widths=(30, WIDE - 30))])
