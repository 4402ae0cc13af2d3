"""Workbooks (ECMA-376): written so that no cell is a formula, read within bounds."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from PIL import Image

from engine.documents.archives import Hostile, refuse_hostile
from engine.platform.errors import AppError

MOST_ROWS, MOST_COLUMNS = 20_000, 100
MOST_CELLS = 500_000  # written in all sheets: about five seconds of reading
MOST_SPREAD = 50_000  # cells under merges and links, each of which the reader makes one by one
MOST_PARTS_OF_STYLE = 100_000
MOST_MARKUP = 20 * 1024 * 1024  # bytes of one part of XML
_TAG = rb"<(?:[^\s<>/:]+:)?"
_CELLS = re.compile(_TAG + rb"(?:c|row|si)(?=[\s/>])")
_STYLES = re.compile(_TAG + rb"(?:xf|font|fill|border|col|definedName|comment|dataValidation|cfRule)(?=[\s/>])")
_SPREADS = re.compile(_TAG + rb"(?:mergeCell|hyperlink)(?=[\s/>])[^<]*")
_REF = re.compile(rb"""\sref\s*=\s*["']([^"']*)""")
_AREA = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?")
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetRefused(AppError):
    code, status = "sheet_refused", 422
    message = "无法读取这份表格：{why}。请用 Excel 另存为 .xlsx 后再试。"


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG in a cell, scaled to a height in pixels."""

    data: bytes
    height: int = 96


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: an optional title line, a header, rows. `widths` are in characters."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float] = field(default_factory=tuple)
    title: str = ""


def write(sheets: Sequence[Sheet]) -> bytes:
    """A workbook. Text stays text, long digits and leading = included; numbers and dates keep their kind."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#f2efe6", "text_wrap": True, "valign": "vcenter"}
        )
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "valign": "vcenter"})
        big = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        for each in sheets:
            page = book.add_worksheet(each.name[:31])
            top = 0
            if each.title:
                page.merge_range(0, 0, 0, max(len(each.header) - 1, 1), each.title, big)
                top = 1
            for column, text in enumerate(each.header):
                page.write_string(top, column, text, head)
                page.set_column(column, column, each.widths[column] if column < len(each.widths) else 14)
            for at, row in enumerate(each.rows, start=top + 1):
                for column, value in enumerate(row):
                    _put(page, at, column, value, cell, day)
            page.freeze_panes(top + 1, 0)
            page.repeat_rows(0, top)
            page.set_paper(9)
            page.fit_to_pages(1, 0)
    return out.getvalue()


def _put(page: Any, row: int, column: int, value: Any, cell: Any, day: Any) -> None:
    if isinstance(value, Picture):
        _draw(page, row, column, value, cell)
    elif value is None:
        page.write_blank(row, column, None, cell)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), day)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, cell)
    else:
        page.write_string(row, column, str(value), cell)


def _draw(page: Any, row: int, column: int, picture: Picture, cell: Any) -> None:
    with Image.open(BytesIO(picture.data)) as image:
        scale = picture.height / image.height
        upright = image.convert("RGB")
    out = BytesIO()
    upright.resize((max(round(upright.width * scale), 1), picture.height)).save(out, "JPEG", quality=88, dpi=(96, 96))
    page.set_row_pixels(row, picture.height + 6)
    page.write_blank(row, column, None, cell)
    page.insert_image(row, column, "picture.jpg", {"image_data": out, "x_offset": 4, "y_offset": 3})


def read(data: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows, merged cells filled with their value, values as stored (formulas as last computed).

    Raises SheetRefused for what is not a workbook, is too large, or unpacks to too much.
    """
    _refuse_bombs(data)
    try:
        book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise SheetRefused(why="文件已损坏，或不是 Excel 工作簿") from error
    return {sheet.title: _rows(sheet) for sheet in book.worksheets}


def _refuse_bombs(data: bytes) -> None:
    try:
        refuse_hostile(data, "Excel 工作簿")
    except Hostile as refusal:
        raise SheetRefused(why=str(refusal)) from refusal
    cells = styles = spread = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.infolist():
            # any part may be the one that the workbook calls a sheet, whatever its name
            markup = archive.read(part)
            if markup.startswith(_TWO_BYTES):
                raise SheetRefused(why="文件使用了不支持的编码")
            if len(markup) > MOST_MARKUP and part.filename.lower().endswith(".xml"):
                raise SheetRefused(why="文件解开后过大")
            cells += sum(1 for _ in _CELLS.finditer(markup))
            styles += sum(1 for _ in _STYLES.finditer(markup))
            spread += sum(_area(ref) for tag in _SPREADS.finditer(markup) for ref in _REF.findall(tag[0]))
            if cells > MOST_CELLS:
                raise SheetRefused(why=f"单元格超过 {MOST_CELLS // 10_000} 万个")
            if styles > MOST_PARTS_OF_STYLE:
                raise SheetRefused(why="格式设置过多")
            if spread > MOST_SPREAD:
                raise SheetRefused(why="合并的单元格或链接的区域过大")


def _area(ref: bytes) -> int:
    """How many cells a reference covers. Raises SheetRefused when it is none, or leaves the limits of a sheet."""
    text = ref.decode(errors="replace").replace("$", "")
    if not _AREA.fullmatch(text):
        raise SheetRefused(why="合并单元格或链接的位置无法识别")
    left, top, right, bottom = range_boundaries(text)
    if right > MOST_COLUMNS or bottom > MOST_ROWS:
        raise SheetRefused(why=f"合并单元格或链接超出 {MOST_ROWS} 行或 {MOST_COLUMNS} 列")
    return max(int(right) - int(left) + 1, 0) * max(int(bottom) - int(top) + 1, 0)


def _rows(sheet: Any) -> list[list[Any]]:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise SheetRefused(why=f"工作表“{sheet.title}”超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for area in sheet.merged_cells.ranges:
        value = rows[area.min_row - 1][area.min_col - 1]
        for at in range(area.min_row - 1, area.max_row):
            for column in range(area.min_col - 1, area.max_col):
                rows[at][column] = value
    return rows
