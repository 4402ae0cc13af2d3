"""Sessions changed by hand, their papers and their invigilators."""

import re
from uuid import UUID

from tests.support.database import Database
from tests.web.office.hall import Hall
from tests.web.visitor import staff, values_on


def test_papers_are_assigned_at_once_where_there_is_no_choice(committed_database: Database) -> None:
    hall = Hall(committed_database, papers=0)
    hall.follow(hall.generate())
    assert "缺试卷" in hall.arranger.get(hall.at).text
    hall.follow(hall.arranger.post(f"{hall.at}/papers"))
    assert "还有 1 个场次没有试卷" in hall.arranger.get(hall.at).text
    hall.add_paper()
    hall.follow(hall.arranger.post(f"{hall.at}/papers"))
    page = hall.arranger.get(hall.at).text
    assert "理论场次都已指定试卷" in page
    assert "缺试卷" not in page


def test_sessions_are_added_changed_and_voided_by_hand(hall: Hall) -> None:
    hall.add_session("theory")
    (session_id,) = hall.sessions()
    form = values_on(hall.arranger.get(f"{hall.at}/sessions/new").text)
    given = {"line": str(hall.line_id), "subject": "theory", "room": str(hall.rooms["theory"]), "starts": "10:00"}
    busy = hall.arranger.post(f"{hall.at}/sessions/new", form | given)
    assert busy.status_code == 422
    assert "已有其他场次，时间重叠" in busy.text
    assert 'value="10:00"' in busy.text
    unfit = hall.arranger.post(f"{hall.at}/sessions/new", form | given | {"subject": "skill"})
    assert "不能用于操作技能考核" in unfit.text
    bad = hall.arranger.post(f"{hall.at}/sessions/new", form | given | {"starts": "25:00", "minutes": "x", "room": ""})
    assert bad.status_code == 422
    assert "开考时刻应为 24 小时制" in bad.text
    edit = values_on(hall.arranger.get(f"/arrange/sessions/{session_id}/edit").text)
    hall.follow(hall.arranger.post(f"/arrange/sessions/{session_id}/edit", edit | {"starts": "15:00"}))
    assert "15:00—16:30" in hall.arranger.get(f"/arrange/sessions/{session_id}").text
    late = hall.arranger.post(f"/arrange/sessions/{session_id}/edit", edit | {"day_on.year": "2031"})
    assert "应在计划的考试期间" in late.text
    hall.follow(hall.arranger.post(f"/arrange/sessions/{session_id}/void"))
    assert hall.sessions() == []
    assert hall.arranger.get(f"/arrange/sessions/{session_id}").status_code == 404


def test_a_session_with_people_is_not_voided_and_a_published_one_not_changed(published: Hall) -> None:
    session_id = published.sessions()[0]
    refused = published.arranger.post(f"/arrange/sessions/{session_id}/void")
    assert refused.status_code == 422
    assert "还有 4 位考生，不能作废" in refused.text
    edit = values_on(published.arranger.get(f"/arrange/sessions/{session_id}/edit").text)
    changed = published.arranger.post(f"/arrange/sessions/{session_id}/edit", edit | {"starts": "15:00"})
    assert "已经发布，时间和考场不能再改" in changed.text


def test_an_invigilator_is_replaced_with_a_reason_only(published: Hall) -> None:
    group = f"institution:{published.institution_id}:invigilator"
    ids = {}
    for name in ("许监考", "潘监考", "熊监考"):
        person = staff(published.app, published.tenant, name, group).person
        assert person is not None
        ids[name] = str(person.person_id)
    at = f"/arrange/sessions/{published.sessions()[0]}"
    assert "缺 2 名监考员" in published.arranger.get(at).text
    published.follow(published.arranger.post(f"{at}/appoint", {"person": ids["许监考"], "chief": "true"}))
    published.follow(published.arranger.post(f"{at}/appoint", {"person": ids["潘监考"]}))
    page = published.arranger.get(at).text
    assert "许监考（组长）、潘监考" in page
    options = re.search(r'name="invigilation">(.*?)</select>', page, re.DOTALL)
    assert options
    known = {name: value for value, name in re.findall(r'<option value="([\w-]{36})">(\w+)<', options[1])}
    gone = known["潘监考"]
    change = {"invigilation": gone, "person": ids["熊监考"], "reason": " "}
    refused = published.arranger.post(f"{at}/substitute", change)
    assert refused.status_code == 422
    assert "请输入更换监考员的原因" in refused.text
    published.follow(published.arranger.post(f"{at}/substitute", change | {"reason": "临时请假"}))
    page = published.arranger.get(at).text
    assert "许监考（组长）、熊监考" in page
    assert "曾安排：潘监考" in page
    assert published.arranger.post(f"{at}/appoint", {}).status_code == 422


def test_the_lists_of_a_session_are_for_the_invigilators_of_its_own_institution(published: Hall) -> None:
    at = f"/arrange/sessions/{published.sessions()[0]}/papers/candidates.xlsx"
    here, elsewhere = f"institution:{published.institution_id}", f"institution:{UUID(int=7)}"
    both = staff(published.app, published.tenant, "外监考", f"{elsewhere}:invigilator", f"{here}:clerk")
    assert both.get(at).status_code == 404
    assert staff(published.app, published.tenant, "许监考", f"{here}:invigilator").get(at).status_code == 200
