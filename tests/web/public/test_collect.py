"""A call's link: whoever has it writes questions from a phone; nobody without it, and nothing after its end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import clock
from engine.platform.database import work
from processes.questions import coverage, queries
from processes.questions.errors import NoSuchCampaign
from processes.questions.service import campaigns
from tests.processes.questions.builders import CHEMICAL, GRADE, Bank, decide, make_bank
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import routes as candidate
from web.public import routes as public


class Call:
    """A bank with one call on pumps, and the visitors who follow its link."""

    def __init__(self, app: FastAPI, tenant: UUID) -> None:
        self.app, self.tenant = app, tenant
        with work(tenant) as session:
            self.bank: Bank = make_bank(session, tenant)
        self.token = self.open()

    def open(self, **known: int) -> str:
        with work(self.tenant) as session:
            wanted = {"most": 2, "most_each": 2, "days": 10} | known
            row = campaigns.open_campaign(
                session, self.bank.author,
                title="泵类试题征集", note="请结合现场写", occupation=CHEMICAL, grade=GRADE, range_ids=[],
                most=wanted["most"], most_each=wanted["most_each"],
                expires_at=clock.now() + timedelta(days=wanted["days"]),
            )  # fmt: skip
            return campaigns.token_of(row)

    def visitor(self, name: str) -> Visitor:
        return staff(self.app, self.tenant, name)

    def form(self, **known: str) -> dict[str, str]:
        return {
            "kind": "judge", "point_id": str(self.bank.place("B-A-A-002")), "stem": "泵内有空气会发生气缚。",
            "answer_judge": "T", "source": "化工单元操作",
        } | known  # fmt: skip


@pytest.fixture
def call(committed_database: Database) -> Call:
    return Call(app_of(public.router, candidate.router), committed_database.tenant_id)


def test_the_link_shows_what_is_wanted_before_signing_in(call: Call) -> None:
    page = Visitor(call.app).get(f"/collect/{call.token}")
    assert page.status_code == 200
    assert "泵类试题征集" in page.text
    assert f"/signin?next=/collect/{call.token}" in page.text
    assert Visitor(call.app).get(f"/collect/{call.token}/new").headers["Location"].startswith("/signin?next=")


def test_a_person_without_a_staff_account_hands_in_and_follows_it(call: Call) -> None:
    writer = call.visitor("陈师傅")
    assert "还没有提交试题" in writer.get(f"/collect/{call.token}").text
    answer = writer.post(f"/collect/{call.token}/new", call.form())
    assert answer.status_code == 303, answer.text
    assert "审核中" in writer.get(f"/collect/{call.token}").text
    assert "6110103-3-0001" in writer.get("/my/questions/6110103-3-0001").text
    with work(call.tenant) as session:
        question = campaigns.campaigns(session, frozenset({CHEMICAL}))[0]
        assert question.received == 1


def test_a_return_reaches_the_writer_with_its_reason_and_comes_back(call: Call) -> None:
    writer = call.visitor("陈师傅")
    writer.post(f"/collect/{call.token}/new", call.form())
    with work(call.tenant) as session:
        decide(session, call.bank.first, queries.question(session, "6110103-3-0001"), "revise", "请写明是离心泵")
    assert "已编写 1 道，1 道待修改" in writer.get("/my").text
    page = writer.get("/my/questions/6110103-3-0001").text
    assert "请写明是离心泵" in page
    assert "石题审" not in page
    form = writer.get("/my/questions/6110103-3-0001/revise").text
    assert values_on(form)["stem"] == "泵内有空气会发生气缚。"
    answer = writer.post("/my/questions/6110103-3-0001/revise", call.form(stem="离心泵内有空气会发生气缚。"))
    assert answer.status_code == 303
    assert writer.post("/my/questions/6110103-3-0001/revise", call.form()).status_code == 409


def test_a_strangers_question_is_not_shown(call: Call) -> None:
    call.visitor("陈师傅").post(f"/collect/{call.token}/new", call.form())
    other = call.visitor("林师傅")
    assert other.get("/my/questions/6110103-3-0001").status_code == 404
    assert other.get("/my/questions/6110103-3-0001/revise").status_code == 404
    assert "6110103-3-0001" not in other.get(f"/collect/{call.token}").text


def test_a_made_up_token_leads_nowhere(call: Call) -> None:
    writer = call.visitor("陈师傅")
    for token in ("nonsense", "x" * 32, call.token[:-1]):
        assert writer.get(f"/collect/{token}").status_code == 404
        assert writer.post(f"/collect/{token}/new", call.form()).status_code == 404


def test_after_its_end_a_call_takes_nothing(call: Call) -> None:
    token = call.open(days=-1)
    writer = call.visitor("陈师傅")
    assert "已经过期" in writer.get(f"/collect/{token}").text
    refused = writer.post(f"/collect/{token}/new", call.form())
    assert refused.status_code == 409
    assert "已经过期，不再接收试题" in refused.text


def test_a_closed_call_takes_nothing(call: Call) -> None:
    with work(call.tenant) as session:
        campaigns.close_campaign(session, call.bank.author, campaigns.by_token(session, call.token))
    writer = call.visitor("陈师傅")
    assert writer.post(f"/collect/{call.token}/new", call.form()).status_code == 409


def test_a_full_call_takes_nothing(call: Call) -> None:
    token = call.open(most=1, most_each=1)
    call.visitor("陈师傅").post(f"/collect/{token}/new", call.form())
    refused = call.visitor("林师傅").post(f"/collect/{token}/new", call.form(stem="另一道题，关于气蚀。"))
    assert refused.status_code == 409
    assert "已经收满" in refused.text


def test_nobody_hands_in_more_than_his_share(call: Call) -> None:
    token = call.open(most=10, most_each=1)
    writer = call.visitor("陈师傅")
    writer.post(f"/collect/{token}/new", call.form())
    refused = writer.post(f"/collect/{token}/new", call.form(stem="另一道题，关于气蚀。"))
    assert refused.status_code == 409
    assert "每人最多提交 1 道" in refused.text


def test_a_point_beyond_the_call_is_refused(call: Call) -> None:
    with work(call.tenant) as session:
        table = queries.active_table(session, CHEMICAL, GRADE)
        assert table is not None
        pumps = coverage.tree(session, table.id)[1].children[0].row.id
        campaigns.by_token(session, call.token).range_ids = [pumps]
    refused = call.visitor("陈师傅").post(
        f"/collect/{call.token}/new", call.form(point_id=str(call.bank.place("A-A-A-001")))
    )
    assert refused.status_code == 422
    assert "请从列表中选择鉴定点" in refused.text


def test_another_authoritys_token_leads_nowhere(call: Call, committed_database: Database) -> None:
    with work(committed_database.other_tenant_id) as session, pytest.raises(NoSuchCampaign):
        campaigns.by_token(session, call.token)


def test_whoever_has_no_name_yet_is_asked_for_it(call: Call) -> None:
    writer = applicant(call.app, call.tenant, "19900000777")
    assert "您的姓名" in writer.get(f"/collect/{call.token}/new").text
    refused = writer.post(f"/collect/{call.token}/new", call.form())
    assert refused.status_code == 422
    assert "请输入您的姓名" in refused.text
    assert values_on(refused.text)["stem"] == "泵内有空气会发生气缚。"
    assert writer.post(f"/collect/{call.token}/new", call.form(name="黄师傅")).status_code == 303
    assert "您的姓名" not in writer.get(f"/collect/{call.token}/new").text


def test_two_people_never_take_the_last_place(call: Call) -> None:
    token = call.open(most=1, most_each=1)
    writers = [call.visitor(name) for name in ("陈师傅", "林师傅", "黄师傅")]
    with ThreadPoolExecutor(3) as pool:
        sent = [
            pool.submit(writer.post, f"/collect/{token}/new", call.form(stem=f"关于气缚的第 {at} 道题。"))
            for at, writer in enumerate(writers)
        ]
    assert sorted(answer.result().status_code for answer in sent) == [303, 409, 409]
    with work(call.tenant) as session:
        assert campaigns.by_token(session, token).received == 1
