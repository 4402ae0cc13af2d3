"""Identity documents: GB 11643 citizen numbers, and the shapes of the other documents people apply with."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.platform import clock
from processes.catalogue.codes import table

CITIZEN, PASSPORT, TAIWAN, HONG_KONG = "111", "414", "511", "513"  # GA/T 517

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    PASSPORT: (re.compile(r"[A-Z0-9]{5,17}"), "护照号码应为 5 至 17 位大写字母或数字，请对照证件核对"),
    HONG_KONG: (
        re.compile(r"[CHMW][0-9A-Z]\d{7,9}"),
        "通行证号码应为字母加 8 至 10 位号码，请对照证件核对",
    ),
    TAIWAN: (re.compile(r"\d{8}|\d{10}[A-Z]?"), "台胞证号码应为 8 位数字，请对照证件核对"),
}


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """What a valid citizen number says of its owner. `sex` is a GB/T 2261.1 code."""

    number: str
    birth_date: date
    sex: str
    province: str


class WrongNumber(ValueError):
    """A number that cannot be right; the text is the Chinese sentence for the person."""


def check_digit(first17: str) -> str:
    """The 18th character of a citizen number (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def normalise(number: str) -> str:
    """Without the blanks people type for legibility, letters in capitals, full-width digits made narrow."""
    narrow = number.translate({0xFF10 + digit: str(digit) for digit in range(10)})
    return re.sub(r"[\s·-]", "", narrow).upper()


def citizen_number(number: str, *, on: date | None = None) -> CitizenNumber:
    """Read an 18-character citizen number. Raises WrongNumber.

    The district is not checked: districts are renamed, and their people keep their numbers.
    """
    number = normalise(number)
    if not re.fullmatch(r"\d{17}[0-9X]", number):
        raise WrongNumber(f"身份证号码应为 18 位，前 17 位为数字，您输入了 {len(number)} 位")
    if number[:2] not in table("province").codes:
        raise WrongNumber("身份证号码前两位不是有效的省份代码，请对照证件核对")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise WrongNumber("身份证号码第 7 至 14 位不是有效的出生日期，请对照证件核对") from None
    if not date(1900, 1, 1) <= born <= (on or clock.today()):
        raise WrongNumber("身份证号码中的出生日期不合理，请对照证件核对")
    if check_digit(number[:17]) != number[17]:
        raise WrongNumber("身份证号码最后一位与前 17 位不符，请对照证件核对")
    return CitizenNumber(number, born, "1" if int(number[16]) % 2 else "2", number[:2])


def problem(kind: str, number: str) -> str | None:
    """Why a number of this document kind (GA/T 517) cannot be right, a Chinese sentence; None when it can."""
    if kind == CITIZEN:
        try:
            citizen_number(number)
        except WrongNumber as refusal:
            return str(refusal)
        return None
    if kind not in _SHAPES:
        return "请选择证件类型"
    pattern, sentence = _SHAPES[kind]
    return None if pattern.fullmatch(normalise(number)) else sentence


def citizen_problem(number: str) -> str | None:
    return problem(CITIZEN, number)


CHECKS: Mapping[str, Callable[[str], str | None]] = {"id_number": citizen_problem}
