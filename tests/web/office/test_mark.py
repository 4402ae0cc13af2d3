"""The marking desk over HTTP: scores, confirmation, results, objections, corrected keys."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from processes.mark.models import ExaminerScore, SubjectResult
from processes.papers.models import Paper
from processes.plans.models import Plan
from processes.sit.models import SittingState
from tests.processes.apply.builders import deploy
from tests.processes.mark.builders import make_hall
from tests.processes.plans.builders import make_institution, make_plan
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from tests.web.examroom.machines import pass_by
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import routes as candidate
from web.office import routes as office


class Hall:
    """A candidate present for the skill subject; everything committed."""

    def __init__(self, database: Database) -> None:
        self.tenant = database.tenant_id
        self.app: FastAPI = app_of(office.router, candidate.router)
        with work(self.tenant) as session:
            deploy(session, self.tenant)
            plan = make_plan(session, institution=make_institution(session))
        self.own = applicant(self.app, self.tenant)
        with work(self.tenant) as session:
            person = session.scalars(select(Person.id).where(Person.phone_index.is_not(None))).one()
            hall = make_hall(session, session.get_one(Plan, plan.id))
            row = hall.begin(people.actor(session, person))
            hall.seat(row)
            hall.hand_in(row, {1: "A", 2: "B", 3: "C"})
            hall.happens(row, "skill", SittingState.HANDED_IN, "sitting.handed_in")
            self.institution, self.no, self.sitting = hall.institution_id, row.no, hall.sitting(row, "skill").id

    def visitor(self, name: str, role: str, institution: UUID | None = None) -> Visitor:
        return staff(self.app, self.tenant, name, f"institution:{institution or self.institution}:{role}")

    def score(self, name: str, points: str) -> None:
        done = self.visitor(name, "examiner").post(f"/mark/sittings/{self.sitting}/score", {"score": points})
        assert done.status_code == 303, done.text

    def result(self, subject: str) -> SubjectResult:
        with work(self.tenant) as session:
            wanted = select(SubjectResult).where(SubjectResult.subject == subject)
            return session.scalars(wanted).one()


@pytest.fixture
def hall(committed_database: Database) -> Hall:
    return Hall(committed_database)


def test_three_examiners_score_and_the_chief_confirms(hall: Hall) -> None:
    examiner = hall.visitor("贾考评", "examiner")
    assert hall.no in examiner.get("/mark").text
    hall.score("贾考评", "82.5")
    hall.score("夏考评", "80")
    assert "82.5" not in hall.visitor("夏考评", "examiner").get(f"/mark/sittings/{hall.sitting}").text
    chief = hall.visitor("钟考长", "chief_examiner")
    early = chief.post(f"/mark/sittings/{hall.sitting}/close", {"reason": ""})
    assert early.status_code == 422
    assert "至少要有 3 位考评员评分，现在有 2 位" in early.text
    hall.score("傅考评", "78")
    done = chief.post(f"/mark/sittings/{hall.sitting}/close", {"reason": ""})
    assert done.status_code == 303
    assert (hall.result("skill").score, hall.result("skill").state) == (802, "passed")
    late = examiner.post(f"/mark/sittings/{hall.sitting}/score", {"score": "100"})
    assert late.status_code == 409
    assert "考评组长已确认" in late.text
    assert "80.2 分" in chief.get("/mark/results?state=passed").text


@pytest.mark.parametrize("points", ["", "101", "-1", "abc", "1e400", "NaN"])
def test_a_score_that_is_none_is_refused_and_kept(hall: Hall, points: str) -> None:
    visitor = hall.visitor("贾考评", "examiner")
    answer = visitor.post(f"/mark/sittings/{hall.sitting}/score", {"score": points, "remark": "第二步漏检"})
    assert answer.status_code == 422
    assert "第二步漏检" in answer.text
    with work(hall.tenant) as session:
        assert not session.scalars(select(ExaminerScore)).all()


def test_examiners_of_another_institution_see_nothing(hall: Hall) -> None:
    stranger = hall.visitor("外考评", "examiner", institution=UUID(int=7))
    assert hall.no not in stranger.get("/mark").text
    assert hall.no not in stranger.get("/mark/results").text
    assert stranger.get(f"/mark/sittings/{hall.sitting}").status_code == 404
    assert stranger.post(f"/mark/sittings/{hall.sitting}/score", {"score": "99"}).status_code == 404
    assert staff(hall.app, hall.tenant, "郑审批", "authority:approver").get("/mark").status_code == 403


def test_who_examines_elsewhere_and_is_a_clerk_here_scores_nobody_here(hall: Hall) -> None:
    elsewhere, here = f"institution:{UUID(int=7)}:examiner", f"institution:{hall.institution}:clerk"
    stranger = staff(hall.app, hall.tenant, "外考评", elsewhere, here)
    assert hall.no not in stranger.get("/mark").text
    assert hall.no not in stranger.get("/mark/results").text
    assert stranger.post(f"/mark/sittings/{hall.sitting}/score", {"score": "99"}).status_code == 404


def test_the_chief_of_another_institution_who_examines_here_does_not_confirm(hall: Hall) -> None:
    for name in ("贾考评", "夏考评", "傅考评"):
        hall.score(name, "80")
    elsewhere, here = f"institution:{UUID(int=7)}:chief_examiner", f"institution:{hall.institution}:examiner"
    both = staff(hall.app, hall.tenant, "钟考长", elsewhere, here)
    assert "80 分" not in both.get(f"/mark/sittings/{hall.sitting}").text
    answer = both.post(f"/mark/sittings/{hall.sitting}/close", {"reason": ""})
    assert answer.status_code == 422
    assert "须由考评组长确认成绩" in answer.text


def test_an_examiner_does_not_confirm(hall: Hall) -> None:
    for name, points in (("贾考评", "80"), ("夏考评", "80"), ("傅考评", "80")):
        hall.score(name, points)
    answer = hall.visitor("贾考评", "examiner").post(f"/mark/sittings/{hall.sitting}/close", {"reason": ""})
    assert answer.status_code == 422
    assert "须由考评组长确认成绩" in answer.text


def published(hall: Hall) -> None:
    for name, points in (("贾考评", "55"), ("夏考评", "56"), ("傅考评", "57")):
        hall.score(name, points)
    hall.visitor("钟考长", "chief_examiner").post(f"/mark/sittings/{hall.sitting}/close", {"reason": ""})


def test_an_objection_is_answered_by_an_officer(hall: Hall) -> None:
    published(hall)
    own = hall.own
    page = own.get(f"/my/cases/{hall.no}/results")
    assert "56 分" in page.text
    links = re.findall(r'href="(/my/cases/[^"]+/objection)"', page.text)
    link = next(one for one in links if str(hall.result("skill").id) in one)
    short = own.post(link, {"text": "低"})
    assert short.status_code == 422
    assert own.post(link, {"text": "第二项操作没有计分"}).status_code == 303
    again = own.post(link, {"text": "第二项操作没有计分"})
    assert again.status_code == 409
    officer = staff(hall.app, hall.tenant, "龙异议", "authority:objections")
    (where,) = re.findall(r'href="(/mark/objections/Y[^"]+)"', officer.get("/mark/objections").text)
    form = officer.get(where)
    assert "第二项操作没有计分" in form.text
    empty = officer.post(where, values_on(form.text))
    assert empty.status_code == 422
    done = officer.post(where, {"decision": "upheld", "new_score": "61.5", "answer": "复看录像，第二项应计 5 分"})
    assert done.status_code == 303
    assert hall.result("skill").score == 560  # one person alone changes nothing
    assert "正在复核" in own.get(f"/my/cases/{hall.no}/results").text
    alone = officer.post(where, {"confirmation": "confirmed", "reason": ""})
    assert (alone.status_code, "由“督导确认”办理" in alone.text) == (403, True)
    _second_person(hall, where)
    assert hall.result("skill").score == 615
    assert "更正为 61.5 分" in own.get(f"/my/cases/{hall.no}/results").text
    assert officer.post(where, {"decision": "rejected", "new_score": "", "answer": "再来一次"}).status_code == 409


def _second_person(hall: Hall, where: str) -> None:
    """A supervisor sees what is wished for, sends it back, and confirms it when it comes again."""
    answer = {"decision": "upheld", "new_score": "61.5", "answer": "复看录像，第二项应计 5 分"}
    supervisor = staff(hall.app, hall.tenant, "吴督导", "authority:supervisor")
    assert "61.5 分（龙异议）" in supervisor.get(where).text
    silent = supervisor.post(where, {"confirmation": "refused", "reason": ""})
    assert silent.status_code == 422
    assert "请写明退回的理由" in silent.text
    assert supervisor.post(where, {"confirmation": "refused", "reason": "请附上录像时间"}).status_code == 303
    again = staff(hall.app, hall.tenant, "常异议", "authority:objections")
    assert "请附上录像时间（吴督导）" in again.get(where).text
    assert again.post(where, answer).status_code == 303
    assert supervisor.post(where, {"confirmation": "confirmed", "reason": ""}).status_code == 303


def test_nobody_objects_for_another(hall: Hall) -> None:
    published(hall)
    stranger = staff(hall.app, hall.tenant, "路人")
    assert stranger.get(f"/my/cases/{hall.no}/results").status_code in (403, 404)
    link = f"/my/cases/{hall.no}/results/{hall.result('skill').id}/objection"
    assert stranger.post(link, {"text": "别人的成绩太高"}).status_code in (403, 404)


def test_a_corrected_key_needs_two_people(hall: Hall) -> None:
    with work(hall.tenant) as session:
        paper = session.scalars(select(Paper)).one().id
    asks = staff(hall.app, hall.tenant, "金组卷", "papers:assembler")
    early = asks.post("/mark/corrections", {"paper": str(paper), "place": "4", "answer": "A", "reason": "题干有误"})
    assert early.status_code == 422  # the session is not over: the paper can't be chosen
    assert str(paper) not in asks.get("/mark/corrections").text
    pass_by(timedelta(hours=12))
    asks = staff(hall.app, hall.tenant, "毛组卷", "papers:assembler")
    wrong = asks.post("/mark/corrections", {"paper": str(paper), "place": "77", "answer": "B", "reason": "题干有误"})
    assert wrong.status_code == 422
    assert "试卷里没有这一题" in wrong.text
    right = {"paper": str(paper), "place": "4", "answer": "A", "reason": "题干有误"}
    assert asks.post("/mark/corrections", right).status_code == 303
    (own,) = re.findall(r'action="(/mark/corrections/[^"]+/approve)"', _other(hall).get("/mark/corrections").text)
    assert asks.post(own).status_code == 403
    assert _other(hall).post(own).status_code == 303


def _other(hall: Hall) -> Visitor:
    return staff(hall.app, hall.tenant, "陆卷批", "papers:approver")
