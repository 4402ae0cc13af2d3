"""The desk of questions: writing, reviewing one after the other, keeping the bank, tables, files, calls."""

import re
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from engine.documents import words
from engine.platform.database import work
from processes.questions import coverage, queries
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_occupation
from tests.processes.questions.builders import CHEMICAL, GRADE, ROWS, accept_table, workbook
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.office import routes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class QuestionDesk:
    """An authority with a bank, and its three people."""

    def __init__(self, app: FastAPI, tenant: UUID) -> None:
        self.app, self.tenant = app, tenant
        with work(tenant) as session:
            deploy(session, tenant)
            make_occupation(session)
            make_occupation(session, "4-04-05-05", "人工智能训练师")
        self.author = self.person("方命题", "author")
        self.first = self.person("石题审", "first_review")
        self.final = self.person("姚题终", "final_review")

    def person(self, name: str, *roles: str, occupation: str = CHEMICAL) -> Visitor:
        return staff(self.app, self.tenant, name, *(f"questions:{occupation}:{role}" for role in roles))

    def table(self) -> None:
        assert self.author.person is not None
        with work(self.tenant) as session:
            accept_table(session, self.author.person)

    def point(self, code: str = "B-A-A-001") -> str:
        with work(self.tenant) as session:
            table = queries.active_table(session, CHEMICAL, GRADE)
            assert table is not None
            return next(str(place.id) for place in coverage.places(session, table.id) if place.code == code)

    def form(self, **known: str) -> dict[str, str]:
        return {
            "occupation": CHEMICAL, "grade": GRADE, "kind": "single", "point_id": self.point(),
            "stem": "离心泵启动前应先（　　）。", "option_a": "打开出口阀", "option_b": "灌泵排气",
            "option_c": "关闭进口阀", "option_d": "提高转速", "answer": "b", "source": "化工单元操作",
        } | known  # fmt: skip

    def write(self, **known: str) -> str:
        answer = self.author.post("/questions/new", self.form(**known))
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].rpartition("/")[2]

    def upload(self, visitor: Visitor, url: str, name: str, data: bytes, **fields: str) -> httpx.Response:
        body = b""
        for key, value in ({"occupation": CHEMICAL, "grade": GRADE} | fields).items():
            body += f'--xx\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        body += f'--xx\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body += data + b"\r\n--xx--\r\n"
        return visitor.send_raw(url, body, "multipart/form-data; boundary=xx")

    def review(self, reviewer: Visitor, decision: str = "pass", **more: str) -> str:
        """Take the next question and decide; returns where the answer leads."""
        taken = reviewer.post("/questions/review/next").headers["Location"]
        page = reviewer.get(taken).text
        answer = reviewer.post(taken, {"fence": values_on(page)["fence"], "decision": decision} | more)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])


@pytest.fixture
def desk(committed_database: Database) -> QuestionDesk:
    return QuestionDesk(app_of(routes.router), committed_database.tenant_id)


def test_without_a_table_nothing_is_written_and_the_page_says_so(desk: QuestionDesk) -> None:
    assert "还没有鉴定要素细目表" in desk.author.get("/questions/new").text
    assert "还没有鉴定要素细目表" in desk.author.get("/questions").text
    refused = desk.author.post("/questions/new", {"occupation": CHEMICAL, "grade": GRADE})
    assert refused.status_code == 409


def test_a_table_is_read_shown_and_put_in_force(desk: QuestionDesk) -> None:
    answer = desk.upload(desk.author, "/questions/elements", "细目表.xlsx", workbook())
    assert answer.status_code == 303
    preview = desk.author.get(answer.headers["Location"])
    assert "8 个鉴定范围，5 个鉴定点" in preview.text
    assert "没有必须改正的问题" in preview.text
    accepted = desk.author.post(answer.headers["Location"] + "/accept")
    assert accepted.status_code == 303
    assert "第 1 版" in desk.author.get(accepted.headers["Location"]).text
    assert desk.author.post(answer.headers["Location"] + "/accept").status_code == 409


