from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.catalogue import identity

TODAY = date(2026, 11, 23)
births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)


@st.composite
def citizens(draw: st.DrawFn) -> str:
    first17 = f"350299{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + identity.check_digit(first17)


@given(citizens())
def test_a_number_with_its_check_digit_is_read(number: str) -> None:
    read = identity.citizen_number(number, on=TODAY)
    assert read.number == number
    assert f"{read.birth_date:%Y%m%d}" == number[6:14]
    assert read.sex == ("1" if int(number[16]) % 2 else "2")


@given(citizens(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, shift: int) -> None:
    if number[place] == "X":
        wrong = number[:place] + str(shift)
    else:
        wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(identity.WrongNumber):
        identity.citizen_number(wrong, on=TODAY)


def test_the_example_of_the_standard() -> None:
    # GB 11643-1999, the number every commentary prints
    assert identity.citizen_number("11010519491231002X", on=TODAY).sex == "2"


def test_blanks_small_x_and_full_width_digits_are_forgiven() -> None:
    assert identity.citizen_number(" 110105 19491231 002x", on=TODAY).number == "11010519491231002X"
    assert identity.normalise("１１０１０５") == "110105"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105194912310021", "最后一位与前 17 位不符"),
        ("1101051949123100", "应为 18 位"),
        ("99010519491231002X", "省份代码"),
        ("11010519491331002X", "第 7 至 14 位不是有效的出生日期"),
        ("11010520990101002X", "出生日期不合理"),
        ("", "应为 18 位"),
    ],
)
def test_each_fault_has_its_own_sentence(number: str, says: str) -> None:
    with pytest.raises(identity.WrongNumber, match=says):
        identity.citizen_number(number, on=TODAY)


def test_nobody_is_born_tomorrow() -> None:
    first17 = f"350299{TODAY + timedelta(days=1):%Y%m%d}001"
    with pytest.raises(identity.WrongNumber, match="不合理"):
        identity.citizen_number(first17 + identity.check_digit(first17), on=TODAY)


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        (identity.PASSPORT, "E12345678", True),
        (identity.PASSPORT, "E1", False),
        (identity.HONG_KONG, "H12345678", True),
        (identity.HONG_KONG, "m1234567801", True),
        (identity.HONG_KONG, "C12345678", False),
        (identity.HONG_KONG, "H123456789", False),
        (identity.TAIWAN, "12345678", True),
        (identity.TAIWAN, "1234567890(B)", True),
        (identity.TAIWAN, "1234567", False),
        (identity.RESIDENT, "81000019900101001" + identity.check_digit("81000019900101001"), True),
        (identity.RESIDENT, "83000019900101001" + identity.check_digit("83000019900101001"), True),
        (identity.RESIDENT, "35029919900101001" + identity.check_digit("35029919900101001"), False),
        (identity.CITIZEN, "81000019900101001" + identity.check_digit("81000019900101001"), False),
        (identity.PERMANENT, "911124198108030024", True),
        (identity.PERMANENT, "911124198108030025", False),
        (identity.PERMANENT, "911124198113030024", False),
        (identity.PERMANENT, "CAN110182022815", True),
        (identity.PERMANENT, "QQQ110182022815", False),
        (identity.PERMANENT, "CAN11018202281", False),
        ("999", "whatever", False),
    ],
)
def test_other_documents_are_judged_by_their_shape(kind: str, number: str, fits: bool) -> None:
    assert (identity.problem(kind, number) is None) is fits


def test_a_permanent_residence_card_tells_birth_date_or_nationality() -> None:
    assert identity.permanent_birth("911124198108030024") == date(1981, 8, 3)
    assert identity.permanent_birth("CAN110182022815") is None
    assert identity.nationality_of("can 1101 8202 2815") == "CAN"
