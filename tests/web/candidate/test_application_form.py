"""The signed form from the browser's side: signing while handing in, opening it, checking it, and who has read what."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from engine.platform import clock, throttle
from engine.platform.audit.models import AuditRow
from engine.platform.database import system_work, work
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply import queries, service
from processes.apply.declared import answers_of, declare
from processes.apply.models import Application, ApplicationSignature, Material
from processes.apply.signing import PLEDGE
from processes.plans import queries as plans
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.processes.review.builders import make_office
from tests.processes.review.test_sheet import drawn, words
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.auditor import routes as auditor
from web.candidate.routes import router as candidate
from web.office.routes import router as office
from web.public.routes import router as public


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    throttle.reset()
    with work(tenant) as session:
        builders.deploy(session, tenant)
    return app_of(public, candidate, office, auditor.router)


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


@pytest.fixture
def institution(tenant: UUID, plan: Plan) -> UUID:
    with work(tenant) as session:
        return plans.institutions(session, plan.id)[0].institution.id


@pytest.fixture
def case(visitor: Applicant, tenant: UUID, plan: Plan) -> Application:
    """Handed in, its first review open."""
    visitor.walk(tenant, plan, until=None)
    row = visitor.application(tenant)
    with work(tenant) as session:
        task = session.scalars(select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)).one()
        remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})
    return row


def signature(tenant: UUID, row: Application) -> ApplicationSignature:
    with work(tenant) as session:
        found = service.signature_of(session, row.id)
        assert found is not None
        return found


def test_the_pledge_that_is_signed_is_the_one_that_is_shown(visitor: Applicant, tenant: UUID, plan: Plan) -> None:
    visitor.walk(tenant, plan, until="check")
    assert PLEDGE in visitor.get(f"{visitor.path}/check").text


@pytest.mark.parametrize(
    ("answers", "how"),
    [({}, "pledge"), ({"signed_name": "林 演示"}, "typed"), ({"signature": drawn()}, "drawn")],
)
def test_handing_in_signs_by_pledge_name_or_hand(
    visitor: Applicant, tenant: UUID, plan: Plan, answers: dict[str, str], how: str
) -> None:
    visitor.walk(tenant, plan, until="check")
    done = visitor.step("check", {"pledge": "true"} | answers)
    assert done.headers["location"].endswith("/submitted")
    row = visitor.application(tenant)
    assert signature(tenant, row).how == how
    assert "申报表（PDF）" in visitor.get(f"{visitor.path}/submitted").text
    pdf = visitor.get(f"/my/cases/{row.no}/form.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert row.no in words(pdf.content)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"signed_name": "张三"}, "键入的姓名应与身份信息一致"),
        ({"signature": drawn(ink=False)}, "签名没有写清楚"),
        ({"signature": "data:text/html;base64,PGI+"}, "签名没有写清楚"),
    ],
)
def test_a_signature_that_is_none_is_refused_and_nothing_is_handed_in(
    visitor: Applicant, tenant: UUID, plan: Plan, answers: dict[str, str], said: str
) -> None:
    visitor.walk(tenant, plan, until="check")
    answer = visitor.step("check", {"pledge": "true"} | answers)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert values_on(answer.text)["signed_name"] == answers.get("signed_name", "")
    assert visitor.application(tenant).submitted_at is None


def test_a_drawing_survives_a_forgotten_pledge(visitor: Applicant, tenant: UUID, plan: Plan) -> None:
    visitor.walk(tenant, plan, until="check")
    answer = visitor.step("check", {"signature": drawn()})
    assert (answer.status_code, values_on(answer.text)["signature"]) == (422, drawn())


def test_the_form_opens_for_its_owner_and_the_desks_concerned_only(
    app: FastAPI, visitor: Applicant, tenant: UUID, case: Application, institution: UUID
) -> None:
    own, staffs = f"/my/cases/{case.no}/form.pdf", f"/applications/{case.no}/form.pdf"
    assert visitor.get(own).status_code == 200
    assert visitor.get(staffs).status_code == 403
    assert applicant(app, tenant, "19900000388").get(own).status_code == 403
    allowed = (
        f"institution:{institution}:first_review", f"institution:{institution}:clerk",
        f"institution:{institution}:lead", "authority:approver", "authority:supervisor", "auditor",
    )  # fmt: skip
    for place, group in enumerate(allowed):
        assert staff(app, tenant, f"reader{place}", group).get(staffs).status_code == 200, group
    elsewhere = UUID(int=7 << 76 | 2 << 62 | 1)
    for place, group in enumerate((f"institution:{elsewhere}:first_review", f"institution:{elsewhere}:clerk")):
        assert staff(app, tenant, f"stranger{place}", group).get(staffs).status_code == 404, group
    assert staff(app, tenant, "planner", "authority:planner").get(staffs).status_code == 403


def test_a_form_s_code_tells_whether_it_is_what_was_signed(app: FastAPI, tenant: UUID, case: Application) -> None:
    address = f"/verify/application/{case.no}"
    told = Visitor(app).get(f"{address}?k={signature(tenant, case).code}").text
    assert "申报表与签署内容一致" in told
    assert "林*示" in told
    assert "林演示" not in told
    assert answers_of(case, "identity")["id_number"] not in told
    for wrong in (address, f"{address}?k=x", f"{address}?k=é", "/verify/application/NO-1?k=1"):
        assert Visitor(app).get(wrong).status_code == 404
    with work(tenant) as session:
        row = queries.application(session, case.id)
        declare(row, "history", answers_of(row, "history") | {"works": []})
    assert "不一致" in Visitor(app).get(f"{address}?k={signature(tenant, case).code}").text


def opened(tenant: UUID, action: str) -> int:
    with work(tenant) as session:
        return session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == action)) or 0


def test_the_candidate_sees_who_opened_what_by_role_and_never_by_name(
    app: FastAPI, visitor: Applicant, tenant: UUID, case: Application, institution: UUID
) -> None:
    assert "还没有人打开过您的材料" in visitor.get("/my/access").text
    reviewer = staff(app, tenant, "周敏", f"institution:{institution}:first_review")
    with work(tenant) as session:
        front = session.scalars(select(Material).where(Material.kind == "id_front")).one()
    for _ in range(3):
        assert reviewer.get(f"/review/{case.no}").status_code == 200
        assert reviewer.get(f"/files/{front.file_id}").status_code == 200
    reviewer.post(f"/review/{case.no}/unmask")
    staff(app, tenant, "何静", "auditor").get(f"/audit/cases/{case.no}")
    page = visitor.get("/my/access").text
    for said in ("打开申请内容", "打开材料：身份证人像面", "查看完整证件号码", "机构初审员", "审计员", "用于机构初审"):
        assert said in page
    for hidden in ("周敏", "何静"):
        assert hidden not in page
    assert (opened(tenant, "case.opened"), opened(tenant, "material.opened")) == (2, 1)


def test_another_day_is_noted_anew_and_one_s_own_reading_never(
    app: FastAPI, visitor: Applicant, tenant: UUID, case: Application, institution: UUID
) -> None:
    group = f"institution:{institution}:first_review"
    staff(app, tenant, "周敏", group).get(f"/review/{case.no}")
    with system_work() as system:
        clock.move(system, timedelta(days=1))
    staff(app, tenant, "周敏", group).get(f"/review/{case.no}")
    assert opened(tenant, "case.opened") == 2
    visitor = applicant(app, tenant)
    visitor.get(f"/my/cases/{case.no}")
    visitor.get(f"/my/cases/{case.no}/form.pdf")
    assert opened(tenant, "sheet.opened") == 0


def test_nobody_sees_who_opened_another_s_file(
    app: FastAPI, tenant: UUID, case: Application, institution: UUID
) -> None:
    staff(app, tenant, "周敏", f"institution:{institution}:first_review").get(f"/review/{case.no}")
    assert "还没有人打开过您的材料" in applicant(app, tenant, "19900000377").get("/my/access").text


def test_a_long_record_is_read_page_by_page(app: FastAPI, visitor: Applicant, tenant: UUID, case: Application) -> None:
    with work(tenant) as session:
        for _ in range(35):
            session.add(
                AuditRow(
                    at=clock.now(), actor_id=UUID(int=5), actor_name="某", action="case.opened",
                    subject_kind="application", subject_id=case.id, instance_id=None, before=None, after={},
                )
            )  # fmt: skip
    first, second = visitor.get("/my/access").text, visitor.get("/my/access?page=2").text
    assert (first.count("打开申请内容"), second.count("打开申请内容")) == (30, 5)
    assert "较早的" in first
    assert "较新的" in second


def test_the_status_says_when_a_result_is_due_and_that_correcting_stops_the_clock(
    visitor: Applicant, tenant: UUID, plan: Plan, case: Application
) -> None:
    # Monday 2026-11-23: 3 working days for the institution, then 5 for the authority
    assert "预计最晚 12月3日 有审核结果" in visitor.get(f"/my/cases/{case.no}").text
    with work(tenant) as session:
        office, row = make_office(session, plan), queries.application(session, case.id)
        office.judge(office.first, row, id_front="I01")
        office.conclude(office.first, row, "return")
    page = visitor.get(f"/my/cases/{case.no}").text
    assert "补正期间不计入审核时间。您提交补正后，初审 3 个工作日内完成，初审通过后审批 5 个工作日内完成" in page
    for name in ("周初审", "郑审批"):
        assert name not in page


def test_an_overdue_case_says_so_and_whom_to_call(visitor: Applicant, tenant: UUID, case: Application) -> None:
    with system_work() as system:
        clock.move(system, timedelta(days=20))
    page = applicant(visitor.app, tenant).get(f"/my/cases/{case.no}").text
    assert "已超过承诺的期限，系统已督促办理人员" in page
    assert "0592-12333" in page


def test_declared_data_put_right_goes_through_the_first_review_again_and_the_page_says_so(
    visitor: Applicant, tenant: UUID, plan: Plan, case: Application
) -> None:
    address = f"/my/cases/{case.no}"
    with work(tenant) as session:
        office, row = make_office(session, plan), queries.application(session, case.id)
        office.pass_first(row)
    assert "主管部门审批中" in visitor.get(address).text
    with work(tenant) as session:
        row = queries.application(session, case.id)
        office.session = session
        office.judge(office.approver, row)
        office.conclude(office.approver, row, "return", history_fault="离职年月与证明不一致")
    assert "您提交补正后，初审 3 个工作日内完成，初审通过后审批 5 个工作日内完成" in visitor.get(address).text
    assert visitor.post(f"{address}/correct", {"history_answer": "2019 年 5 月离职"}).status_code == 303
    page = visitor.get(address).text
    assert "机构初审中" in page
    happened = visitor.get(f"{address}/events").text
    assert "您提交了补正" in happened
    assert "主管部门一次性告知补正" in happened
