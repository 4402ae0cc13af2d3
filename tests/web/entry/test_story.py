"""The story's expectations are fixed before it runs, and its browser reads forms as people's browsers do."""

import httpx
import pytest
import respx

from web.entry.story import script
from web.entry.story.client import Browser, Unexpected
from web.entry.story.judging import Conclusion, Stage, decide
from web.entry.story.script import Fate, Turn

PAGE = """
<main><form method="post" action="/save" id="f">
  <input type="hidden" name="fence" value="3">
  <input name="name" value="林">
  <input type="radio" name="sex" value="1"><input type="radio" name="sex" value="2" checked>
  <input type="checkbox" name="agree" value="true">
  <select name="grade"><option value="">请选择</option><option value="4" selected>四级</option></select>
  <textarea name="note">
两行</textarea>
  <button name="_add" value="works" formaction="/rows">添加</button>
</form>
<input name="outside" value="x" form="f"></main>
"""


@pytest.mark.parametrize("candidates", [15, 30, 200])
def test_every_fate_is_played_and_every_case_has_its_end(candidates: int) -> None:
    cast = script.parts(candidates)
    assert {part.fate for part in cast} >= set(Fate) - {Fate.PLAIN}
    assert script.expected(cast).total() == candidates
    assert sum(part.fate is Fate.RACE for part in cast) == 2
    assert {part.turn for part in cast} == set(Turn)
    assert script.places(cast) == candidates - 1


def test_of_thirty_at_least_twenty_are_certified_and_the_books_are_fixed_before() -> None:
    cast = script.parts(30)
    assert script.expected(cast)[script.CERTIFIED] == 24
    assert script.books(cast) == script.Books(payments=28, refunds=1, certificates=25, voided=1)


def test_too_few_candidates_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        script.parts(14)


def test_whoever_leaves_early_or_races_has_no_turn_afterwards() -> None:
    leaving = (Fate.REJECTED, Fate.EXPIRED, Fate.WITHDRAWN, Fate.RACE)
    assert not {index for index, fate in script.CAST.items() if fate in leaving} & set(script.TURNS)


def test_decisions_follow_the_fate() -> None:
    assert decide(Fate.SEVERAL, Stage.FIRST, 1).faults >= 2
    assert decide(Fate.SEVERAL, Stage.FIRST, 2).conclusion is Conclusion.ACCEPT
    assert [decide(Fate.TWICE, stage, 1).conclusion for stage in Stage] == [Conclusion.RETURN, Conclusion.RETURN]
    taken_back = decide(Fate.TAKEN_BACK, Stage.FIRST, 1)
    assert (taken_back.conclusion, taken_back.then) == (Conclusion.REJECT, decide(Fate.PLAIN, Stage.FIRST, 1))


@respx.mock
def test_a_form_is_sent_as_it_stands_with_what_was_filled_in() -> None:
    respx.get("http://house/page").respond(html=PAGE)
    saved = respx.post("http://house/save").respond(html="<main>好</main>")
    rows = respx.post("http://house/rows").respond(html="<main>好</main>")
    browser = Browser("http://house")
    form = browser.get("/page").form("/save")
    assert form.submit({"name": "陈", "agree": True}).text == "好"
    sent = httpx.QueryParams(saved.calls.last.request.content.decode())
    assert dict(sent) == {
        "fence": "3", "name": "陈", "sex": "2", "agree": "true", "grade": "4", "note": "两行", "outside": "x"
    }  # fmt: skip
    form.submit(button=("_add", "works"))
    assert "_add=works" in rows.calls.last.request.content.decode()
    with pytest.raises(Unexpected, match="no field"):
        form.submit({"unknown": "1"})
    browser.close()


@respx.mock
def test_a_refused_page_says_where_and_why() -> None:
    html = '<main><div class="cf-errors"><ul><li>请输入姓名</li></ul></div></main>'
    respx.get("http://house/page").respond(422, html=html)
    browser = Browser("http://house")
    with pytest.raises(Unexpected, match="422 /page 请输入姓名"):
        browser.get("/page").ok()
    browser.close()
