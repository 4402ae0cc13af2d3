"""How much SQL the pages of a candidate ask for. `tests/web/conftest.py` counts whatever any test opens; here a person
with six papers, three schools, four jobs, a second case and a dozen notices opens every page of the wizard."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import notices
from engine.platform.database import work
from processes.apply import queries
from processes.apply.models import Application
from processes.catalogue.models import Institution
from processes.plans.models import Plan
from processes.train import queries as trainings
from tests.processes.apply import builders
from tests.processes.plans.builders import make_institution, make_plan
from tests.web.candidate.applicant import CONTACT, Applicant, applicant, facts, history, identity
from tests.web.candidate.test_cases import returned
from tests.web.candidate.test_learning import enrol
from tests.web.conftest import MOST_STATEMENTS
from tests.web.recording import recorded
from tests.web.visitor import staff

SCHOOLS = [
    {"school": "演示中学", "level": "71", "major": "普通", "start": "2008-09", "end": "2011-06"},
    {"school": "演示技校", "level": "47", "major": "化工工艺", "start": "2011-09", "end": "2013-06"},
    {"school": "演示学院", "level": "31", "major": "应用化工", "start": "2013-09", "end": "2016-06", "part_time": True},
]
JOBS = [("2014-01", "2016-12"), ("2017-01", "2019-06"), ("2019-07", "2022-03"), ("2022-04", "")]
CASE = ("", "/declared", "/events", "/withdraw")


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


def furnish(visitor: Applicant, tenant: UUID, plan: Plan) -> None:
    """Up to the last page, with six papers uploaded and a change begun in each step."""
    visitor.start(plan)
    with work(tenant) as session:
        own = builders.number_of(session, queries.application(session, visitor.application_id).person_id)
    prior = {"prior_level": "4", "prior_date": "2018-07", "prior_number": "S000035020001184000001"}
    diploma = {"diploma_kind": "college", "diploma_related": True, "diploma_abroad": True}
    job = builders.history()["works"][0]
    works = [{**job, "start": start, **({"end": end} if end else {})} for start, end in JOBS]
    for name, answers in (
        ("identity", identity(id_number=own)),
        ("rule", facts(tenant, plan, **prior, **diploma)),
        ("rule", {"choose": "1", "rule_id": "R35"}),
        ("history", history(studies=SCHOOLS, works=works, tenure_pledge=True)),
    ):
        answer = visitor.step(name, answers)
        assert answer.status_code == 303, answer.text
    kinds = [kind.code for kind in queries.needed(visitor.application(tenant))]
    assert len(kinds) == 6
    done = visitor.upload(f"{visitor.path}/materials", **dict.fromkeys(kinds, builders.picture()))
    assert done.headers["location"].endswith("/check")
    for step in ("identity/keep?page=contact", "rule/keep", "history/keep"):
        visitor.post(f"{visitor.path}/{step}", {"address": "改到一半"})
    with work(tenant) as session:
        person = queries.application(session, visitor.application_id).person_id
        for number in range(12):
            notices.send(session, person, "test", title=f"通知 {number}", body="内容", link="/my")


def cost(visitor: Applicant, url: str) -> int:
    """How many statements a page takes."""
    with recorded() as statements:
        answer = visitor.get(url)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    return len(statements)


def test_no_page_of_the_wizard_asks_for_much(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    furnish(visitor, tenant, plan)
    steps = ("identity", CONTACT, "rule", "rule?choose=1", "history", "materials", "check")
    costs = {step: cost(visitor, f"{visitor.path}/{step}") for step in steps}
    assert max(costs.values()) <= MOST_STATEMENTS, costs
    assert costs["check"] <= MOST_STATEMENTS - 1, costs  # one is left for a case that a clerk registered


def test_no_page_of_a_case_in_review_asks_for_much(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    """With a draft in another plan beside it, and the case returned to its applicant."""
    furnish(visitor, tenant, plan)
    for step in ("identity", "rule", "history"):
        visitor.step("check", {"drop": step})
    assert visitor.step("check", {"pledge": "true"}).headers["location"].endswith("/submitted")
    submitted, no = visitor.path, visitor.application(tenant).no
    other = applicant(visitor.app, tenant)
    with work(tenant) as session:
        second = make_plan(session, title="另一批", institution=make_institution(session, code="000102"))
    other.start(second)
    pages = [f"/my/cases/{no}{page}" for page in CASE]
    more = ["/my", "/my/notices", "/my/access", "/my/learning", "/my/questions", f"{submitted}/submitted"]
    costs = {page: cost(visitor, page) for page in (*pages, *more)}
    returned(tenant, plan, visitor.application(tenant), history_fault="离职年月与证明不一致")
    costs |= {f"{page} returned": cost(visitor, page) for page in (*pages, f"/my/cases/{no}/correct", "/my")}
    assert max(costs.values()) <= MOST_STATEMENTS, costs


def test_home_and_status_of_a_learner_ask_for_little(app: FastAPI, tenant: UUID) -> None:
    learner = staff(app, tenant, "林好学")
    enrolment_id = enrol(tenant, learner)
    with work(tenant) as session:
        row = session.get_one(Application, trainings.enrolment(session, enrolment_id).application_id)
        plan = make_plan(session, institution=session.get_one(Institution, row.institution_id))
        row.plan_id, row.plan_line_id, no = plan.id, builders.line_of(session, plan).id, row.no
    for page in ("/my", f"/my/cases/{no}"):
        with recorded() as statements:
            text = learner.get(page).text
        assert "完成培训" in text
        assert "已学 0%" in text
        assert len(statements) <= MOST_STATEMENTS
