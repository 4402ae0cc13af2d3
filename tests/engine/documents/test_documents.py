"""Documents come out readable, and hostile files don't come in."""

import time
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from PIL import Image
from pypdf import PdfReader

from engine.documents import archives, pdf, sheets
from engine.documents.sheets import Picture, Sheet, SheetRefused
from web.entry import wiring


@pytest.fixture(autouse=True)
def wired() -> None:
    wiring.wire()


def test_chinese_text_is_embedded_and_can_be_read_back() -> None:
    parts = [pdf.title("考场签到表"), pdf.table(["姓名", "座号"], [["林晓岚", 7]], widths=[60, 30])]
    pages = PdfReader(BytesIO(pdf.render(parts, title="签到表"))).pages
    text = pages[0].extract_text()
    assert "考场签到表" in text
    assert "林晓岚" in text
    assert b"NotoSansSC" in pdf.render(parts, title="签到表")


def test_text_is_never_markup() -> None:
    made = pdf.render([pdf.paragraph("<b>张&三</b>")], title="x")
    assert "<b>张&三</b>" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    data = sheets.write(
        [Sheet("名单", ["证件号码", "日期"], [["=1+1", date(2026, 11, 24)], ["350299200001010001", None]])]
    )
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].value == "350299200001010001"


def test_merged_cells_are_filled() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["范围", "名称"])
    page.append(["A", "基础"])
    page.append([None, "安全"])
    page.merge_cells("A2:A3")
    out = BytesIO()
    book.save(out)
    assert next(iter(sheets.read(out.getvalue()).values()))[2] == ["A", "安全"]


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (archives.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04 broken", _bomb()], ids=["empty", "text", "zip", "bomb"]
)
def test_what_is_no_workbook_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(SheetRefused, match="无法读取这份表格"):
        sheets.read(data)


def test_a_picture_stands_in_its_cell() -> None:
    photo = BytesIO()
    Image.new("RGBA", (295, 413), "#0d5058").save(photo, "PNG")
    data = sheets.write([Sheet("比对", ["座号", "照片"], [[1, Picture(photo.getvalue())], [2, "无照片"]])])
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    (image,) = sheet._images
    assert (image.anchor._from.row, image.anchor._from.col) == (1, 1)
    assert sheet.cell(3, 2).value == "无照片"


def test_two_columns_and_the_double_line() -> None:
    parts = [pdf.rule(), pdf.beside([pdf.paragraph("左边")], [pdf.paragraph("右边")], widths=(80, 80))]
    text = PdfReader(BytesIO(pdf.render(parts, title="两栏"))).pages[0].extract_text()
    assert "左边" in text
    assert "右边" in text


def _altered(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook of one cell whose sheet somebody has changed by hand."""
    out, whole = BytesIO(), sheets.write([sheets.Sheet("表", ["甲"], [["一"]])])
    with zipfile.ZipFile(BytesIO(whole)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            after.writestr(part, change(data) if part.filename == "xl/worksheets/sheet1.xml" else data)
    return out.getvalue()


@pytest.mark.parametrize(
    "ref", ["A1:CV20000", "A1:XFD20000", "A1:B1048576", "A1:CV2&#48;000"], ids=["full", "wide", "long", "hidden"]
)
@pytest.mark.parametrize("tag", ['<mergeCells><mergeCell ref="{}"/></mergeCells>', "<x:hyperlink\nref='{}' a=\"1\"/>"])
def test_a_small_workbook_does_not_keep_the_reader_busy(ref: str, tag: str) -> None:
    bomb = _altered(lambda data: data.replace(b"</sheetData>", b"</sheetData>" + tag.format(ref).encode()))
    began = time.perf_counter()
    with pytest.raises(sheets.SheetRefused):
        sheets.read(bomb)
    assert time.perf_counter() - began < 2


def test_a_workbook_of_millions_of_empty_cells_is_not_read() -> None:
    bomb = _altered(lambda data: data.replace(b"</sheetData>", b"<row>" + b"<c/>" * 600_000 + b"</row></sheetData>"))
    assert len(bomb) < 20_000
    with pytest.raises(sheets.SheetRefused, match="单元格超过 50 万个"):
        sheets.read(bomb)
