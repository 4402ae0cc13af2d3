"""An institution's dashboard: right numbers, its exceptions, nobody else's people."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from processes.mark.models import SubjectResult
from tests.processes.plans.builders import make_institution
from tests.processes.train.builders import School, make_approved, make_school
from tests.support.database import Database
from tests.web.office.desk import Desk, pass_by, recorded
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
            if name == "陈甲":
                school.study(row)
                school.confirm(row)
                school.registry_says(row, "accepted")
                for subject in ("theory", "skill"):
                    session.add(
                        SubjectResult(
                            application_id=application.id, person_id=application.person_id,
                            plan_id=application.plan_id, subject=subject, attempt=1, state="passed", score=800,
                        )
                    )  # fmt: skip
        institution = school.institution_id
    pass_by(minutes=int(timedelta(days=5).total_seconds() // 60))
    lead = staff(desk.app, desk.tenant, "庄院长", f"institution:{institution}:lead")
    page = lead.get("/institution").text
    found = [count(page, label) for label in ("已缴费开训", "培训合格或免训", "考试合格")]
    assert found == ["2", "1", "1"]
    assert "学习落后" in page
    stranger = staff(desk.app, desk.tenant, "外校院长", f"institution:{desk.institution_id}:lead")
    seen = stranger.get("/institution").text
    assert "陈甲" not in seen
    assert "学习落后" not in seen
    assert count(seen, "已缴费开训") == "0"


def make_school_here(session: Session) -> School:
    """A second institution beside the desk's own."""
    return make_school(session, institution=make_institution(session, "海沧技校", "000303"))


def test_only_leads_come_in(desk: Desk, lead: Visitor) -> None:
    assert desk.first().get("/institution").status_code == 403
    assert staff(desk.app, desk.tenant, "路人").get("/institution").status_code == 403
    assert lead.get("/institution?plan=x&page=1").status_code == 200
