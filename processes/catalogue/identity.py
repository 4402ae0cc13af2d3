"""Identity documents: GB 11643 citizen numbers, and the shapes of the other documents people apply with.

Sources. Residence permits: 《港澳台居民居住证申领发放办法》 2018 (citizen numbers of districts 810000, 820000, 830000).
Permits of Hong Kong and Macao: notice of the Ministry of Public Security of 2010-03-10 (H or M, 8 digits for life,
2 for renewals). Permits of Taiwan: since 2008-09-25 the 8 digits for life; before, 2 digits of issue and the letter or
digit of the issuer behind them. Permanent residence cards: reading rules of the National Immigration Administration
for the card of 2023-12-01 (18 digits, the first 9, checked as a citizen's number; before, 3 letters and 12 digits).
Kinds are codes of GA/T 517-2004, of which public lists show 111, 414, 511 and 513; 154, 516 and 553 are in use beside
them and were found in no public edition: ask the target system before sending them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.platform import clock
from processes.catalogue.codes import table

CITIZEN, RESIDENT, PASSPORT, TAIWAN, HONG_KONG, PERMANENT = "111", "154", "414", "511", "516", "553"
OFFERED = (CITIZEN, RESIDENT, HONG_KONG, TAIWAN, PERMANENT, PASSPORT)
NUMBERED = frozenset({CITIZEN, RESIDENT})  # whose number tells birth date and sex (GB 11643)
FOREIGN = frozenset({PASSPORT, PERMANENT})

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    PASSPORT: (re.compile(r"[A-Z0-9]{5,17}"), "护照号码应为 5 至 17 位字母或数字，请对照证件核对"),
    HONG_KONG: (
        re.compile(r"[HM]\d{8}(\d{2})?"),
        "港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位或 10 位数字，请对照证件核对",
    ),
    TAIWAN: (
        re.compile(r"\d{8}|\d{10}[A-Z0-9]?"),
        "台湾居民来往大陆通行证号码应为 8 位数字（旧证为 10 位数字加 1 位字母或数字），请对照证件核对",
    ),
}
_COMPATRIOTS = ("81", "82", "83")  # 香港, 澳门, 台湾 in numbers of residence permits
_OLD_PERMANENT = re.compile(r"([A-Z]{3})\d{12}")  # until 2023: nationality, then 12 digits
_PERMANENT = re.compile(r"9\d{16}[0-9X]")  # since December 2023: shaped and checked as a citizen's number


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
    """Without the blanks and brackets people type for legibility, letters in capitals, full-width ones made narrow."""
    return re.sub(r"[\s·()-]", "", unicodedata.normalize("NFKC", number)).upper()


def citizen_number(number: str, *, on: date | None = None) -> CitizenNumber:
    """Read an 18-character citizen number. Raises WrongNumber.

    The district is not checked: districts are renamed, and their people keep their numbers.
    """
    number = normalise(number)
    if len(number) != 18:
        raise WrongNumber(f"身份证号码应为 18 位，您输入了 {len(number)} 位")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise WrongNumber("身份证号码前 17 位应为数字，最后一位应为数字或 X，请对照证件核对")
    if number[:2] not in table("province").codes and number[:2] not in _COMPATRIOTS:
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
    number = normalise(number)
    match kind:
        case _ if kind in NUMBERED:
            return _numbered_problem(kind, number)
        case _ if kind == PERMANENT:
            return _permanent_problem(number)
        case _ if kind not in _SHAPES:
            return "请选择证件类型"
    pattern, sentence = _SHAPES[kind]
    return None if pattern.fullmatch(number) else sentence


def _numbered_problem(kind: str, number: str) -> str | None:
    compatriot = number[:2] in _COMPATRIOTS
    if kind == CITIZEN and compatriot:
        return "这是港澳台居民居住证的号码，请把证件类型改为“港澳台居民居住证”"
    if kind == RESIDENT and not compatriot:
        return "港澳台居民居住证号码应以 81、82 或 83 开头，请对照证件核对，或改选证件类型"
    try:
        citizen_number(number)
    except WrongNumber as refusal:
        return str(refusal) if kind == CITIZEN else str(refusal).replace("身份证号码", "居住证号码")
    return None


def _permanent_problem(number: str) -> str | None:
    if found := _OLD_PERMANENT.fullmatch(number):
        known = found[1] in table("country").codes
        return None if known else "永久居留身份证号码前三位应为国籍的字母代码，请对照证件核对"
    if not _PERMANENT.fullmatch(number):
        return "永久居留身份证号码应为 18 位且以 9 开头（旧证为 3 位字母加 12 位数字），请对照证件核对"
    if permanent_birth(number) is None:
        return "永久居留身份证号码第 7 至 14 位不是有效的出生日期，请对照证件核对"
    return None if check_digit(number[:17]) == number[17] else "永久居留身份证号码最后一位不符，请对照证件核对"


def permanent_birth(number: str) -> date | None:
    """The birth date in an 18-digit number of a permanent residence card; None for an older card's number."""
    number = normalise(number)
    if not _PERMANENT.fullmatch(number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if date(1900, 1, 1) <= born <= clock.today() else None


def nationality_of(number: str) -> str | None:
    """The nationality (GB/T 2659, letters) that an older permanent residence card begins with."""
    found = _OLD_PERMANENT.fullmatch(normalise(number))
    return found[1] if found else None


def citizen_problem(number: str) -> str | None:
    return problem(CITIZEN, number)


CHECKS: Mapping[str, Callable[[str], str | None]] = {"id_number": citizen_problem}
