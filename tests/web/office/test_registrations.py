"""The clerk's pages: what his institution has registered, and the form that registers."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.platform.database import work
from engine.platform.people.models import Person
from processes.apply.models import Application, Status
from processes.apply.service import submit
from processes.catalogue.models import Institution
from processes.plans.models import Plan, PlanLine, PlanStatus
from tests.processes.apply.builders import deploy, make_applicant, make_application
from tests.processes.plans.builders import make_institution, make_plan
from tests.support.database import Database
from tests.web.candidate.registration import PHONE, clerk, form
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.office import routes

NEW = "/registrations/new"


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def plan(tenant: UUID) -> Plan:
    with work(tenant) as session:
        deploy(session, tenant)
        return make_plan(session)


@pytest.fixture
def visitor(tenant: UUID, plan: Plan) -> Visitor:
    return clerk(app_of(routes.router), tenant, plan)


def applications(tenant: UUID) -> list[Application]:
    with work(tenant) as session:
        return list(session.scalars(select(Application).order_by(Application.id)))


def test_a_clerk_registers_somebody_and_sees_him_in_the_list(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    assert "还没有登记" in visitor.get("/registrations").text
    shown = visitor.get(NEW)
    assert "湖里报名点" in shown.text
    assert values_on(shown.text)["plan_id"] == str(plan.id)
    assert visitor.post(NEW, form(tenant, plan)).headers["location"] == "/registrations"
    (row,) = applications(tenant)
    assert (row.source, row.finished) == ("institution", ["identity", "rule"])
    listed = visitor.get("/registrations").text
    assert row.no in listed
    assert "林演示" in listed
    assert "待申请人确认" in listed
    assert PHONE not in listed


def test_only_what_a_registration_needs_is_required(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    refused = visitor.post(NEW, {"plan_id": str(plan.id)})
    assert refused.status_code == 422
    for sentence in ("请选择报考职业与等级", "请选择报名点", "请输入姓名", "请输入证件号码", "请输入 11 位手机号码"):
        assert sentence in refused.text
    assert "请选择民族" not in refused.text
    needed = ("plan_id", "plan_line_id", "point_id", "name", "id_kind", "id_number", "phone")
    posted = {name: value for name, value in form(tenant, plan).items() if name in needed}
    assert visitor.post(NEW, posted).status_code == 303
    assert [row.finished for row in applications(tenant)] == [[]]


def test_a_wrong_check_digit_keeps_what_was_typed(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    right = form(tenant, plan)["id_number"]
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    refused = visitor.post(NEW, form(tenant, plan, id_number=wrong))
    assert refused.status_code == 422
    assert "身份证号码最后一位与前 17 位不符" in refused.text
    kept = values_on(refused.text)
    assert (kept["id_number"], kept["name"], kept["work_years"]) == (wrong, "林演示", "11")
    assert applications(tenant) == []
    with work(tenant) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1  # the clerk's own


def test_what_the_wizard_refuses_is_refused_with_its_sentences(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    assert visitor.post(NEW, form(tenant, plan)).status_code == 303
    (row,) = applications(tenant)
    refusals = [(form(tenant, plan), f"申请编号 {row.no}，不能重复申请")]
    refusals.append((form(tenant, plan, phone="19900000302"), f"申请编号 {row.no}，不能重复申请"))
    other = form(tenant, plan, id_kind="414", id_number="E12345678", sex="1", phone="19900000303")
    other |= {"birth_date.year": "1995", "birth_date.month": "5", "birth_date.day": "15", "nationality": "MYS"}
    other |= {"id_long": "", "id_expires": "2036-01-01"}
    refusals.append((other | {"work_years": "1"}, "暂不符合“化工总控工 · 三级/高级工”的任何一项申报条件"))
    for posted, sentence in refusals:
        refused = visitor.post(NEW, posted)
        assert refused.status_code == 422
        assert sentence in refused.text
        assert values_on(refused.text)["phone"] == posted["phone"]
    with work(tenant) as session:
        session.get_one(Plan, plan.id).waiting_list = False
        for line in session.scalars(select(PlanLine)):
            line.taken = line.capacity or 0
    assert "名额已满" in visitor.post(NEW, other).text
    with work(tenant) as session:
        session.get_one(Plan, plan.id).status = PlanStatus.CLOSED
    assert "现在不接受报名" in visitor.post(NEW, other).text
    assert "现在没有可以登记的计划" in visitor.get(NEW).text
    assert len(applications(tenant)) == 1


def test_several_plans_are_chosen_from(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    with work(tenant) as session:
        own = session.scalars(select(Institution).where(Institution.code == "000101")).one()
        other = make_institution(session, "商贸学校", "000102")
        second = make_plan(session, title="别家的计划", institution=other)
    assert "湖里报名点" in visitor.get(NEW).text
    assert "别家的计划" not in visitor.get(NEW).text
    both = staff(visitor.app, tenant, "两校经办", f"institution:{own.id}:clerk", f"institution:{other.id}:clerk")
    choice = both.get(NEW).text
    assert "选择认定计划" in choice
    assert "别家的计划" in choice
    assert values_on(both.get(f"{NEW}?plan_id={second.id}").text)["plan_id"] == str(second.id)


def test_a_clerk_sees_only_his_own_institution(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    visitor.post(NEW, form(tenant, plan))
    with work(tenant) as session:
        known = session.get_one(Plan, plan.id)
        make_application(session, make_applicant(session, "自己报的"), known, until="history")
        other = make_institution(session, "商贸学校", "000102").id
    stranger = staff(visitor.app, tenant, "曾经办", f"institution:{other}:clerk")
    assert "林演示" not in stranger.get("/registrations").text
    assert stranger.post(NEW, form(tenant, plan, phone="19900000305")).status_code == 422
    assert len([row for row in applications(tenant) if row.source == "institution"]) == 1


def test_nobody_else_comes_in(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    reviewer = staff(visitor.app, tenant, "周初审", "institution:00000000-0000-7000-8000-0000000000aa:first_review")
    for url in ("/registrations", NEW):
        assert reviewer.get(url).status_code == 403
    assert reviewer.post(NEW, form(tenant, plan)).status_code == 403


def test_the_list_tells_how_it_went_on(visitor: Visitor, tenant: UUID, plan: Plan) -> None:
    visitor.post(NEW, form(tenant, plan))
    with work(tenant) as session:
        row = session.scalars(select(Application)).one()
        submit.end(session, visitor.person or make_applicant(session), row, "closed")
        assert row.status == Status.ENDED
    assert "登记已失效" in visitor.get("/registrations").text
