"""Synthetic people: names from lists, ID numbers with valid check digits in a district that does not exist."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from processes.catalogue.identity import check_digit

NOWHERE = "350299"  # Fujian, a district code that was never given
SURNAMES = "陈林黄张吴李郑王刘苏蔡杨许谢叶曾洪庄江何"
GIVEN_MEN = ("志远", "建明", "文斌", "宇航", "俊杰", "国栋", "海涛", "子昂", "伟诚", "嘉树", "鹏程", "立新")
GIVEN_WOMEN = ("晓岚", "雅婷", "思敏", "若溪", "佳怡", "静文", "雨桐", "慧玲", "梓涵", "丽华", "诗琪", "秋月")
STREETS = ("听潮路", "凤凰木路", "白鹭洲路", "演武池路", "文灶路", "虎溪岩路")
EMPLOYERS = (
    "鹭州演示新材料有限公司",
    "鹭州演示精细化工有限公司",
    "鹭州演示数据服务有限公司",
    "鹭州演示智能科技有限公司",
)
CHEMICAL, TRAINER = "6-11-01-03", "4-04-05-05"


@dataclass(frozen=True, slots=True)
class Study:
    """Months are first days of the month."""

    school: str
    level: str  # GB/T 4658
    major: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Work:
    """`end` None: still there."""

    employer: str
    post: str
    start: date
    end: date | None
    witness: str
    witness_phone: str


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One invented applicant for one occupation and grade under one rule of application."""

    index: int
    name: str
    sex: str  # GB/T 2261.1
    birth_date: date
    id_number: str
    phone: str
    address: str
    education: str
    occupation: str
    grade: str
    rule: str
    studies: tuple[Study, ...]
    works: tuple[Work, ...]
    prior_number: str | None = None
    prior_date: date | None = None
    seed: int = field(default=0)


def id_number(birth: date, serial: int, *, man: bool) -> str:
    """A number with its check digit whose owner cannot exist; `serial` 0–499."""
    first17 = f"{NOWHERE}{birth:%Y%m%d}{serial * 2 + (1 if man else 0):03d}"
    return first17 + check_digit(first17)


def synthetic(index: int, *, today: date) -> Synthetic:
    """The index-th invented person, the same every time for the same day's year. Index 0–499."""
    dice = random.Random(f"certflow-{index}")
    man = dice.random() < 0.5
    name = dice.choice(SURNAMES) + dice.choice(GIVEN_MEN if man else GIVEN_WOMEN)
    occupation = (CHEMICAL, TRAINER)[index % 2]
    age = dice.randint(30, 42) if occupation == CHEMICAL else dice.randint(23, 30)
    birth = date(today.year - age, dice.randint(1, 12), dice.randint(1, 28))
    address = f"福建省鹭州市演示区{dice.choice(STREETS)} {dice.randint(1, 200)} 号"
    facts = _chemical(dice, birth, today) if occupation == CHEMICAL else _trainer(dice, birth, today)
    return Synthetic(
        index=index,
        name=name,
        sex="1" if man else "2",
        birth_date=birth,
        id_number=id_number(birth, index, man=man),
        phone=f"1990000{index:04d}",
        address=address,
        occupation=occupation,
        seed=dice.randint(0, 2**31),
        **facts,
    )


def _middle_school(birth: date) -> Study:
    return Study("鹭州市演示中学", "71", "普通", date(birth.year + 12, 9, 1), date(birth.year + 15, 6, 1))


def _chemical(dice: random.Random, birth: date, today: date) -> dict[str, Any]:
    """三级 under R32: holds the 四级 certificate and has worked at least four years since."""
    left = birth.year + 18
    school = Study("鹭州市演示技工学校", "47", "化学工艺", date(left - 3, 9, 1), date(left, 6, 1))
    moved = date(today.year - 3, dice.randint(1, 6), 1)
    works = (
        _job(dice, EMPLOYERS[0], "化工操作工", date(left, 8, 1), _month_before(moved)),
        _job(dice, EMPLOYERS[1], "化工总控操作员", moved, None),
    )
    certified = date(today.year - 6, dice.randint(1, 12), 15)
    return {
        "education": "47",
        "grade": "3",
        "rule": "R32",
        "studies": (_middle_school(birth), school),
        "works": works,
        "prior_number": f"S000035000999{certified:%y}4{dice.randint(1, 999999):06d}",
        "prior_date": certified,
    }


def _trainer(dice: random.Random, birth: date, today: date) -> dict[str, Any]:
    """四级 under R43: a related diploma of a college."""
    left = birth.year + 21
    studies = (
        _middle_school(birth),
        Study("鹭州市演示第二中学", "61", "普通", date(left - 6, 9, 1), date(left - 3, 6, 1)),
        Study("鹭州演示职业技术学院", "31", "人工智能技术应用", date(left - 3, 9, 1), date(left, 6, 1)),
    )
    start = date(left, 8, 1)
    works = (_job(dice, EMPLOYERS[dice.choice((2, 3))], "数据标注员", start, None),) if start < today else ()
    return {"education": "31", "grade": "4", "rule": "R43", "studies": studies, "works": works}


def _job(dice: random.Random, employer: str, post: str, start: date, end: date | None) -> Work:
    witness = dice.choice(SURNAMES) + dice.choice(GIVEN_MEN)
    return Work(employer, post, start, end, witness, f"1990001{dice.randint(0, 9999):04d}")


def _month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
