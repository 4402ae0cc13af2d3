"""After handing in: correcting what was returned, waiting for a place, and what the case page tells."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import outbox, ports
from engine.platform.database import work
from engine.platform.sms import SmsGateway
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply import queries
from processes.apply.models import Application, Material, Status
from processes.catalogue.ports import IdentityAnswer, IdentityCheck
from processes.plans.models import Plan
from tests.processes.apply.builders import picture
from tests.processes.plans.builders import make_plan
from tests.processes.review.builders import make_office
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import values_on


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


def returned(tenant: UUID, plan: Plan, application: Application, **faults: str) -> None:
    """The first reviewer returns the front of the identity card, and declared steps by `faults`; for good."""
    with work(tenant) as session:
        row = queries.application(session, application.id)
        task = session.scalars(select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)).one()
        remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})
        office = make_office(session, plan)
        office.judge(office.first, row, id_front="I01")
        office.do(office.first, row, "review/conclusion", conclusion="return", **faults)
        office.wait(row, timedelta(minutes=3))


@pytest.fixture
def faulted(visitor: Applicant, tenant: UUID) -> Application:
    with work(tenant) as session:
        plan = make_plan(session)
    visitor.walk(tenant, plan, until=None)
    application = visitor.application(tenant)
    returned(tenant, plan, application)
    return application


def test_only_what_was_returned_is_open(visitor: Applicant, faulted: Application) -> None:
    assert "补正 1 项内容" in visitor.get("/my").text
    case = visitor.get(f"/my/cases/{faulted.no}").text
    assert "现在轮到您：补正 1 项内容" in case
    assert "待您补正" in case
    assert "周初审" not in case
    page = visitor.get(f"/my/cases/{faulted.no}/correct").text
    assert "请更正身份证人像面" in page
    assert page.count('type="file"') == 1
    assert 'name="id_front"' in page


def test_a_correction_needs_its_file_and_keeps_the_old_one(
    visitor: Applicant, faulted: Application, tenant: UUID
) -> None:
    address = f"/my/cases/{faulted.no}/correct"
    empty = visitor.post(address)
    assert (empty.status_code, "请重新上传身份证人像面" in empty.text) == (422, True)
    bad = visitor.upload(address, id_front=b"no picture")
    assert (bad.status_code, "文件应为图片" in bad.text) == (422, True)
    assert visitor.upload(address, id_front=picture(620, 900)).headers["location"] == f"/my/cases/{faulted.no}"
    with work(tenant) as session:
        rows = session.scalars(select(Material).where(Material.kind == "id_front").order_by(Material.round)).all()
        assert [(row.round, row.replaced) for row in rows] == [(1, True), (2, False)]
    assert "现在轮到您" not in visitor.get(f"/my/cases/{faulted.no}").text
    assert visitor.get(address).status_code == 303


def test_a_correction_can_be_saved_and_taken_back(visitor: Applicant, faulted: Application, tenant: UUID) -> None:
    address = f"/my/cases/{faulted.no}/correct"
    visitor._send("POST", address, data={"later": "1"}, files={"id_front": ("a.jpg", picture(620, 900), "image/jpeg")})
    assert "已更正" in visitor.get(address).text
    visitor.post(address, {"remove": "id_front"})
    assert "已更正" not in visitor.get(address).text
    with work(tenant) as session:
        assert queries.staged(session, faulted.id) == []


def test_declared_data_is_corrected_in_words(visitor: Applicant, tenant: UUID) -> None:
    with work(tenant) as session:
        plan = make_plan(session)
    visitor.walk(tenant, plan, until=None)
    application = visitor.application(tenant)
    returned(tenant, plan, application, history_fault="离职年月与证明不一致")
    address = f"/my/cases/{application.no}/correct"
    assert "离职年月与证明不一致" in visitor.get(address).text
    silent = visitor.upload(address, id_front=picture(620, 900))
    assert (silent.status_code, "请写明更正后的" in silent.text) == (422, True)
    long = visitor.post(address, {"history_answer": "长" * 501})
    assert (long.status_code, "不超过 500 字" in long.text) == (422, True)
    assert "长" * 501 in long.text
    answer = visitor.post(address, {"history_answer": "2019 年 5 月离职"})
    assert answer.headers["location"] == f"/my/cases/{application.no}"


class Gateway:
    """Text messages that go nowhere."""

    def send(self, phone: str, text: str, *, serial: str) -> None:
        pass


class Register:
    """A population register that always agrees."""

    def check(self, *, name: str, id_number: str, serial: str) -> IdentityAnswer:
        return IdentityAnswer.MATCH


@pytest.fixture
def vendors(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    wired: dict[Any, Any] = {**ports._factories, IdentityCheck: Register, SmsGateway: Gateway}
    monkeypatch.setattr(ports, "_factories", wired)


def test_a_free_place_goes_to_who_waits(app: FastAPI, tenant: UUID, vendors: None) -> None:
    with work(tenant) as session:
        plan = make_plan(session, lines={"3": 1})
    first, second = applicant(app, tenant, "19900000311"), applicant(app, tenant, "19900000312")
    first.walk(tenant, plan, until=None)
    second.walk(tenant, plan, until=None)
    assert second.application(tenant).status == Status.WAITING
    assert "您排在第 1 位" in second.get(f"{second.path}/submitted").text
    assert second.get(f"{second.path}/accept").status_code == 303
    first.post(f"/my/cases/{first.application(tenant).no}/withdraw")
    outbox.drain(tenant)
    assert "确认候补名额" in second.get("/my").text
    assert second.post(f"{second.path}/accept").status_code == 422
    answer = second.post(f"{second.path}/accept", {"accept": "true"})
    assert answer.headers["location"].endswith("/submitted")
    outbox.drain(tenant)
    application = second.application(tenant)
    assert (application.status, application.identity_result) == (Status.SUBMITTED, "match")
    assert "机构初审中" in second.get(f"/my/cases/{application.no}").text


def test_a_correction_is_sent_in_parts_too(visitor: Applicant, faulted: Application, tenant: UUID) -> None:
    data = picture(700, 900)
    page = visitor.get(f"/my/cases/{faulted.no}/correct").text
    assert f'data-upload-target="correction:{faulted.id}"' in page
    assert 'data-camera-for="f-id_front"' in page
    about = {
        "target": f"correction:{faulted.id}",
        "kind": "id_front",
        "filename": "新.jpg",
        "size": str(len(data)),
        "mark": "1",
    }
    at = visitor.post("/my/uploads", about).json()
    for start in range(0, len(data), 3000):
        visitor.send_raw(f"{at['address']}/parts?start={start}", data[start : start + 3000], "application/octet-stream")
    row = visitor.post(f"{at['address']}/finish", {"seen.id_front": ""})
    assert (row.status_code, "已更正" in row.text, "新.jpg" in row.text) == (200, True, True)
    assert visitor.post("/my/uploads", about | {"kind": "id_back"}).status_code == 422
    old = visitor.upload(f"/my/cases/{faulted.no}/correct", id_front=picture())
    assert old.headers["location"] == f"/my/cases/{faulted.no}"


def test_a_corrected_portrait_is_framed_before_it_is_handed_in(visitor: Applicant, tenant: UUID) -> None:
    with work(tenant) as session:
        plan = make_plan(session)
    visitor.walk(tenant, plan, until=None)
    application = visitor.application(tenant)
    with work(tenant) as session:
        row = queries.application(session, application.id)
        task = session.scalars(select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)).one()
        remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})
        office = make_office(session, plan)
        office.judge(office.first, row, portrait="P01")
        office.do(office.first, row, "review/conclusion", conclusion="return")
        office.wait(row, timedelta(minutes=3))
    address = f"/my/cases/{application.no}"
    answer = visitor.upload(f"{address}/correct", portrait=picture(700, 1500))
    assert answer.headers["location"] == f"{address}/portrait"
    shown = values_on(visitor.get(f"{address}/portrait").text)
    assert visitor.post(f"{address}/portrait", shown | {"y": "0"}).headers["location"] == f"{address}/correct"
    assert visitor.post(f"{address}/correct", {}).headers["location"] == address
    with work(tenant) as session:
        handed_in = next(row for row in queries.materials(session, application.id) if row.kind == "portrait")
        assert (handed_in.round, handed_in.source_file_id) == (2, None)
        assert (handed_in.crop or {})["y"] == 0
