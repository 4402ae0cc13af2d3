"""Questions in Excel: the twenty columns that item banks exchange, and the template for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.documents import sheets
from processes.questions.models import Kind
from processes.questions.reading.found import Fault, Found, Read
from processes.questions.reading.words import difficulty_of, kind_of
from processes.questions.rules.cells import plain, prose
from processes.questions.rules.keys import FALSE, TRUE, Draft, normal_answer

OPTIONS = tuple(f"选项{letter}" for letter in "ABCDE")
POINTS = tuple(f"知识点{level}级" for level in "一二三四五六")
COLUMNS = ("试题GUID", "题型", "题干", "答案", *OPTIONS, *POINTS, "难度", "一致性", "分数", "解析", "出处")
NEEDED = ("题型", "题干", "答案", "选项A", "选项B")
_EXAMPLES = (
    ("", "单选", "离心泵启动前应先（　　）。", "B", "打开出口阀", "灌泵排气", "关闭进口阀", "提高转速", "",
     "相关知识", "流体输送", "离心泵操作", "001", "", "", "中", "", "", "泵内有空气会产生气缚。", "某教材第 2 章"),
    ("", "判断", "离心泵在关闭出口阀的情况下启动，可以减小启动电流。", "√", "", "", "", "", "",
     "相关知识", "流体输送", "离心泵操作", "002", "", "", "易", "", "", "流量为零时轴功率最小。", "某教材第 2 章"),
)  # fmt: skip


def template() -> bytes:
    """An empty workbook with the columns and two examples."""
    widths = (10, 8, 40, 8, *([16] * 5), *([14] * 6), 8, 8, 8, 30, 24)
    return sheets.write([sheets.Sheet("试题", COLUMNS, _EXAMPLES, widths)])


def read(data: bytes) -> Found:
    """Every question of the first sheet that has the columns. Raises SheetRefused."""
    for name, rows in sheets.read(data).items():
        for at, row in enumerate(rows[:10]):
            columns = {plain(value).replace(" ", ""): place for place, value in enumerate(row) if plain(value)}
            if "题干" not in columns:
                continue
            missing = [column for column in NEEDED if column not in columns]
            if missing:
                return Found(
                    [], [Fault(f"工作表“{name}”第 {at + 1} 行", f"缺少列：{'、'.join(missing)}。请对照模板补上")]
                )
            return _questions(rows, at + 1, columns)
    return Found([], [Fault("表头", "没有找到“题干”列。请使用模板的列名")])


def _questions(rows: Sequence[Sequence[Any]], first: int, columns: Mapping[str, int]) -> Found:
    questions, faults = [], []
    for number in range(first, len(rows)):
        if not any(plain(value) for value in rows[number]):
            continue
        where, cells = f"第 {number + 1} 行", {name: rows[number][at] for name, at in columns.items()}
        texts = {name: prose(value) for name, value in cells.items()}
        difficulty = difficulty_of(cells.get("难度"))
        if difficulty is None:
            faults.append(Fault(where, f"难度应为易、较易、中、较难、难，或 0 至 100 的数，表中是 {texts['难度']}"))
        kind = kind_of(texts["题型"])
        if not kind:
            faults.append(Fault(where, f"题型应为单选、多选或判断，表中是{texts['题型'] or '空的'}"))
            continue
        point = [text for name in POINTS if (text := texts.get(name, ""))]
        questions.append(Read(where, _draft(kind, texts, difficulty), point))
    return Found(questions, faults)


def _draft(kind: str, texts: Mapping[str, str], difficulty: int | None) -> Draft:
    options = [texts.get(name, "") for name in OPTIONS]
    while options and not options[-1]:
        options.pop()
    answer = normal_answer(kind, texts["答案"])
    if kind == Kind.JUDGE and options:
        answer, options = _judged(answer, options)
    return Draft(
        kind=kind,
        stem=texts["题干"],
        options=tuple(options),
        answer=answer,
        explanation=texts.get("解析", ""),
        source=texts.get("出处", ""),
        difficulty=50 if difficulty is None else difficulty,
    )


def _judged(answer: str, options: list[str]) -> tuple[str, list[str]]:
    """A judgement written as a choice between 正确 and 错误."""
    meant = [normal_answer(Kind.JUDGE, option) for option in options]
    if sorted(meant) != [FALSE, TRUE]:
        return answer, options
    return (meant["AB".index(answer)] if answer in ("A", "B") else answer), []
