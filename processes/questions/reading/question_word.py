"""Questions in Word: numbered stems under headings of their kind; keys beside them or in ranges (`1-5 ABCDE`)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.documents import words
from processes.questions.models import Kind
from processes.questions.reading.found import Fault, Found, Read
from processes.questions.reading.words import difficulty_of, kind_of
from processes.questions.rules.keys import Draft, normal_answer

_STEM = re.compile(r"(\d{1,4})\s*[.、．)）]\s*(.+)", re.DOTALL)
_OPTION = re.compile(r"(?:^|\s+)([A-E])\s*[.、．]\s*")
_BRACKETED = re.compile(r"^([A-E])\s*[)）]")
_NOTE = re.compile(r"[【\[]?(参考答案|答案|解析|出处|难度|鉴定点|知识点)[】\]]?\s*[:：]?\s*(.*)", re.DOTALL)
_KINDS = re.compile(r"(?:[一二三四五六七八九十]+\s*[、.．]\s*)?\S{0,6}(选择题|单选题|多选题|判断题|是非题)")
_KEYS = re.compile(r"(\d{1,4})\s*(?:[-—~～至]\s*(\d{1,4}))?\s*[.、．:：)）]?\s*([A-Ea-e√×✓✗对错TFtf,，、;；/\s]+)")
_INLINE = re.compile(r"[（(]\s*([A-Ea-e]{1,5}|[√×✓✗对错])\s*[）)]")
_BLANK = re.compile(r"[（(] ?[）)]")
MOST_LINE = 5_000  # signs of a line that are looked at; a stem has a fifth of that at most


@dataclass
class _Item:
    number: int
    kind: str
    stem: str
    options: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    has_picture: bool = False

    @property
    def where(self) -> str:
        return f"{Kind(self.kind).title if self.kind else ''}第 {self.number} 题"


@dataclass
class _Reading:
    items: list[_Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[tuple[str, int], str] = field(default_factory=dict)
    kind: str = ""
    in_keys: bool = False

    @property
    def last(self) -> _Item | None:
        return self.items[-1] if self.items else None


def read(data: bytes) -> Found:
    """Every question of a document. Raises WordRefused."""
    document = words.read(data)
    reading = _Reading()
    if document.tables:
        reading.faults.append(Fault("文档", f"有 {document.tables} 个表格，表格里的内容不能导入，请改成段落"))
    for paragraph in document.paragraphs:
        for line in paragraph.text.replace("\t", " ").splitlines() or [""]:
            _take(reading, _BRACKETED.sub(r"\1.", _narrow(line)), paragraph)
    if not reading.items and not reading.faults:
        reading.faults.append(Fault("文档", "没有找到试题。题干应以数字编号开头，并有“单选题”“判断题”这样的标题"))
    return Found([_finished(reading, item) for item in reading.items], reading.faults)


def _take(reading: _Reading, line: str, paragraph: words.Paragraph) -> None:
    if paragraph.has_picture and reading.last is not None:
        reading.last.has_picture = True
        reading.faults.append(Fault(reading.last.where, "含有图片，暂时不能导入"))
    if not line:
        return
    if (heading := _KINDS.match(line)) and len(line) <= 60 and not _STEM.match(line):
        reading.kind = kind_of(heading[0])
        reading.in_keys = reading.in_keys or "答案" in line
        return
    if line.strip("：: ") in ("参考答案", "答案", "标准答案"):
        reading.in_keys, reading.kind = True, ""
        return
    if reading.in_keys:
        _keys(reading, line)
    else:
        _body(reading, line, paragraph.level)


def _body(reading: _Reading, line: str, level: int | None) -> None:
    item = reading.last
    if found := _STEM.match(line):
        _open(reading, int(found[1]), found[2])
    elif level == 0 and not _OPTION.match(line) and reading.kind:
        same = item is not None and item.kind == reading.kind
        _open(reading, item.number + 1 if item is not None and same else 1, line)
    elif item is None:
        return  # what stands above the first question: a title, a remark
    elif level is not None and level > 0:
        item.options.append(_OPTION.sub("", line).strip())
    elif _OPTION.match(line):
        item.options.extend(_options(line))
    elif note := _NOTE.match(line):
        item.notes["答案" if "答案" in note[1] else note[1]] = note[2].strip()
    elif item.options:
        item.options[-1] += line
    else:
        item.stem += line


def _open(reading: _Reading, number: int, text: str) -> None:
    if not reading.kind:
        reading.faults.append(Fault(f"第 {number} 题", "前面没有“单选题”“多选题”或“判断题”的标题，不知道题型"))
    first = _OPTION.search(text)
    stem = text if first is None or reading.kind == Kind.JUDGE else text[: first.start()]
    item = _Item(number, reading.kind, stem.strip())
    if stem != text:
        item.options.extend(_options(text[len(stem) :]))
    reading.items.append(item)


def _options(line: str) -> list[str]:
    """Options that share a line: `A.开 B.关`."""
    return [part.strip() for part in _OPTION.split(line)[2::2]]


def _keys(reading: _Reading, line: str) -> None:
    """A line of the key: `1-5 ABCDE`, `6. ACD`, `11-13 √×√`."""
    found = False
    for match in _KEYS.finditer(line):
        found = True
        first, last = int(match[1]), int(match[2] or match[1])
        answers = _split(match[3], last - first + 1)
        if not answers:
            sentence = f"题号 {match[1]}—{last} 共 {last - first + 1} 题，答案“{match[3].strip()}”对不上"
            reading.faults.append(Fault("参考答案", sentence))
            continue
        reading.keys |= {(reading.kind, number): answer for number, answer in enumerate(answers, first)}
    if not found:
        reading.faults.append(Fault("参考答案", f"看不懂“{line[:30]}”。请写成 1-5 ABCDE 或 6-8 √×√"))


def _split(text: str, count: int) -> list[str]:
    """As many answers as there are numbers; [] when they don't match."""
    parts = [part for part in re.split(r"[,，、;；/\s]+", text.strip()) if part]
    if count == 1:
        return ["".join(parts)] if parts else []
    if len(parts) == count:
        return parts
    signs = list("".join(parts))
    return signs if len(signs) == count else []


