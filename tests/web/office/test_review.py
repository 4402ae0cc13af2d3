"""The review desk over real forms: the next applicant arrives by itself, nothing typed is lost, four eyes hold."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from engine.platform import clock, database
from engine.platform.audit.models import AuditRow
from engine.platform.database import system_work, work
from processes.apply.models import Application
from processes.plans.models import Plan
from processes.review import queries
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_institution, make_plan
from tests.processes.review.builders import Office, make_office
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.office import routes

MOST_STATEMENTS = 12
HTMX = {"HX-Request": "true"}


@dataclass
class Desk:
    """One institution with an open plan; every case is committed."""

    app: FastAPI
    tenant: UUID
    plan_id: UUID
    institution_id: UUID

    def visitor(self, name: str, *groups: str) -> Visitor:
        return staff(self.app, self.tenant, name, *groups)

    def first(self, name: str = "周初审") -> Visitor:
        return self.visitor(name, f"institution:{self.institution_id}:first_review")

    @contextmanager
    def office(self) -> Iterator[Office]:
        with work(self.tenant) as session:
            yield make_office(session, session.get_one(Plan, self.plan_id))

    def submit(self, *names: str, authority: bool = False, **variables: Any) -> list[str]:
        """Numbers of applications handed in; with `authority` they passed the first review."""
        numbers = []
        for name in names:
            with self.office() as office:
                row = office.submit(name, **variables)
                if authority:
                    office.judge(office.first, row)
                    office.conclude(office.first, row, "pass")
                numbers.append(row.no)
        return numbers


@pytest.fixture
def desk(committed_database: Database) -> Desk:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        deploy(session, tenant)
        institution = make_institution(session)
        plan = make_plan(session, institution=institution)
        plan.sampling_percent = 0
    return Desk(app_of(routes.router), tenant, plan.id, institution.id)


def pass_by(*, minutes: int) -> None:
    """Time passes, for every transaction from here on."""
    with system_work() as session:
        clock.move(session, timedelta(minutes=minutes))


def row_of(session: Session, no: str) -> Application:
    return session.scalars(select(Application).where(Application.no == no)).one()


def judge(visitor: Visitor, no: str, **answer: str) -> str:
    """Fill in the verdict form of the material that is open; the address that follows."""
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action, page.text
    done = visitor.post(action[1], values_on(page.text) | {"verdict": "pass", **answer})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def judge_all(visitor: Visitor, no: str, first: dict[str, str] | None = None) -> None:
    where = judge(visitor, no, **(first or {}))
    while not where.endswith("m=conclusion"):
        where = judge(visitor, no)


def conclude(visitor: Visitor, no: str, **answer: str) -> str:
    page = visitor.get(f"/review/{no}?m=conclusion")
    done = visitor.post(f"/review/{no}/conclusion", values_on(page.text) | answer)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def take(visitor: Visitor) -> str:
    return str(visitor.post("/review/next").headers["location"]).removeprefix("/review/")


def test_the_next_applicant_is_already_there(desk: Desk) -> None:
    numbers = desk.submit("甲一", "乙二")
    visitor = desk.first()
    inbox = visitor.get("/review").text
    assert "甲一" in inbox
    assert "乙二" in inbox
    assert take(visitor) == numbers[0]
    judge_all(visitor, numbers[0])
    assert conclude(visitor, numbers[0]) == f"/review/{numbers[1]}?done={numbers[0]}"
    there = visitor.get(f"/review/{numbers[1]}?done={numbers[0]}").text
    assert "乙二" in there
    assert "由您处理" in there
    assert f'action="/review/{numbers[0]}/take-back"' in there
    judge_all(visitor, numbers[1])
    assert conclude(visitor, numbers[1]) == "/review/done"
    assert "没有待审的申请" in visitor.get("/review").text


def test_htmx_gets_the_next_desk_and_its_address(desk: Desk) -> None:
    first, second = desk.submit("甲一", "乙二")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, first)
    form = values_on(visitor.get(f"/review/{first}?m=conclusion").text)
    answer = visitor.post(f"/review/{first}/conclusion", form, **HTMX)
    assert answer.status_code == 200
    assert answer.headers["hx-push-url"] == f"/review/{second}?m=1&done={first}"
    assert "<html" not in answer.text
    assert "乙二" in answer.text


def test_a_return_shows_the_whole_notice_before_it_is_sent(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no, {"verdict": "return", "reason": "I02", "text": "右下角缺失，请重拍"})
    preview = visitor.get(f"/review/{no}/notice").text
    assert "右下角缺失，请重拍" in preview
    assert "四角不全或有遮挡" in preview
    refused = visitor.post(f"/review/{no}/conclusion", values_on(preview))
    assert refused.status_code == 422
    assert "请先核对告知书" in refused.text
    sent = visitor.post(f"/review/{no}/conclusion", values_on(preview) | {"ok": "yes"})
    assert sent.headers["location"] == "/review/done"
    assert "退回补正" in visitor.get("/review/done").text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"verdict": ""}, "请选择通过或退回"),
        ({"verdict": "return", "text": "请重拍"}, "请选择退回原因"),
        ({"verdict": "return", "reason": "I02", "text": ""}, "请填写告知申请人的说明"),
        ({"verdict": "return", "reason": "W01", "text": "请重拍"}, "退回原因"),
    ],
)
def test_an_incomplete_verdict_keeps_what_was_typed(desk: Desk, answer: dict[str, str], sentence: str) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    refused = visitor.post(action[1], values_on(page.text) | answer)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "<title>错误：" in refused.text
    assert values_on(refused.text)["text"] == answer.get("text", "")


def test_a_pass_with_a_faulted_material_is_refused(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no, {"verdict": "return", "reason": "I02", "text": "请重拍"})
    form = values_on(visitor.get(f"/review/{no}?m=conclusion").text)
    assert form["conclusion"] == "return"
    refused = visitor.post(f"/review/{no}/conclusion", form | {"conclusion": "pass"})
    assert refused.status_code == 422
    assert "有 1 份材料已判为退回，不能通过" in refused.text


def test_an_expired_lease_keeps_the_reasons_and_can_be_taken_again(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    typed = values_on(page.text) | {"verdict": "return", "reason": "I02", "text": "右下角缺失"}
    pass_by(minutes=21)
    refused = visitor.post(action[1], typed)
    assert refused.status_code == 409
    assert "占用已经到期" in refused.text
    kept = values_on(refused.text)
    assert (kept["verdict"], kept["reason"], kept["text"]) == ("return", "I02", "右下角缺失")
    assert visitor.post(action[1], kept).status_code == 303


def test_a_case_that_a_colleague_took_or_did_is_told_kindly(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor, other = desk.first(), desk.first("吴初审")
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    typed = values_on(page.text) | {"verdict": "return", "reason": "I02", "text": "右下角缺失"}
    entry = re.search(r'name="entry" value="([^"]+)"', other.get("/review").text)
    assert entry is None
    pass_by(minutes=21)
    assert take(other) == no
    refused = visitor.post(action[1], typed | {"again": "yes"})
    assert refused.status_code == 409
    assert "正由另一位同事处理" in refused.text
    assert "右下角缺失" in refused.text
    judge(other, no)
    assert visitor.post(action[1], typed).status_code == 409


def test_release_and_skip(desk: Desk) -> None:
    first, second = desk.submit("甲一", "乙二")
    visitor = desk.first()
    assert take(visitor) == first
    assert visitor.post(f"/review/{first}/release").headers["location"] == "/review"
    assert "未由您占用" in visitor.get(f"/review/{first}").text
    refused = visitor.post(f"/review/{first}/skip", {"reason": " "})
    assert refused.status_code == 422
    assert visitor.post(f"/review/{first}/skip", {"reason": "相识"}).headers["location"] == f"/review/{second}"


def test_a_conclusion_is_taken_back_within_the_delay(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no)
    conclude(visitor, no)
    assert "收回" in visitor.get("/review/done").text
    assert visitor.post(f"/review/{no}/take-back").headers["location"] == f"/review/{no}"
    again = visitor.get(f"/review/{no}").text
    assert "由您处理" in again
    assert values_on(again)["verdict"] == "pass"
    judge_all(visitor, no)
    conclude(visitor, no)
    pass_by(minutes=3)
    assert visitor.post(f"/review/{no}/take-back").status_code == 409


def test_the_lease_is_renewed(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    renew = re.search(r'action="(/review/[^"]+/heartbeat\?fence=\d+)"', visitor.get(f"/review/{no}").text)
    assert renew
    pass_by(minutes=15)
    assert visitor.post(renew[1]).status_code == 303
    fragment = visitor.post(renew[1], None, **HTMX)
    assert re.search("剩 (20 分 00|19 分 5[0-9]) 秒", fragment.text)
    assert 'id="desk"' not in fragment.text
    pass_by(minutes=25)
    assert visitor.post(renew[1]).status_code == 409


def test_four_eyes_through_every_route(desk: Desk) -> None:
    """The first reviewer of a case never sees its approval, whatever other roles he has."""
    both = desk.visitor("双职", f"institution:{desk.institution_id}:first_review", "authority:approver")
    (no,) = desk.submit("甲一")
    take(both)
    judge_all(both, no)
    conclude(both, no)
    with desk.office() as office:
        office.wait(row_of(office.session, no), timedelta(minutes=3))
        entry = office.entry(row_of(office.session, no))
        materials = [item.item_key for item in office.items(row_of(office.session, no))]
    assert entry.group_name == "authority:approver"
    assert "没有待审的申请" in both.get("/review").text
    assert both.post("/review/next").headers["location"] == "/review"
    assert both.post("/review/next", {"entry": str(entry.id)}).status_code == 403
    assert "没有需要您办理的事" in both.get(f"/review/{no}").text
    answer = {"verdict": "pass", "fence": "1", "again": "yes", "sha256": "0" * 64}
    assert both.post(f"/review/{no}/material/{materials[0]}", answer).status_code == 409
    assert both.post(f"/review/{no}/conclusion", {"conclusion": "pass", "again": "yes"}).status_code == 409
    with work(desk.tenant) as session:
        assert queries.standing(session, row_of(session, no).id, "authority") == {}


def test_a_stranger_sees_neither_case_nor_files(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    planner = desk.visitor("编制", "authority:planner")
    file = re.search(r'src="(/files/[^"]+)"', desk.first().get(f"/review/{no}").text)
    assert file
    assert desk.first("吴初审").get(file[1]).headers["content-type"] == "image/jpeg"
    for url in (f"/review/{no}", f"/review/{no}/notice", file[1]):
        assert stranger.get(url).status_code == 404
        assert planner.get(url).status_code == 403


def test_an_unmasked_number_stays_on_record(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    assert "350299199505150" not in visitor.get(f"/review/{no}?m=1").text
    assert "350299199505150" in visitor.post(f"/review/{no}/unmask?m=1").text
    with work(desk.tenant) as session:
        assert (
            session.scalars(select(AuditRow).where(AuditRow.action == "identity.unmasked")).one().actor_name == "周初审"
        )


def test_a_blind_reviewer_sees_no_verdict_and_a_supervisor_settles(desk: Desk) -> None:
    (no,) = desk.submit("甲一", authority=True, sampled=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.judge(office.approver, row)
        office.conclude(office.approver, row, "pass")
    blind = desk.visitor("盲审员", "authority:approver")
    assert take(blind) == no
    page = blind.get(f"/review/{no}").text
    assert "郑审批" not in page
    assert "周初审" not in page
    action = re.search(r'action="(/review/[^"]+/decision/[^"]+)"', page)
    assert action
    assert blind.post(action[1], values_on(page)).status_code == 422
    typed = values_on(page) | {"blind_conclusion": "reject", "text": "年限存疑"}
    assert blind.post(action[1], typed).headers["location"] == "/review/done"
    supervisor = desk.visitor("冯督导", "authority:supervisor")
    assert take(supervisor) == no
    page = supervisor.get(f"/review/{no}").text
    assert "郑审批" in page
    action = re.search(r'action="(/review/[^"]+/decision/[^"]+)"', page)
    assert action
    settled = supervisor.post(action[1], values_on(page) | {"conclusion": "pass", "text": "材料属实"})
    assert settled.status_code == 303
    with work(desk.tenant) as session:
        assert row_of(session, no).outcome == "approved"


def test_inbox_and_workspace_need_few_statements(desk: Desk) -> None:
    numbers = desk.submit(*(f"申请{place}" for place in "甲乙丙丁戊"))
    visitor = desk.first()
    take(visitor)
    for url in ("/review", f"/review/{numbers[0]}", f"/review/{numbers[0]}?m=3"):
        with recorded() as statements:
            assert visitor.get(url).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


@contextmanager
def recorded() -> Iterator[list[str]]:
    """The SQL of the app role, without what opens a transaction."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "set_config" not in statement:
            statements.append(" ".join(statement.split())[:160])

    engine = database.app_engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_list_of_all_tasks_leads_to_the_desk(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    link = re.search(r'href="(/tasks/[0-9a-f-]+)"', visitor.get("/tasks").text)
    assert link
    assert visitor.get(link[1]).headers["location"] == f"/review/{no}"
    assert "没有待办任务" in desk.visitor("空闲", "authority:approver").get("/tasks").text
    assert desk.visitor("编制", "authority:planner").get(link[1]).status_code == 403
