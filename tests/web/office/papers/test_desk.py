"""From a template to an assembled paper: nothing typed is lost, progress is shown, shortages are explained."""

from processes.papers.structures import STRUCTURES
from tests.processes.papers.conftest import Room
from tests.web.office.papers.steps import filled, handed_over, sealed
from tests.web.visitor import Visitor, values_on


def test_an_empty_list_says_what_to_do(assembler: Visitor, approver: Visitor) -> None:
    assert "还没有这样的试卷" in assembler.get("/papers").text
    assert 'href="/papers/new"' in assembler.get("/papers").text
    assert 'href="/papers/new"' not in approver.get("/papers").text.split("<main")[1]
    assert all(each.title in assembler.get("/papers/new").text for each in STRUCTURES)


def test_a_template_fills_the_form(assembler: Visitor) -> None:
    values = filled(assembler)
    assert (values["parts.0.count"], values["parts.0.points"]) == ("20", "3")
    assert (values["parts.2.kind"], values["parts.2.points"]) == ("multiple", "4")
    classic = values_on(assembler.get("/papers/new?template=classic").text)
    assert (classic["parts.0.count"], classic["parts.0.points"], classic["minutes"]) == ("160", "0.5", "90")


def test_a_blueprint_that_does_not_add_up_keeps_what_was_typed(assembler: Visitor) -> None:
    answer = assembler.post("/papers/new", filled(assembler, **{"parts.0.count": "10", "title": "改过的名称"}))
    assert answer.status_code == 422
    assert "各题型的分数合计应为 100 分，现为 70 分" in answer.text
    assert "<title>错误：" in answer.text
    assert 'value="改过的名称"' in answer.text
    answer = assembler.post("/papers/new", filled(assembler, **{"parts.0.points": "三分", "minutes": ""}))
    assert answer.status_code == 422
    assert "请输入考试时间" in answer.text


def test_own_shares_are_asked_for_only_when_chosen(assembler: Visitor) -> None:
    answer = assembler.post("/papers/new", filled(assembler, importance="own", share_x="80", share_y="15", share_z="4"))
    assert answer.status_code == 422
    assert "现为 99%" in answer.text


def test_a_row_is_added_and_taken_away_without_losing_anything(assembler: Visitor) -> None:
    fewer = assembler.post("/papers/new", filled(assembler, _remove="parts.2", title="未写完"))
    assert fewer.status_code == 200
    assert 'value="未写完"' in fewer.text
    assert "parts.2.kind" not in fewer.text


def test_a_saved_blueprint_waits_to_be_handed_over(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler, later="1")
    page = assembler.get(address).text
    assert "拟定蓝图" in page
    assert room.drain() == 0
    values = values_on(assembler.get(f"{address}/blueprint").text)
    assert values["title"] == "化工总控工三级（A 卷）"
    changed = filled(assembler, title="化工总控工三级（B 卷）", later="1")
    assert assembler.post(f"{address}/blueprint", changed).status_code == 303
    assert "化工总控工三级（B 卷）" in assembler.get(address).text
    assert "请输入原因" in assembler.post(f"{address}/give-up", {"reason": ""}).text
    assert assembler.post(f"{address}/give-up", {"reason": "不考了"}).status_code == 303
    assert "已作废" in assembler.get(address).text
    assert assembler.get(f"{address}/blueprint").status_code == 409


def test_the_progress_is_shown_until_it_is_over(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    page = assembler.get(address).text
    assert 'hx-trigger="every 1s"' in page
    assert "排队等待" in page
    fragment = assembler.get(f"{address}/progress", **{"HX-Request": "true"})
    assert fragment.text.strip().startswith('<div id="paper-progress"')
    assert "<html" not in fragment.text
    room.drain()
    over = assembler.get(f"{address}/progress", **{"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == address
    assert assembler.get(f"{address}/progress").status_code == 303
    assert "every 1s" not in assembler.get(address).text


def test_planned_against_drawn_is_shown(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    page = assembler.get(address).text
    assert "计划 7 题，实抽 7 题" in page
    assert "B1 开停车" in page
    assert "X 核心" in page
    assert "计划 35 题" not in page
    assert "关于" not in page.split("<main")[1]  # no question is shown here


def test_a_short_bank_is_explained_with_a_way_to_its_ranges(assembler: Visitor, approver: Visitor, room: Room) -> None:
    sealed(room, assembler, approver)
    address = handed_over(assembler, title="化工总控工三级（B 卷）")
    room.drain()
    page = assembler.get(address).text
    assert "题库不足，至少还差" in page
    assert "冷却期满后可以组成" in page
    anchor = page.split(f"{address}/ranges#")[1].split('"')[0]
    ranges = assembler.get(f"{address}/ranges").text
    assert f'id="{anchor}"' in ranges
    assert "没有可用试题的鉴定点" in ranges
    assert "修改并组卷" in page


def test_the_list_filters_by_state(assembler: Visitor, approver: Visitor, room: Room) -> None:
    sealed(room, assembler, approver)
    assert "化工总控工三级（A 卷）" in assembler.get("/papers?status=sealed").text
    assert "化工总控工三级（A 卷）" not in assembler.get("/papers?status=short").text
    assert assembler.get("/papers?status=no-such").status_code == 200


def test_a_task_of_a_paper_leads_to_its_desk(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    page = assembler.get("/tasks").text
    assert "核对试卷" in page
    task = page.split('href="/tasks/')[1].split('"')[0]
    assert assembler.get(f"/tasks/{task}").headers["location"] == address
