"""A task that a designer added, with a form and no Python, is done on the generic page."""

import json

import pytest
from sqlalchemy import select

from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.models import FormValue, Instance
from tests.engine.workflow import diagram as d
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff
from web.office import routes

FORM = {
    "title": "登记来访",
    "type": "object",
    "properties": {
        "visitor": {"type": "string", "title": "来访单位", "x-ui": {"widget": "text"}, "maxLength": 10},
    },
    "required": ["visitor"],
    "x-order": ["visitor"],
    "x-variables": [],
    "x-submit": "登记",
}


@pytest.fixture
def visitor(committed_database: Database) -> Visitor:
    tenant = committed_database.tenant_id
    nodes = [d.start(), d.user("note", form="own/note", due="P1D"), d.end("end", name="已登记")]
    lanes = [d.lane("desk", "authority:approver", ["start", "note"])]
    xml = d.document(d.process("own", nodes, [("start", "note"), ("note", "end")], lanes=lanes, variables=()))
    with work(tenant) as session:
        files = {"processes/own.bpmn": xml, "forms/own/note.json": json.dumps(FORM).encode()}
        definitions.deploy(session, Actor.system(tenant), files, note="test")
        commands.start(session, Actor.system(tenant), "own", "1", {})
    return staff(app_of(routes.router), tenant, "郑审批", "authority:approver")


def test_a_task_without_python_is_done_and_kept(visitor: Visitor, committed_database: Database) -> None:
    (link,) = {part.split('"')[0] for part in visitor.get("/tasks").text.split('href="') if part.startswith("/tasks/")}
    assert "来访单位" in visitor.get(link).text
    refused = visitor.post(link, {"visitor": "一个长过十个字的来访单位名称"})
    assert refused.status_code == 422
    assert "一个长过十个字的来访单位名称" in refused.text
    assert visitor.post(link, {"visitor": "鹭江学院"}).headers["location"] == "/tasks"
    assert visitor.post(link, {"visitor": "鹭江学院"}).status_code == 409
    with work(committed_database.tenant_id) as session:
        assert session.scalars(select(FormValue)).one().values == {"visitor": "鹭江学院"}
        assert session.scalars(select(Instance)).one().end_name == "已登记"
