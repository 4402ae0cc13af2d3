"""What a template may hold: elements on A4 landscape, and text with named fields in braces. No code, ever."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.platform.errors import FieldError

WIDTH, HEIGHT = 297.0, 210.0  # mm
MOST_ELEMENTS = 40
FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "id_kind": "证件类型",
    "id_number": "证件号码",
    "occupation": "职业",
    "occupation_code": "职业编码",
    "grade": "等级",
    "number": "证书编号",
    "issued_on": "发证日期",
    "institution": "评价机构",
    "authority": "发证机关",
}
KINDS: Mapping[str, str] = {"text": "文字", "photo": "照片", "qr": "二维码", "seal": "盖章处", "line": "横线"}
_STANDARD = Path(__file__).parent.parent / "standard_face.json"
_FIELD = re.compile(r"\{([^{}]*)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; only names of FIELDS are replaced."""
    return _FIELD.sub(lambda found: values.get(found[1], "") if found[1] in FIELDS else found[0], text)


def problems(elements: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Everything wrong with a template's elements, at their fields."""
    found: list[FieldError] = []
    if len(elements) > MOST_ELEMENTS:
        return [FieldError("elements", f"最多 {MOST_ELEMENTS} 个元素")]
    for at, element in enumerate(elements):
        found += [FieldError(f"elements.{at}.{name}", sentence) for name, sentence in _faults(element)]
    kinds = [element.get("kind") for element in elements]
    whole = " ".join(str(element.get("text") or "") for element in elements)
    for kind in ("photo", "qr"):
        if kind not in kinds:
            found.append(FieldError("elements", f"模板缺少{KINDS[kind]}"))
    found += [
        FieldError("elements", f"模板缺少“{FIELDS[name]}”，请在文字中写 {{{name}}}")
        for name in ("name", "number", "occupation", "grade")
        if f"{{{name}}}" not in whole
    ]
    return found


def _faults(element: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    text = str(element.get("text") or "")
    if element.get("kind") == "text" and not text.strip():
        faults.append(("text", "请输入文字内容"))
    unknown = [name for name in _FIELD.findall(text) if name not in FIELDS]
    if unknown or "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        known = "、".join(f"{{{name}}}" for name in FIELDS)
        faults.append(("text", f"花括号里只能写这些字段：{known}"))
    left, top = float(element.get("x") or 0), float(element.get("y") or 0)
    wide, high = float(element.get("width") or 0), float(element.get("height") or 0)
    if left + wide > WIDTH or top + high > HEIGHT:
        faults.append(("x", f"超出页面：宽 {WIDTH:g} 毫米、高 {HEIGHT:g} 毫米"))
    return faults


def standard() -> list[dict[str, Any]]:
    """The face that the ministry describes: A4 landscape, photo 25 × 35 mm; `standard_face.json`."""
    found: list[dict[str, Any]] = json.loads(_STANDARD.read_text("utf-8"))
    return found
