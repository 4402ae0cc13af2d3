"""Ticket numbers: an authority's template, such as `{yymmdd}{site8}{serial5}` (19 digits)."""

import re
from collections.abc import Mapping
from datetime import date

DEFAULT = "{yymmdd}{site8}{serial5}"
LONGEST = 30
KNOWN = "{yymmdd}、{yyyymmdd}、{yyyy}、{yy}、{site8}、{grade}、{serial5}"
_FIELD = re.compile(r"\{(yymmdd|yyyymmdd|yyyy|yy|grade|site\d{1,2}|serial\d)\}")
_PLAIN = re.compile(r"^[0-9A-Z-]*$")


def problem(template: str) -> str | None:
    """What is wrong with a template, in a sentence; None when nothing is."""
    serials = re.findall(r"\{serial(\d)\}", template)
    if len(serials) != 1 or not template.endswith("}") or not template.rstrip("}")[:-1].endswith("{serial"):
        return "准考证号规则应以一个流水号结尾，例如 {serial5}"
    if not 3 <= int(serials[0]) <= 9:
        return "流水号应为 3 到 9 位"
    if not _PLAIN.match(_FIELD.sub("", template)):
        return f"准考证号规则只能用 {KNOWN} 及数字、大写字母、短横线"
    if not re.search(r"\{(yymmdd|yyyymmdd|yyyy|yy)\}", template):
        return "准考证号规则应含考试日期或年份，例如 {yymmdd}"
    if len(prefix(template, day=date(2026, 12, 31), site="0", grade="1")) + int(serials[0]) > LONGEST:
        return f"准考证号不超过 {LONGEST} 位"
    return None


def prefix(template: str, *, day: date, site: str, grade: str) -> str:
    """Everything before the serial. `site` is filled with zeros on the right to its width, and cut."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("site"):
            width = int(name[4:])
            return site.ljust(width, "0")[:width]
        if name.startswith("serial"):
            return ""
        known: Mapping[str, str] = {
            "yymmdd": f"{day:%y%m%d}", "yyyymmdd": f"{day:%Y%m%d}", "yyyy": f"{day:%Y}", "yy": f"{day:%y}",
            "grade": grade,
        }  # fmt: skip
        return known[name]

    return _FIELD.sub(fill, template)


def number(template: str, *, start: str, serial: int) -> str:
    """The whole number. Raises ValueError when the serial no longer fits its width."""
    width = int(template[-2])
    if serial >= 10**width:
        raise ValueError(f"serial {serial} has more than {width} digits")
    return f"{start}{serial:0{width}}"
