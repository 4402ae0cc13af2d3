"""What a submission becomes, and in which sentence it is refused."""

import pytest

from forms import kit
from tests.forms.kit.samples import GOOD, RAW, VALUES

FORM = kit.load(RAW)
OPTIONS = {"catalogue.education": [kit.Option("21", "本科"), kit.Option("31", "专科")]}


def sentences(**changes: str | list[str]) -> dict[str, str]:
    data = {**GOOD, **{name.replace("__", "."): value for name, value in changes.items()}}
    return {error.path: error.message for error in kit.check(FORM, data, options=OPTIONS).errors}


def test_a_good_submission_becomes_values_of_the_schema() -> None:
    checked = kit.check(FORM, GOOD, options=OPTIONS)
    assert checked.errors == []
    assert checked.values == VALUES


def test_an_empty_submission_is_asked_for_everything_required_in_order() -> None:
    checked = kit.check(FORM, {}, options=OPTIONS)
    assert [error.message for error in checked.errors] == [
        "请输入姓名",
        "请选择目前状态",
        "请选择文化程度",
        "请勾选“我承诺以上属实”",
        "请输入出生日期",
        "请输入手机号码",
        "请输入身份证号码",
        "请添加从业经历",
    ]
    assert checked.values == {}


@pytest.mark.parametrize(
    ("changes", "path", "sentence"),
    [
        ({"name": "林"}, "name", "姓名应为 2—30 个字，您输入了 1 个字"),
        ({"about": "字" * 201}, "about", "说明应不超过 200 个字，您输入了 201 个字"),
        ({"state": "other"}, "state", "请从列出的选项中选择目前状态"),
        ({"education": "99"}, "education", "请从列出的选项中选择文化程度"),
        ({"subjects": ["theory", "theory"]}, "subjects", "科目不应重复"),
        (
            {"birth__day": "31", "birth__month": "2"},
            "birth",
            "出生日期应为真实存在的日期，例如 2001年8月20日，您输入了“2001-2-31”",
        ),
        ({"since": "2018-13"}, "since", "参加工作时间应为年和月，例如 2018年7月，您输入了“2018-13”"),
        ({"years": "三"}, "years", "工作年限应为整数，您输入了“三”"),
        ({"years": "2.5"}, "years", "工作年限应为整数，您输入了“2.5”"),
        ({"years": "61"}, "years", "工作年限应为 0—60，您输入了 61"),
        ({"score": "NaN"}, "score", "成绩应为数字，您输入了“NaN”"),
        ({"phone": "12345"}, "phone", "手机号码应为 1 开头的 11 位数字，您输入了“12345”"),
        ({"id_number": "3502"}, "id_number", "身份证号码应为 18 位，末位可以是 X，您输入了“3502”"),
        ({"jobs__0__employer": ""}, "jobs.0.employer", "请输入工作单位"),
        ({"jobs__2__kind": "z"}, "jobs.1.kind", "请从列出的选项中选择性质"),
    ],
)
def test_a_fault_has_its_sentence(changes: dict[str, str | list[str]], path: str, sentence: str) -> None:
    assert sentences(**changes) == {path: sentence}


def test_a_condition_asks_for_a_field_and_drops_it_otherwise() -> None:
    assert sentences(state="school") == {"school": "请输入学校"}
    kept = kit.check(FORM, {**GOOD, "school": "鹭州技师学院"}, options=OPTIONS)
    assert "school" not in kept.values
    assert kept.typed["school"] == "鹭州技师学院"


def test_a_condition_may_look_at_variables_of_the_case() -> None:
    form = kit.load(
        {
            "title": "说明",
            "type": "object",
            "properties": {"why": {"type": "string", "title": "原因", "x-when": "round > 1"}},
            "required": ["why"],
        }
    )
    assert kit.check(form, {}, variables={"round": 1}).ok
    assert not kit.check(form, {}, variables={"round": 2}).ok


def test_a_check_passed_in_has_its_own_sentence() -> None:
    checks = {
        "id_number": lambda number: "身份证号码最后一位与前 17 位不符，请对照证件核对" if number[-1] != "4" else None
    }
    checked = kit.check(FORM, GOOD, options=OPTIONS, checks=checks)
    assert [error.message for error in checked.errors] == ["身份证号码最后一位与前 17 位不符，请对照证件核对"]


def test_own_sentences_come_first() -> None:
    raw = {
        "title": "证书",
        "type": "object",
        "properties": {
            "no": {
                "type": "string",
                "title": "证书编号",
                "pattern": "^[YS][0-9]{21}$",
                "x-errors": {"required": "请输入证书上的编号", "pattern": "证书编号应为 Y 或 S 开头的 22 位"},
            }
        },
        "required": ["no"],
    }
    form = kit.load(raw)
    assert kit.check(form, {}).errors[0].message == "请输入证书上的编号"
    assert kit.check(form, {"no": "Y12"}).errors[0].message == "证书编号应为 Y 或 S 开头的 22 位"


def test_rules_between_fields_are_told_at_the_field_concerned() -> None:
    raw = {
        "title": "证书",
        "type": "object",
        "properties": {"no": {"type": "string", "title": "证书编号"}, "day": {"type": "string", "title": "发证日期"}},
        "dependentRequired": {"no": ["day"]},
    }
    errors = kit.check(kit.load(raw), {"no": "Y1"}).errors
    assert [(error.path, error.message) for error in errors] == [("day", "请输入发证日期")]


def test_rows_are_added_and_removed_without_script() -> None:
    added = kit.rearranged(FORM, {**GOOD, "_add": "jobs"})
    assert added is not None
    assert [row.get("employer") for row in added["jobs"]] == ["鹭州港务", "鹭州电气", None]
    removed = kit.rearranged(FORM, {**GOOD, "_remove": "jobs.0"})
    assert removed is not None
    assert [row["employer"] for row in removed["jobs"]] == ["鹭州电气"]
    assert removed["name"] == " 林晓岚 "
    assert kit.rearranged(FORM, GOOD) is None
