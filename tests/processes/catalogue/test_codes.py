import pytest

from processes.catalogue import codes
from processes.catalogue.grades import Grade


def test_every_table_has_codes_and_a_source() -> None:
    assert {"ethnicity", "sex", "education", "politics", "document_kind", "province"} <= codes.names()
    for name in codes.names():
        table = codes.table(name)
        assert table.codes
        assert table.standard
        assert len(set(table.codes.values())) == len(table.codes), f"{name} says the same twice"


def test_the_national_tables_are_whole() -> None:
    assert len(codes.table("ethnicity").codes) == 56
    assert codes.label("ethnicity", "56") == "基诺族"
    assert codes.label("education", "31") == "大学专科"
    assert codes.label("document_kind", "111") == "居民身份证"


def test_unknown_codes_stay_readable_and_unknown_tables_fail() -> None:
    assert codes.label("sex", "7") == "7"
    assert codes.label("sex", None) == "—"
    with pytest.raises(LookupError):
        codes.table("../tables/sex")


def test_grades_are_shown_in_full_and_climb() -> None:
    assert Grade("3").title == "三级/高级工"
    assert Grade.THREE.below is Grade.FOUR
    assert Grade.APPRENTICE.below is None
    assert [grade.rank for grade in Grade] == list(range(8))
