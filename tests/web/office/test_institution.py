"""An institution's dashboard: right numbers, its exceptions, nobody else's people."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from engine.platform.people import Actor
from processes.apply.models import Application
from processes.certify.models import Certificate
from processes.mark.models import SubjectResult
from processes.pay.service import orders
from processes.plans.models import Plan
from tests.processes.certify.builders import make_desk
from tests.processes.plans.builders import make_institution
from tests.processes.review.builders import make_staff
from tests.processes.train.builders import School, make_approved, make_school
from tests.support.database import Database
from tests.web.office.desk import Desk, pass_by, recorded, row_of
from tests.web.visitor import Visitor, staff


@pytest.fixture
def lead(desk: Desk) -> Visitor:
    return staff(desk.app, desk.tenant, "庄院长", f"institution:{desk.institution_id}:lead")


def count(page: str, label: str) -> str:
    return page.split(f"<span>{label}</span><strong>", 1)[1].split(" 人", 1)[0]


def test_an_empty_institution_says_so(lead: Visitor) -> None:
    page = lead.get("/institution").text
    assert "还没有人提交报名" in page
    assert "没有需要关注的事" in page


def test_the_numbers_follow_the_people(desk: Desk, lead: Visitor) -> None:
    desk.submit("陈甲", "李乙")
    desk.submit("王丙", authority=True)
    with desk.office() as office:
        row = office.submit("何丁")
        office.judge(office.first, row, portrait="P01")
        office.conclude(office.first, row, "return")
    page = lead.get("/institution").text
    assert [count(page, label) for label in ("提交报名", "曾退回补正", "已核准")] == ["4", "1", "0"]
    assert "三级/高级工" in page
    assert page.index("何丁") < page.index("陈甲")
    with recorded() as statements:
        lead.get("/institution")
    assert len([each for each in statements if "from application" in each.lower()]) <= 4


def test_training_and_results_are_counted_and_exceptions_listed(committed_database: Database, desk: Desk) -> None:
    with work(desk.tenant) as session:
        school: School = make_school_here(session)
        for name in ("陈甲", "李乙"):
            application = make_approved(session, school.institution_id, name=name)
            application.submitted_at = clock.now()
            row = school.start(application)
            settle(session, application)
            if name == "陈甲":
                school.study(row)
                school.confirm(row)
                school.registry_says(row, "accepted")
                for subject in ("theory", "skill"):
                    session.add(
                        SubjectResult(
                            application_id=application.id, person_id=application.person_id,
                            plan_id=application.plan_id, subject=subject, attempt=1, state="passed", score=800,
                            final_at=clock.now(),
                        )
                    )  # fmt: skip
        institution = school.institution_id
    pass_by(minutes=int(timedelta(days=5).total_seconds() // 60))
    lead = staff(desk.app, desk.tenant, "庄院长", f"institution:{institution}:lead")
    page = lead.get("/institution").text
    found = [count(page, label) for label in ("已缴费", "培训合格或免训", "考试合格", "已发证")]
    assert found == ["2", "1", "1", "0"]
    assert "学习落后" in page
    stranger = staff(desk.app, desk.tenant, "外校院长", f"institution:{desk.institution_id}:lead")
    seen = stranger.get("/institution").text
    assert "陈甲" not in seen
    assert "学习落后" not in seen
    assert count(seen, "已缴费") == "0"


def settle(session: Session, application: Application) -> None:
    """The fee of the first attempt is no longer owed."""
    closes = clock.now() + timedelta(days=3)
    finance = make_staff(session, "财务", "authority:finance")
    order = orders.open_order(
        session, finance, application, attempt=1, amount_fen=38_000, title="考核费", closes_at=closes, instance_id=None
    )
    orders.waive(session, finance, order, reason="困难群体减免")


def test_results_count_once_they_are_final_and_fees_once_they_are_settled(desk: Desk, lead: Visitor) -> None:
    (no,) = desk.submit("陈甲")
    with work(desk.tenant) as session:
        row = row_of(session, no)
        known = {"application_id": row.id, "person_id": row.person_id, "plan_id": row.plan_id, "attempt": 1}
        session.add_all(
            SubjectResult(**known, subject=subject, state="passed", score=800) for subject in ("theory", "skill")
        )
        orders.open_order(
            session, Actor.system(desk.tenant), row, attempt=1, amount_fen=38_000, title="考核费",
            closes_at=clock.now() + timedelta(days=3), instance_id=None,
        )  # fmt: skip
    page = lead.get("/institution").text
    assert [count(page, label) for label in ("已缴费", "考试合格")] == ["0", "0"]


def test_certificates_are_counted_until_they_are_void(desk: Desk, lead: Visitor) -> None:
    with work(desk.tenant) as session:
        certificates = make_desk(session, session.get_one(Plan, desk.plan_id))
        (certificate,) = certificates.issue(certificates.passed("陈甲"))
        certificate_id = certificate.id
    assert count(lead.get("/institution").text, "已发证") == "1"
    with work(desk.tenant) as session:
        session.get_one(Certificate, certificate_id).state = "void"
    assert count(lead.get("/institution").text, "已发证") == "0"


def make_school_here(session: Session) -> School:
    """A second institution beside the desk's own."""
    return make_school(session, institution=make_institution(session, "海沧技校", "000303"))


def test_only_leads_come_in(desk: Desk, lead: Visitor) -> None:
    assert desk.first().get("/institution").status_code == 403
    assert staff(desk.app, desk.tenant, "路人").get("/institution").status_code == 403
    assert lead.get("/institution?plan=x&page=1").status_code == 200
