"""The list as its readers use it: filters, counters, search, kept lists."""

from datetime import timedelta
from typing import Any

import pytest

from engine.platform import crypto
from engine.platform.errors import AppError, InvalidForm
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow import worklist
from processes.review import inbox, saved, search
from processes.review.filters import Wanted, page_of, parse
from tests.processes.apply.builders import number_of
from tests.processes.review.builders import Office, make_staff
from tests.support.time import pass_by


def names(office: Office, actor: Actor, **wanted: Any) -> list[str]:
    return [row.name for row in inbox.waiting(office.session, actor, Wanted(**wanted))]


def count(office: Office, actor: Actor, **wanted: Any) -> int:
    return inbox.figures(office.session, actor, [Wanted(**wanted)]).counted[0]


def test_counters_and_lists_agree(office: Office) -> None:
    first, second = office.submit("甲一"), office.submit("乙二")
    office.judge(office.first, second, portrait="P01")
    office.conclude(office.first, second, "return")
    office.correct(second)
    for kind, listed in {"mine": ["甲一", "乙二"], "returned": ["乙二"], "today": [], "blind": [], "held": []}.items():
        assert names(office, office.first, kind=kind) == listed
        assert count(office, office.first, kind=kind) == len(listed)
    worklist.take(office.session, office.second, office.entry(first).id)
    assert names(office, office.first) == ["乙二"]
    assert count(office, office.first, kind="others") == 1
    assert count(office, office.second, kind="held") == 1
    (held,) = inbox.waiting(office.session, office.first, Wanted(kind="others"))
    assert (held.holder, held.held_until) == ("吴初审", office.entry(first).lease_expires_at)
    assert names(office, office.first, q="甲") == ["甲一"], "who looks for somebody sees him, whoever has him"


def test_every_filter_narrows(office: Office) -> None:
    row = office.submit("甲一")
    known: dict[str, Any] = {
        "plan": row.plan_id,
        "institution": row.institution_id,
        "occupation": "6-11-01-03",
        "grade": "3",
    }
    for name, value in known.items():
        assert names(office, office.first, **{name: value}) == ["甲一"], name
    other = make_staff(office.session, "外人").person_id
    unknown: dict[str, Any] = {"plan": other, "institution": other, "occupation": "4-01", "grade": "4"}
    for name, value in unknown.items():
        assert names(office, office.first, **{name: value}) == [], name
    assert names(office, office.first, age=3) == names(office, office.first, overdue=True) == []
    pass_by(timedelta(days=6))
    assert names(office, office.first, age=3) == names(office, office.first, overdue=True) == ["甲一"]
    assert names(office, office.first, again=True) == names(office, office.first, own=True) == []
    worklist.take(office.session, office.first, office.entry(row).id)
    assert names(office, office.first, own=True) == ["甲一"]


def test_a_blind_reviewer_finds_the_case_under_its_filter(office: Office) -> None:
    row = office.submit(sampled=True)
    office.pass_first(row)
    office.approve(row)
    assert count(office, office.blind, kind="blind") == 1
    assert count(office, office.approver, kind="blind") == 0


def test_an_applicant_is_found_by_every_number(office: Office) -> None:
    row = office.submit("甲一")
    other = office.submit("乙二")
    person = office.session.get_one(Person, row.person_id)
    person.phone_index = crypto.blind_index("phone", "19900000777")
    row.id_number_index = crypto.blind_index("id_number", "350299198001010018")
    office.session.flush()
    for q in (row.no.lower(), "19900000777", "+86 199-0000-0777", "350299198001010018"):
        ids = search.by_number(office.session, q)
        assert ids == [row.id], q
        assert [one.no for one in inbox.waiting(office.session, office.first, Wanted(q=q), ids=ids)] == [row.no]
        assert [one.application.no for one in search.search(office.session, office.first, q, ids)] == [row.no]
    assert search.by_number(office.session, number_of(office.session, other.person_id)) == [other.id]


@pytest.mark.parametrize("prefix", ["甲", "甲一", "\U0010ffff", "\ud7ff", "甲%", "甲_"])
def test_the_beginning_of_a_name_finds_those_and_no_others(office: Office, prefix: str) -> None:
    for name in ("甲一", "甲一二", "申三"):
        office.submit(name)
    found = {one.application.name for one in search.search(office.session, office.first, prefix)}
    assert found == {name for name in ("甲一", "甲一二", "申三") if name.startswith(prefix)}


def test_strangers_find_nothing(office: Office) -> None:
    row = office.submit("甲一")
    stranger = make_staff(office.session, "别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert search.search(office.session, stranger, "甲") == []
    assert search.search(office.session, stranger, row.no, [row.id]) == []
    assert len(search.search(office.session, office.approver, "甲")) == 1


def test_what_makes_no_sense_in_an_address_is_told() -> None:
    asked = {"filter": "x", "plan": "1", "institution": "'", "grade": "9", "age": "-3", "overdue": "yes", "sort": "?"}
    wanted, problems = parse(asked)
    assert wanted == Wanted()
    assert len(problems) == len(asked)
    assert "等待天数应为 1—365 的整数，您输入了“-3”，已忽略。" in problems
    assert parse({"age": "9" * 5000})[1]
    assert page_of("0")[0] == page_of("x")[0] == page_of("9" * 5000)[0] == 1
    assert page_of("7") == (7, [])


def test_an_address_says_all_of_a_list_and_no_more() -> None:
    wanted = Wanted(kind="returned", grade="3", age=5, overdue=True, q="甲一", sort="submitted")
    assert wanted.address() == "/review?filter=returned&grade=3&age=5&overdue=1&q=%E7%94%B2%E4%B8%80&sort=submitted"
    assert Wanted().address() == "/review"


def test_a_kept_list_is_seen_by_its_owner_and_by_the_group_it_is_shared_with(office: Office) -> None:
    group = f"institution:{office.institution_id}:first_review"
    mine = saved.keep(office.session, office.first, name="高级工", wanted=Wanted(grade="3"))
    assert saved.visible(office.session, office.second) == []
    saved.share(office.session, office.first, mine.id, group)
    assert [row.query for row in saved.visible(office.session, office.second)] == ["grade=3"]
    assert saved.visible(office.session, office.approver) == []
    with pytest.raises(AppError):
        saved.forget(office.session, office.second, mine.id)
    assert saved.forget(office.session, office.first, mine.id) == "高级工"


@pytest.mark.parametrize(
    ("name", "wanted", "group"),
    [
        ("", Wanted(grade="3"), None),
        ("一个名称太长的筛选条件项目", Wanted(grade="3"), None),
        ("全部", Wanted(), None),
        ("高级工", Wanted(grade="3"), "authority:approver"),
    ],
)
def test_a_list_that_cannot_be_kept(office: Office, name: str, wanted: Wanted, group: str | None) -> None:
    with pytest.raises(InvalidForm):
        saved.keep(office.session, office.first, name=name, wanted=wanted, group=group)


def test_a_name_is_kept_once_and_lists_do_not_grow_without_end(office: Office) -> None:
    for place in range(saved.MOST):
        saved.keep(office.session, office.first, name=f"筛选{place}", wanted=Wanted(age=place + 1))
    for name in ("筛选1", "再一个"):
        with pytest.raises(InvalidForm):
            saved.keep(office.session, office.first, name=name, wanted=Wanted(age=99))