def _finished(reading: _Reading, item: _Item) -> Read:
    stem, written = item.stem, item.notes.get("答案", "")
    inline = list(_INLINE.finditer(stem))
    if not written and len(inline) == 1:
        written = inline[0][1]
        stem = (
            stem[: inline[0].start()] + ("" if item.kind == Kind.JUDGE else "（　　）") + stem[inline[0].end() :]
        ).strip()
    written = written or reading.keys.get((item.kind, item.number)) or reading.keys.get(("", item.number), "")
    difficulty = difficulty_of(item.notes.get("难度"))
    if difficulty is None:
        reading.faults.append(Fault(item.where, f"难度应为易、较易、中、较难、难，文档中是 {item.notes['难度']}"))
    draft = Draft(
        kind=item.kind,
        stem=_BLANK.sub("（　　）", stem),
        options=tuple(item.options),
        answer=normal_answer(item.kind, written),
        explanation=item.notes.get("解析", ""),
        source=item.notes.get("出处", ""),
        difficulty=50 if difficulty is None else difficulty,
    )
    return Read(item.where, draft, tuple(_point(item)))


def _point(item: _Item) -> Iterator[str]:
    named = item.notes.get("鉴定点") or item.notes.get("知识点") or ""
    yield from (part for part in re.split(r"[/／>›]", named) if part.strip())


def _narrow(line: str) -> str:
    """Digits, letters and blanks in one width, one blank between words; full-width punctuation stays as it is read."""
    signs = (unicodedata.normalize("NFKC", sign) if sign.isalnum() else sign for sign in line[:MOST_LINE])
    return " ".join("".join(signs).split())


def lines_of_template() -> Sequence[str]:
    """What a document looks like that can be read."""
    return (
        "化工总控工三级试题",
        "一、单项选择题",
        "1. 离心泵启动前应先（　　）。",
        "A. 打开出口阀",
        "B. 灌泵排气",
        "C. 关闭进口阀",
        "D. 提高转速",
        "鉴定点：相关知识/流体输送/离心泵操作/001",
        "出处：某教材第 2 章",
        "二、判断题",
        "1. 离心泵在关闭出口阀的情况下启动，可以减小启动电流。",
        "鉴定点：相关知识/流体输送/离心泵操作/002",
        "出处：某教材第 2 章",
        "参考答案",
        "单项选择题",
        "1 B",
        "判断题",
        "1 √",
    )
