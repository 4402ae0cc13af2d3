"""The desk of papers: an assembler and an approver before their pages, and the bank behind them."""

import pytest
from fastapi import FastAPI

from tests.processes.papers.conftest import APPROVER, ASSEMBLER, Room, room
from tests.web.visitor import Visitor, app_of, staff
from web.entry import wiring
from web.office.papers import routes
from web.office.routes import tasks

__all__ = ["room"]


@pytest.fixture
def app(room: Room) -> FastAPI:
    wiring.wire()
    return app_of(routes.router, tasks.router)


@pytest.fixture
def assembler(app: FastAPI, room: Room) -> Visitor:
    return staff(app, room.tenant, "金组卷", ASSEMBLER)


@pytest.fixture
def approver(app: FastAPI, room: Room) -> Visitor:
    return staff(app, room.tenant, "陆卷批", APPROVER)
