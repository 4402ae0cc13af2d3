"""Auditors: finding a case, its trail with before and after, the diagram as of a moment, the chain."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, select, text, update

import engine
import processes
from engine.platform.audit.models import AuditRow
from engine.platform.audit.seal import seal_once
from engine.platform.database import work
from engine.workflow.models import Instance
from processes.apply.models import Application
from tests.support.database import Database
from tests.web.house import apply, furnish
from tests.web.visitor import Visitor, app_of, staff
from web.auditor import history, picture
from web.auditor.actions import ACTIONS
from web.auditor.routes import router


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    return app_of(router)


@pytest.fixture
def auditor(app: FastAPI, tenant: UUID) -> Visitor:
    return staff(app, tenant, "何静", "auditor")


@pytest.fixture
def case(tenant: UUID) -> Application:
    return apply(tenant, furnish(tenant))


def test_an_empty_house_says_so(auditor: Visitor) -> None:
    assert "还没有案卷" in auditor.get("/audit").text


def test_cases_are_found_by_number_name_and_id_number(auditor: Visitor, case: Application) -> None:
    for q in (case.no, case.no.lower(), "林", "林晓"):
        assert case.no in auditor.get(f"/audit?q={q}").text
    for q in ("晓岚", "%", "LZ-0000-0000-0000"):
        assert "没有符合条件的案卷" in auditor.get(f"/audit?q={q}").text
    assert case.no in auditor.get("/audit?state=submitted").text
    assert case.no not in auditor.get("/audit?state=ended").text


def test_the_trail_tells_who_did_what_in_words(auditor: Visitor, case: Application) -> None:
    seal_once()
    answer = auditor.get(f"/audit/cases/{case.no}")
    assert answer.status_code == 200
    for words in ("提交申请并承诺", "上传材料：身份证人像面", "完成“身份信息”", "链完整", "回看时点"):
        assert words in answer.text
    titles = re.findall(r'<a href="/audit/cases/[^"]+\?seq=\d+">([^<]+)</a>', answer.text)
    assert len(titles) > 10
    assert not [title for title in titles if re.fullmatch(r"[a-z_.]+", title)], "an action without words"


def test_the_past_shows_what_was_done_by_then(case: Application, tenant: UUID) -> None:
    with work(tenant) as session:
        instance = session.get_one(Instance, case.instance_id)
        events = history.events_of(session, case.instance_id, [case.id])
        outline = picture.drawings(session, instance, events)["apply"]
        half = next(each.number for each in events if each.row.action == "task.completed")
        then = picture.at_moment(session, instance, events, outline, half)
        now = picture.at_moment(session, instance, events, outline, len(events))
    states = {line.label: line.state for line in then.lines}
    assert states["身份信息"] == "已经过"
    assert "当时所在" in states.values()
    assert {line.label for line in then.lines if line.state == "已经过"} < {
        line.label for line in now.lines if line.state == "已经过"
    }
    assert "cf-now" not in now.marks.values()


def test_later_events_are_marked_and_the_slider_moves(auditor: Visitor, case: Application) -> None:
    answer = auditor.get(f"/audit/cases/{case.no}?seq=3")
    assert 'class="cf-event is-on"' in answer.text
    assert 'class="cf-event is-after"' in answer.text
    assert 'name="seq" min="1"' in answer.text
    assert "（第 4 条）" in auditor.get(f"/audit/cases/{case.no}?seq=3&step=1").text
    assert auditor.get(f"/audit/cases/{case.no}?seq=999999").status_code == 200
    assert auditor.get(f"/audit/cases/{case.no}?seq=-1").status_code == 404


def test_the_list_says_what_the_picture_shows(auditor: Visitor, case: Application) -> None:
    answer = auditor.get(f"/audit/cases/{case.no}?process=review&view=list")
    assert "核对材料" in answer.text
    assert "data-diagram" not in answer.text
    drawn = auditor.get(f"/audit/cases/{case.no}/diagrams/review")
    assert drawn.headers["Content-Type"].startswith("application/xml")
    assert b"<bpmn:definitions" in drawn.content


def test_events_are_filtered_by_actor_and_kind(auditor: Visitor, case: Application) -> None:
    system = UUID(int=0)
    only = auditor.get(f"/audit/cases/{case.no}?who={system}").text
    assert "提交申请并承诺" not in only.split("cf-event-list")[-1]
    assert "没有这样的事件" in auditor.get(f"/audit/cases/{case.no}?kind=work").text


def test_a_changed_line_breaks_the_chain(auditor: Visitor, case: Application, committed_database: Database) -> None:
    seal_once()
    assert "校验通过" in auditor.post("/audit/chain").text
    owner = create_engine(committed_database.owner_url.replace("postgresql:", "postgresql+psycopg:"))
    with owner.begin() as connection:
        connection.execute(text("alter table audit no force row level security"))
        connection.execute(text("alter table audit disable trigger user"))
        first = select(AuditRow.id).where(AuditRow.instance_id == case.instance_id).order_by(AuditRow.id).limit(1)
        change = update(AuditRow).where(AuditRow.id == first.scalar_subquery()).values(actor_name="别人")
        assert connection.execute(change).rowcount == 1
    owner.dispose()
    assert "链在第 1 条中断" in auditor.get(f"/audit/cases/{case.no}").text
    assert "与封存时不一致" in auditor.post("/audit/chain").text


def test_others_are_not_let_in(app: FastAPI, tenant: UUID, case: Application, committed_database: Database) -> None:
    operator = staff(app, tenant, "方岩", "operator")
    for address in ("/audit", f"/audit/cases/{case.no}", "/audit/chain"):
        assert operator.get(address).status_code == 403
        assert Visitor(app).get(address).status_code == 303
    stranger = staff(app, committed_database.other_tenant_id, "外人", "auditor")
    assert stranger.get(f"/audit/cases/{case.no}").status_code == 404
    assert case.no not in stranger.get("/audit").text


TOLD = re.compile(r"""(?:record|Told|_note)\([^"]*"([a-z_]+\.[a-z_]+)"(?: if \w+ else "([a-z_]+\.[a-z_]+)")?""")


def test_every_action_of_the_house_has_words() -> None:
    sources = [path.read_text() for package in (engine, processes) for path in Path(package.__path__[0]).rglob("*.py")]
    found = {code for source in sources for match in TOLD.finditer(source) for code in match.groups() if code}
    assert len(found) > 20
    assert sorted(found - set(ACTIONS)) == []
