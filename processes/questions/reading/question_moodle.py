"""Questions in Moodle XML, the interchange that most learning platforms write: choices, judgements, their pictures.

The category above a question (`$course$/top/相关知识/流体输送/离心泵操作`) names its assessment point. Markup goes;
the first picture of a stem or an answer is taken along where the file holds it.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from lxml import etree

from engine.workflow.spiff import xml
from processes.questions.errors import FileRefused
from processes.questions.models import Kind
from processes.questions.reading.found import Fault, Found, Read
from processes.questions.rules.keys import FALSE, LETTERS, TRUE, Draft

_NAMED = re.compile(r"@@PLUGINFILE@@/([^\"'?>]+)")
_BLANKS = re.compile("[ \\t\\r\xa0]+")  # the wide blanks of a gap （　　） stay
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4"})
_SILENT = frozenset({"script", "style"})
_SKIPPED = ("category", "description")


def read(data: bytes) -> Found:
    """Every question of a file. Raises FileRefused for what is no Moodle XML, or is hostile."""
    try:
        root = xml.read(data)
    except xml.RefusedXml as refusal:
        raise FileRefused(why=refusal.sentence.rstrip("。")) from None
    if root.tag != "quiz":
        raise FileRefused(why="这不是 Moodle 试题文件：最外层应为 quiz")
    questions: list[Read] = []
    faults: list[Fault] = []
    point: list[str] = []
    number = 0
    for node in root.iterchildren("question"):
        kind = str(node.get("type") or "")
        if kind == "category":
            point = _category(node)
        if kind in _SKIPPED:
            continue
        number += 1
        where = f"第 {number} 题"
        try:
            questions.append(Read(where, *_question(kind, node, tuple(point))))
        except ValueError as problem:
            faults.append(Fault(where, str(problem)))
    return Found(questions, faults)


def _question(
    kind: str, node: etree._Element, point: tuple[str, ...]
) -> tuple[Draft, tuple[str, ...], dict[str, bytes]]:
    """Raises ValueError, whose sentence says what can't be taken."""
    text = node.find("questiontext")
    stem = _text(text)
    explanation = _text(node.find("generalfeedback"))
    pictures = dict(_picture("stem", text))
    answers = list(node.iterchildren("answer"))
    match kind:
        case "truefalse":
            right = next((_text(each).strip().casefold() for each in answers if _fraction(each) > 0), "")
            if right not in ("true", "false"):
                raise ValueError("判断题没有标出正确的答案")
            draft = Draft(Kind.JUDGE, stem, answer=TRUE if right == "true" else FALSE, explanation=explanation)
        case "multichoice":
            if len(answers) > len(LETTERS):
                raise ValueError(f"选项不超过 {len(LETTERS)} 个，文件里有 {len(answers)} 个")
            key = "".join(letter for letter, each in zip(LETTERS, answers, strict=False) if _fraction(each) > 0)
            single = (node.findtext("single") or "true").strip().casefold() in ("true", "1")
            for letter, each in zip(LETTERS, answers, strict=False):
                pictures.update(_picture(letter, each))
            options = tuple(
                _text(each) or (f"图 {letter}" if letter in pictures else "")
                for letter, each in zip(LETTERS, answers, strict=False)
            )
            kept = Kind.SINGLE if single else Kind.MULTIPLE
            draft = Draft(kept, stem, options=options, answer=key, explanation=explanation)
        case _:
            raise ValueError(f"题型 {kind[:20] or '空'} 不能导入，只接受选择题（multichoice）和判断题（truefalse）")
    return draft, point, pictures


def _category(node: etree._Element) -> list[str]:
    path = _text(node.find("category")).replace("//", "／")
    parts = [part.replace("／", "/").strip() for part in path.split("/")]
    return [part for part in parts if part and not part.startswith("$") and part != "top"]


def _fraction(answer: etree._Element) -> float:
    try:
        return float(answer.get("fraction") or 0)
    except ValueError:
        return 0.0


def _text(node: etree._Element | None) -> str:
    """The words of an element with Moodle's inner `text`, without markup."""
    if node is None:
        return ""
    words = _Words()
    words.feed(node.findtext("text") or "")
    words.close()
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(words.found).split("\n"))
    return "\n".join(line for line in lines if line)


def _picture(slot: str, node: etree._Element | None) -> Iterator[tuple[str, bytes]]:
    """The first picture that the text shows and the file holds."""
    if node is None:
        return
    held: Mapping[str, str] = {
        str(each.get("name")): each.text or "" for each in node.iterchildren("file") if each.get("encoding") == "base64"
    }
    for name in _NAMED.findall(node.findtext("text") or ""):
        if name in held:
            try:
                yield slot, b64decode(held[name], validate=False)
            except binascii.Error:
                raise ValueError(f"图片 {name[:40]} 读不出来") from None
            return
        raise ValueError(f"题中的图片 {name[:40]} 不在文件里")


class _Words(HTMLParser):
    """Text only: blocks begin a line, scripts are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)
