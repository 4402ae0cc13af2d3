"""Whatever is posted: no exception, nothing typed is lost, good values survive a second round."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import kit
from tests.forms.kit.samples import GOOD, RAW

FORM = kit.load(RAW)
OPTIONS = {"catalogue.education": [kit.Option("21", "本科"), kit.Option("31", "专科")]}

NAMES = [
    *GOOD, *RAW["properties"], "birth.day", "jobs.0", "jobs.1.start.month", "jobs.9999.kind", "jobs..x",
    "jobs.٣.employer", "_add", "_remove", "__proto__",
]  # fmt: skip
TYPED = st.text(max_size=60) | st.sampled_from(
    ["\x00", "1e999", "-0", "9" * 5000, "１２", "true", "2024-02-30", "jobs.7", "jobs." + "1" * 5000, "\ud800"]
)
DATA = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=12), TYPED | st.lists(TYPED, max_size=3), max_size=20)


@settings(max_examples=300, deadline=None)
@given(DATA)
def test_nothing_raises_and_every_text_comes_back(data: dict[str, Any]) -> None:
    checked = kit.check(FORM, data, options=OPTIONS)
    for name in ("name", "about", "phone", "years", "id_number", "birth", "since"):
        posted = data.get(name)
        if isinstance(posted, str):
            assert checked.typed[name] == posted
    kit.rearranged(FORM, data)
    shown = kit.view(FORM, checked.typed, checked.errors, OPTIONS)
    assert len(shown.errors) == len({error.path for error in checked.errors})
    assert all(error.href.startswith("#f-") for error in shown.errors)


@settings(max_examples=100, deadline=None)
@given(DATA)
def test_what_was_refused_is_no_value(data: dict[str, Any]) -> None:
    checked = kit.check(FORM, {**GOOD, **data}, options=OPTIONS)
    assert not {error.path for error in checked.errors if "." not in error.path and error.path != "jobs"} & set(
        checked.values
    )


GOOD_VALUES = st.fixed_dictionaries(
    {
        "name": st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=2, max_size=30),
        "state": st.sampled_from(["work"]),
        "education": st.sampled_from(["21", "31"]),
        "promise": st.just(True),
        "birth": st.dates().map(str),
        "phone": st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        "id_number": st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
        "years": st.integers(0, 60),
        "subjects": st.sampled_from([["theory"], ["skill"], ["theory", "skill"]]),
        "jobs": st.lists(
            st.fixed_dictionaries(
                {"employer": st.sampled_from(["港务", "电气"]), "start": st.sampled_from(["2018-07", "2020-12"])}
            ),
            min_size=1,
            max_size=3,
        ),
    }
)


@settings(max_examples=100, deadline=None)
@given(GOOD_VALUES)
def test_values_drawn_on_a_page_and_posted_again_stay_the_same(values: dict[str, Any]) -> None:
    posted: dict[str, Any] = {}
    for field in kit.view(FORM, values, (), OPTIONS).fields:
        rows = [inner for row in field.rows for inner in row.fields]
        for each in rows or [field]:
            posted.update(browser(each))
    checked = kit.check(FORM, posted, options=OPTIONS)
    assert checked.errors == []
    assert {name: checked.values[name] for name in values} == values


def browser(field: kit.FieldView) -> dict[str, Any]:
    """What a browser would send for a field as drawn."""
    if field.parts:
        return {part.name: part.value for part in field.parts}
    if field.choices:
        chosen = [choice.value for choice in field.choices if choice.checked]
        return {field.name: chosen if field.widget == "checkboxes" else "".join(chosen)}
    return {field.name: field.value}
