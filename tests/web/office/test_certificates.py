"""The certificate office over HTTP, and what strangers and owners see of its work."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select, update

from engine.platform import throttle
from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.workflow import commands
from engine.workflow.events import RemoteTaskParked
from engine.workflow.models import RemoteTask
from processes.certify.models import Certificate, CertificateTemplate
from processes.mark.models import ResultState
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy, make_application
from tests.processes.certify.builders import make_desk
from tests.processes.plans.builders import make_institution, make_plan
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import routes as candidate
from web.office import routes as office
from web.public import routes as public

NEW = "/certificates/new?occupation=6-11-01-03&grade=3"


class Office:
    """One person has passed and waits; everything committed."""

    def __init__(self, database: Database) -> None:
        throttle.reset()
        self.tenant = database.tenant_id
        self.app = app_of(office.router, candidate.router, public.router)
        with work(self.tenant) as session:
            deploy(session, self.tenant)
            plan_id = make_plan(session, institution=make_institution(session)).id
        self.own = applicant(self.app, self.tenant)
        with work(self.tenant) as session:
            person = session.scalars(select(Person.id).where(Person.phone_index.is_not(None))).one()
            desk = make_desk(session, session.get_one(Plan, plan_id))
            row = make_application(session, people.actor(session, person), desk.plan, identity={"name": "林晓岚"})
            desk.score(row, ResultState.PASSED, 800)
            commands.start(session, desk.maker, "certify", str(row.id), {"application_id": str(row.id)})
            self.no = row.no
        self.maker = staff(self.app, self.tenant, "万证书二", "authority:certificates")
        self.approver = staff(self.app, self.tenant, "顾证批二", "authority:certificate_approver")

    def submit(self) -> str:
        """Make a batch of everybody by the real form; its address."""
        page = self.maker.get(NEW)
        assert "林晓岚" in page.text
        done = self.maker.post("/certificates/new", values_on(page.text))
        assert done.status_code == 303, done.text
        return str(done.headers["location"])

    def issue(self) -> Certificate:
        where = self.submit()
        assert self.approver.post(where, {"decision": "approve", "reason": ""}).status_code == 303
        return self.draw()

    def draw(self) -> Certificate:
        """What the worker does with an approved batch."""
        with work(self.tenant) as session:
            parked = session.scalars(select(RemoteTask).where(RemoteTask.handler == "certify.render")).one()
        commands.call_remote(self.tenant, parked.id, RemoteTaskParked(parked.instance_id, parked.id))
        with work(self.tenant) as session:
            return session.scalars(select(Certificate).order_by(Certificate.id.desc()).limit(1)).one()


@pytest.fixture
def rooms(committed_database: Database) -> Office:
    return Office(committed_database)


def test_a_batch_goes_from_choice_to_certificate_and_into_the_report(rooms: Office) -> None:
    row = rooms.issue()
    batch = f"/certificates/batches/{row.batch_id}"
    page = rooms.maker.get(batch)
    assert "已发证" in page.text
    assert row.number in page.text
    sheet = load_workbook(BytesIO(rooms.maker.get(f"{batch}/report.xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:3] == ["姓名", "证件类型", "证件号码"]
    assert sheet.max_column == 11
    assert str(sheet["C2"].value).startswith("350299")
    assert sheet["H2"].value == row.number
    for name, words in (("confirmation", "数据审核确认表"), ("hand-out", "证书签领表"), ("all", row.number)):
        assert words in PdfReader(BytesIO(rooms.maker.get(f"{batch}/{name}.pdf").content)).pages[0].extract_text()


def test_without_a_template_the_way_to_make_one_is_shown(rooms: Office) -> None:
    with work(rooms.tenant) as session:
        session.execute(update(CertificateTemplate).values(active=False))
    page = rooms.maker.get(NEW).text
    assert "还没有可用的证书模板" in page
    assert 'href="/certificates/templates/new"' in page
    assert "提交审批" not in page


def test_a_batch_without_a_template_keeps_what_was_chosen(rooms: Office) -> None:
    answer = rooms.maker.post("/certificates/new", values_on(rooms.maker.get(NEW).text) | {"template": ""})
    assert answer.status_code == 422
    assert "请选择模板" in answer.text
    assert " checked" in answer.text


def test_the_maker_does_not_approve(rooms: Office) -> None:
    where = rooms.submit()
    assert rooms.maker.post(where, {"decision": "approve", "reason": ""}).status_code == 403


def test_a_batch_without_anybody_or_a_day_keeps_what_was_chosen(rooms: Office) -> None:
    values = values_on(rooms.maker.get(NEW).text)
    nobody = rooms.maker.post("/certificates/new", {key: value for key, value in values.items() if key != "chosen"})
    assert nobody.status_code == 422
    assert "请至少选择一名合格人员" in nobody.text
    wrong = rooms.maker.post("/certificates/new", values | {"issued_on": "2026-13-45"})
    assert wrong.status_code == 422
    assert "2026-13-45" in wrong.text
    assert " checked" in wrong.text


def test_anybody_checks_a_certificate_by_number_and_name_or_by_its_code(rooms: Office) -> None:
    row, stranger = rooms.issue(), Visitor(rooms.app)
    known = stranger.get(f"/verify?no={row.number}&name=林晓岚")
    assert "证书有效" in known.text
    assert "林*岚" in known.text
    assert "林晓岚" not in known.text
    assert "没有找到相符的证书" in stranger.get(f"/verify?no={row.number}&name=林晓").text
    assert "没有找到相符的证书" in stranger.get(f"/verify/{row.number}?k=0000000000000000").text
    assert "证书有效" in stranger.get(f"/verify/{row.number}?k={row.code}").text
    half = stranger.get(f"/verify?no={row.number}")
    assert half.status_code == 422
    assert "请输入持证人姓名" in half.text


def test_nobody_tries_numbers_without_end(rooms: Office) -> None:
    stranger = Visitor(rooms.app)
    answers = {stranger.get(f"/verify?no=S00003502000126300{at:04d}&name=林晓岚").status_code for at in range(40)}
    assert answers == {200, 429}


def test_the_owner_alone_downloads(rooms: Office) -> None:
    row = rooms.issue()
    page = rooms.own.get(f"/my/cases/{rooms.no}/certificate")
    assert row.number in page.text
    file = rooms.own.get(f"/my/cases/{rooms.no}/certificate/{row.number}.pdf")
    assert file.headers["content-type"] == "application/pdf"
    assert "林晓岚" in PdfReader(BytesIO(file.content)).pages[0].extract_text()
    stranger = staff(rooms.app, rooms.tenant, "路人")
    assert stranger.get(f"/my/cases/{rooms.no}/certificate/{row.number}.pdf").status_code in (403, 404)
    assert stranger.get(f"/certificates/{row.id}").status_code == 403


def test_voiding_and_issuing_again(rooms: Office) -> None:
    first = rooms.issue()
    where = f"/certificates/{first.id}"
    assert rooms.maker.post(f"{where}/void", {"reason": ""}).status_code == 422
    assert rooms.maker.post(f"{where}/void", {"reason": "姓名有误，申请人提供了更正材料"}).status_code == 303
    assert rooms.maker.post(f"{where}/void/decide", {"decision": "void"}).status_code == 403
    assert rooms.approver.post(f"{where}/void/decide", {"decision": "again"}).status_code == 303
    assert "证书已作废" in Visitor(rooms.app).get(f"/verify/{first.number}?k={first.code}").text
    second = rooms.issue()
    assert second.number != first.number
    assert second.number in rooms.own.get(f"/my/cases/{rooms.no}/certificate").text


def test_a_template_with_code_in_it_is_refused_and_kept(rooms: Office) -> None:
    form = rooms.maker.get("/certificates/templates/new")
    values = values_on(form.text) | {"name": "新版证书"}
    answer = rooms.maker.post("/certificates/templates/new", values | {"elements.3.text": "{name.__class__.__mro__}"})
    assert answer.status_code == 422
    assert "花括号里只能写这些字段" in answer.text
    assert "{name.__class__.__mro__}" in answer.text
    assert rooms.maker.post("/certificates/templates/new", values).status_code == 303
    listed = rooms.maker.get("/certificates/templates").text
    (one, *_) = re.findall(r'href="(/certificates/templates/[0-9a-f-]{36}/preview.pdf)"', listed)
    assert "样张" in PdfReader(BytesIO(rooms.maker.get(one).content)).pages[0].extract_text()


def test_a_photo_is_given_out_only_for_a_certificate(rooms: Office) -> None:
    (own,) = set(re.findall(r'src="(/certificates/photos/[0-9a-f-]{36})"', rooms.maker.get(NEW).text))
    assert rooms.maker.get(own).headers["content-type"] == "image/jpeg"
    assert rooms.maker.get(own[:-4] + "0000").status_code == 404
    assert staff(rooms.app, rooms.tenant, "郑审批", "authority:approver").get(own).status_code == 403
    told = rooms.own.get("/my/access").text
    assert "打开材料：免冠证件照" in told
    assert "证书管理员" in told
    assert "万证书二" not in told


def test_the_office_finds_by_number_and_name(rooms: Office) -> None:
    row = rooms.issue()
    for words in (row.number, "林晓"):
        assert row.number in rooms.maker.get(f"/certificates/search?q={words}").text
    assert "没有找到证书" in rooms.maker.get("/certificates/search?q=%25").text
