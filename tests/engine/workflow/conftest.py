"""Handlers and people for the engine's tests."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import registry
from engine.workflow.registry import TaskContext
from tests.engine.workflow import house


@pytest.fixture
def calls() -> list[tuple[str, UUID]]:
    """What handlers were called with: name and task id."""
    return []


@pytest.fixture(autouse=True)
def handlers(calls: list[tuple[str, UUID]]) -> Iterator[None]:
    @registry.service_task("test.note")
    def note(ctx: TaskContext, *, application_id: str) -> Mapping[str, Any]:
        calls.append(("note", ctx.task_id))
        return {"noted": application_id}

    @registry.service_task("test.call", remote=True)
    def call(ctx: TaskContext, *, application_id: str) -> Mapping[str, Any]:
        assert ctx.session is None
        calls.append(("call", ctx.task_id))
        return {"called": application_id}

    yield
    for name in ("test.note", "test.call"):
        registry.handlers.pop(name, None)


@pytest.fixture
def institution() -> UUID:
    return uuid4()


@pytest.fixture
def office(session: Session) -> Session:
    """A session whose tenant has the test definitions."""
    house.deploy(session)
    return session


@pytest.fixture
def applicant(office: Session) -> Actor:
    return house.somebody(office, name="申请人")


@pytest.fixture
def clerk(office: Session, institution: UUID) -> Actor:
    return house.somebody(office, f"institution:{institution}:clerk", name="初审员")


@pytest.fixture
def chief(office: Session) -> Actor:
    return house.somebody(office, "authority:supervisor", name="审批员")
