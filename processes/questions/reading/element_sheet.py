"""Element tables in Excel, and the template for them."""

from engine.documents import sheets
from processes.questions.rules import elements, headings

COLUMNS = (
    "一级鉴定范围名称", "一级鉴定范围代码", "一级鉴定比重", "二级鉴定范围名称", "二级鉴定范围代码", "二级鉴定比重",
    "三级鉴定范围名称", "三级鉴定范围代码", "三级鉴定比重", "三级X:Y:Z", "鉴定点代码", "鉴定点名称", "重要程度",
)  # fmt: skip
_EXAMPLES = (
    ("基本要求", "A", "20%", "职业道德", "A", "100%", "职业道德基本知识", "A", "100%", "1:1:0", "001", "职业守则", "X"),
    ("", "", "", "", "", "", "", "", "", "", "002", "职业道德的含义", "Y"),
    ("相关知识", "B", "80%", "工艺操作", "A", "100%", "开车准备", "A", "100%", "1:0:0", "001", "开车前检查", "X"),
)  # fmt: skip


def template() -> bytes:
    """An empty workbook with the columns and a short example."""
    widths = (16, 8, 8, 16, 8, 8, 18, 8, 8, 10, 8, 30, 8)
    return sheets.write([sheets.Sheet("鉴定要素细目表", COLUMNS, _EXAMPLES, widths)])


def read(data: bytes) -> elements.Table:
    """The first sheet with a header of an element table. Raises SheetRefused.

    What cannot be read at all is a table with one problem that says why.
    """
    why = "工作簿是空的"
    for rows in sheets.read(data).values():
        try:
            return elements.read(rows, headings.find(rows))
        except headings.NoHeader as refusal:
            why = str(refusal)
    return elements.Table("", problems=[elements.Problem(0, why)])
