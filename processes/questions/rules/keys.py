"""What a question must say so that a machine can mark it, by kind."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from engine.platform.errors import FieldError
from processes.questions.models import Kind

LETTERS = "ABCDE"
MOST_STEM, MOST_OPTION, MOST_NOTE = 1_000, 300, 500
TRUE, FALSE = "T", "F"
_TRUE = frozenset({"T", "TRUE", "√", "✓", "✔", "对", "正确", "是", "Y", "YES", "1"})
_FALSE = frozenset({"F", "FALSE", "×", "✗", "✘", "✕", "X", "错", "错误", "否", "N", "NO", "0"})
_BETWEEN = str.maketrans("", "", " \t\r\n　、,，;；/.．。|")


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as somebody wrote it. `answer` is normal already, see `normal_answer`; `difficulty` is 0 to 100."""

    kind: str
    stem: str
    options: Sequence[str] = ()
    answer: str = ""
    explanation: str = ""
    source: str = ""
    difficulty: int = 50
    point_id: UUID | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)  # `stem` or an option's letter → id of the file


def normal_answer(kind: str, raw: str) -> str:
    """`a、c` → `AC`, `√` → `T`; what is no answer of this kind stays as it is, for the sentence that refuses it."""
    text = unicodedata.normalize("NFKC", raw).strip().upper().translate(_BETWEEN)
    if kind == Kind.JUDGE:
        return TRUE if text in _TRUE else FALSE if text in _FALSE else text
    return "".join(sorted(text)) if kind == Kind.MULTIPLE else text


def problems(draft: Draft) -> list[FieldError]:
    """Everything that is wrong with a draft, a sentence each; `path` is the field of the form `question/write`."""
    found: list[FieldError] = []
    if draft.kind not in set(Kind):
        return [FieldError("kind", "请选择题型：单项选择题、多项选择题或判断题")]
    if not draft.stem.strip():
        found.append(FieldError("stem", "请输入题干"))
    elif len(draft.stem) > MOST_STEM:
        found.append(FieldError("stem", f"题干不超过 {MOST_STEM} 字，现有 {len(draft.stem)} 字"))
    if not 0 <= draft.difficulty <= 100:
        found.append(FieldError("difficulty", f"难度应为 0 至 100 的整数，您输入了 {draft.difficulty}"))
    for path, text, name in (("explanation", draft.explanation, "解析"), ("source", draft.source, "出处")):
        if len(text) > MOST_NOTE:
            found.append(FieldError(path, f"{name}不超过 {MOST_NOTE} 字，现有 {len(text)} 字"))
    for letter in LETTERS[len(draft.options) :]:
        if letter in draft.pictures:
            sentence = f"选项 {letter} 有图片，也要写文字，例如“图 {letter}”"
            found.append(FieldError(f"option_{letter.lower()}", sentence))
    return [*found, *(_judgement(draft) if draft.kind == Kind.JUDGE else _choice(draft))]


def _judgement(draft: Draft) -> list[FieldError]:
    found = []
    if any(option.strip() for option in draft.options):
        found.append(FieldError("option_a", "判断题不需要选项"))
    if draft.answer not in (TRUE, FALSE):
        found.append(FieldError("answer_judge", _answer_sentence(draft.answer, "判断题的答案应为“对”或“错”")))
    return found


def _choice(draft: Draft) -> list[FieldError]:
    found, options = [], [option.strip() for option in draft.options]
    if len(options) > len(LETTERS):
        found.append(FieldError("option_e", f"选项不超过 {len(LETTERS)} 个，现有 {len(options)} 个"))
    least = 3 if draft.kind == Kind.MULTIPLE else 2
    if len(options) < least:
        found.append(FieldError("option_a", f"{Kind(draft.kind).title}至少要有 {least} 个选项"))
    for letter, option in zip(LETTERS, options, strict=False):
        if not option:
            found.append(FieldError(f"option_{letter.lower()}", f"选项 {letter} 是空的，中间不能空选项"))
        elif len(option) > MOST_OPTION:
            found.append(FieldError(f"option_{letter.lower()}", f"选项 {letter} 不超过 {MOST_OPTION} 字"))
    found.extend(_repeated(options))
    return [*found, *_key(draft, len(options))]


def _repeated(options: Sequence[str]) -> list[FieldError]:
    seen: dict[str, str] = {}
    found = []
    for letter, option in zip(LETTERS, options, strict=False):
        plain = unicodedata.normalize("NFKC", option).casefold().translate(_BETWEEN)
        if plain and plain in seen:
            found.append(FieldError(f"option_{letter.lower()}", f"选项 {letter} 与选项 {seen[plain]} 相同"))
        seen.setdefault(plain, letter)
    return found


def _key(draft: Draft, count: int) -> list[FieldError]:
    offered, key = LETTERS[:count], draft.answer
    if not key or not set(key) <= set(LETTERS):
        return [FieldError("answer", _answer_sentence(key, "答案应为选项的字母，例如 B 或 ACD"))]
    beyond = sorted(set(key) - set(offered))
    if beyond:
        return [FieldError("answer", f"答案 {'、'.join(beyond)} 没有对应的选项")]
    if len(set(key)) != len(key):
        return [FieldError("answer", f"答案中有重复的字母，您输入了 {key}")]
    if draft.kind == Kind.SINGLE and len(key) != 1:
        return [FieldError("answer", f"单项选择题只能有一个答案，您输入了 {key}")]
    if draft.kind == Kind.MULTIPLE and len(key) < 2:
        return [FieldError("answer", f"多项选择题至少有两个答案，您输入了 {key}")]
    return []


def _answer_sentence(given: str, rule: str) -> str:
    return f"{rule}，您输入了 {given[:20]}" if given else f"请输入答案。{rule}"