def test_a_faulty_table_is_told_row_by_row_and_not_accepted(desk: QuestionDesk) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][10], rows[2][2], rows[3][12] = "", "60%", "W"
    answer = desk.upload(desk.author, "/questions/elements", "细目表.xlsx", workbook(rows))
    page = desk.author.get(answer.headers["Location"]).text
    assert "鉴定点“爱岗敬业”缺少代码" in page
    assert "第 3 行" in page
    assert "一级鉴定范围各项比重合计 90%，应为 100%" in page
    assert "重要程度应为 X、Y 或 Z，表中是W" in page
    assert "启用这份细目表" not in page
    assert "8 个鉴定范围，5 个鉴定点" in page
    assert "写的是 60%" in page
    assert desk.author.post(answer.headers["Location"] + "/accept").status_code == 409


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(desk: QuestionDesk) -> None:
    answer = desk.upload(desk.author, "/questions/elements", "细目表.xlsx", b"not a zip")
    assert answer.status_code == 422
    assert "无法读取这份表格" in answer.text


def test_a_question_is_written_reviewed_twice_and_counted(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    assert "审核中" in desk.author.get(f"/questions/{no}").text
    assert desk.review(desk.first) == "/questions/review"
    assert desk.review(desk.final) == "/questions/review"
    page = desk.author.get(f"/questions/{no}").text
    assert "在库" in page
    assert "终审：通过" in page
    bank = desk.author.get("/questions").text
    assert no in bank
    assert "达到每点 4 题的 12%" in bank  # one question on the two points of the pump


def test_a_wrong_key_keeps_what_was_typed(desk: QuestionDesk) -> None:
    desk.table()
    answer = desk.author.post("/questions/new", desk.form(answer="E", stem="一道特别的题"))
    assert answer.status_code == 422
    assert "答案 E 没有对应的选项" in answer.text
    assert values_on(answer.text)["stem"] == "一道特别的题"


def test_the_next_question_comes_by_itself(desk: QuestionDesk) -> None:
    desk.table()
    one, two = (
        desk.write(),
        desk.write(
            stem="换热器投用时应先进（　　）介质。", option_a="冷", option_b="热", option_c="都可以", option_d="都不进"
        ),
    )
    where = desk.review(desk.first)
    assert where == f"/questions/review/{two}?done={one}"
    assert f"试题 {one} 的结论已提交，这是下一题" in desk.first.get(where).text


def test_a_return_without_a_reason_is_refused_and_keeps_the_choice(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    desk.first.post("/questions/review/next")
    fence = values_on(desk.first.get(f"/questions/review/{no}").text)["fence"]
    answer = desk.first.post(f"/questions/review/{no}", {"fence": fence, "decision": "revise"})
    assert answer.status_code == 422
    assert "请写明原因，作者要据此修改" in answer.text
    assert re.search(r'value="revise" checked', answer.text)


def test_an_old_lease_decides_nothing(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    other = desk.person("第二题审", "first_review")
    desk.first.post("/questions/review/next")
    fence = values_on(desk.first.get(f"/questions/review/{no}").text)["fence"]
    desk.first.post(f"/questions/review/{no}/release")
    other.post("/questions/review/next")
    answer = desk.first.post(f"/questions/review/{no}", {"fence": fence, "decision": "pass"})
    assert answer.status_code == 409


def test_a_returned_question_is_revised_by_its_author(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    desk.review(desk.first, "revise", text="选项 C 与题意无关")
    page = desk.author.get(f"/questions/{no}/revise")
    assert "退回原因：选项 C 与题意无关" in page.text
    answer = desk.author.post(f"/questions/{no}/revise", desk.form(stem="离心泵启动前必须先（　　）。"))
    assert answer.status_code == 303
    assert "第 2 版" in desk.author.get(f"/questions/{no}").text


def test_a_question_is_suspended_and_resumed_with_reasons(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    desk.review(desk.first)
    desk.review(desk.final)
    assert desk.final.post(f"/questions/{no}/suspend", {"reason": " "}).status_code == 422
    assert desk.author.post(f"/questions/{no}/suspend", {"reason": "过时"}).status_code == 403
    assert desk.final.post(f"/questions/{no}/suspend", {"reason": "标准换版"}).status_code == 303
    assert "停用。标准换版" in desk.final.get(f"/questions/{no}").text
    assert desk.final.post(f"/questions/{no}/suspend", {"reason": "再来"}).status_code == 409
    assert desk.final.post(f"/questions/{no}/resume", {"reason": "已更新"}).status_code == 303
    assert desk.final.post(f"/questions/{no}/enemies", {"other": "no such"}).status_code == 422


def test_another_occupations_desk_sees_nothing_of_it(desk: QuestionDesk) -> None:
    desk.table()
    no = desk.write()
    other = desk.person("外行", "author", "first_review", "final_review", occupation="4-04-05-05")
    assert other.get(f"/questions/{no}").status_code == 404
    assert other.get(f"/questions/review/{no}").status_code == 404
    assert other.post(f"/questions/review/{no}", {"decision": "pass"}).status_code == 404
    assert other.get(f"/questions?occupation={CHEMICAL}").status_code == 403
    assert no not in other.get("/questions/review").text
    assert "没有等待您审核的试题" in other.get("/questions/review").text


def test_the_author_does_not_review(desk: QuestionDesk) -> None:
    desk.table()
    desk.write()
    assert desk.author.get("/questions/review").status_code == 403
    assert desk.first.get("/questions/new").status_code == 403


def test_a_word_file_is_imported_whole_or_not_at_all(desk: QuestionDesk) -> None:
    desk.table()
    lines = [
        "一、单选题", "1. 离心泵启动前应（ B ）。", "A. 开出口阀  B. 灌泵", "C. 停机  D. 反转", "鉴定点：B-A-A-001",
        "二、判断题", "1. 气缚是泵内有空气造成的。", "鉴定点：气蚀与气缚", "参考答案", "判断题", "1 √",
    ]  # fmt: skip
    answer = desk.upload(desk.author, "/questions/import", "题.docx", words.write(lines))
    assert answer.status_code == 422
    assert "没有写出处" in answer.text
    assert "判断题第 1 题" in answer.text
    assert "没有符合条件的试题" in desk.author.get("/questions?status=submitted").text
    answer = desk.upload(desk.author, "/questions/import", "题.docx", words.write(lines), source="车间规程")
    assert answer.status_code == 303, answer.text
    assert "6110103-3-0002" in desk.author.get("/questions").text


def test_an_old_word_file_is_refused_with_what_to_do(desk: QuestionDesk) -> None:
    desk.table()
    answer = desk.upload(desk.author, "/questions/import", "题.doc", b"\xd0\xcf\x11\xe0")
    assert answer.status_code == 422
    assert "旧格式请先另存" in answer.text


def test_templates_come_back_as_files_that_can_be_read(desk: QuestionDesk) -> None:
    for url in (
        "/questions/import/template.xlsx",
        "/questions/elements/template.xlsx",
        "/questions/import/template.docx",
    ):
        assert desk.author.get(url).content.startswith(b"PK"), url


def test_a_call_has_its_link_and_can_be_closed(desk: QuestionDesk) -> None:
    desk.table()
    form = {"occupation": CHEMICAL, "grade": GRADE, "title": "泵类试题征集", "most": "10", "most_each": "2"}
    refused = desk.author.post(
        "/questions/campaigns/new", form | {"until.year": "2020", "until.month": "1", "until.day": "1"}
    )
    assert refused.status_code == 422
    assert "截止日期应在今天或以后" in refused.text
    when = {"until.year": "2026", "until.month": "12", "until.day": "31"}
    answer = desk.author.post("/questions/campaigns/new", form | when)
    assert answer.status_code == 303, answer.text
    where = answer.headers["Location"]
    page = desk.author.get(where).text
    assert "/collect/" in page
    assert desk.author.get(f"{where}/code.png").content.startswith(b"\x89PNG")
    other = desk.person("外行", "author", occupation="4-04-05-05")
    assert other.get(where).status_code == 404
    assert page.split("/collect/")[1].split('"')[0] not in desk.first.get("/questions/campaigns").text
    assert desk.first.get(where).status_code == 403
    assert "不能再打开" in desk.author.get(f"{where}/close").text
    assert desk.author.post(f"{where}/close").status_code == 303
    assert "已经结束" in desk.author.get(where).text
