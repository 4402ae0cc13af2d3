"""A durable PostgreSQL of its own for the engine's measurements, with one authority and its definitions."""

import base64
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from engine.platform import clock, database
from engine.platform.database import migrations, system_work, work
from engine.platform.embedded import discard, postgres
from engine.platform.embedded.postgres import Server
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.models import Person, RoleGrant
from engine.platform.people.service import found_authority
from engine.platform.settings import reload
from engine.workflow import definitions, registry
from engine.workflow.registry import TaskContext
from web.entry.bench.walks import WALKS

TAKEN = sorted({name for walk in WALKS for entered in walk.entered for name in entered})
FORM = json.dumps({"title": "bench", "type": "object", "properties": {}, "x-variables": TAKEN}).encode()
FILES = {f"processes/{walk.process}.bpmn": walk.diagram for walk in WALKS} | {"forms/bench.json": FORM}


@contextmanager
def ground() -> Iterator[tuple[Server, UUID]]:
    """A running server and the tenant in it; everything is gone afterwards."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="certflow-bench-", ignore_cleanup_errors=True) as folder:
        server = postgres.start(Path(folder))
        try:
            _settle_in(server, Path(folder))
            migrations.upgrade(server.owner_url)
            tenant_id = _authority()
            with settled(tenant_id):
                yield server, tenant_id
        finally:
            database.dispose()
            server.stop()
            discard(Path(folder))
            os.environ.clear()
            os.environ.update(before)
            reload()


def _settle_in(server: Server, folder: Path) -> None:
    database.dispose()
    os.environ |= {
        "DATABASE_URL": server.app_url,
        "DATABASE_OWNER_URL": server.owner_url,
        "DATABASE_SYSTEM_URL": server.system_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "CERTFLOW_MODE": "test",
        "CERTFLOW_DATA": str(folder),
        "CERTFLOW_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "CERTFLOW_SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    reload()


def _authority() -> UUID:
    with system_work() as system:
        tenant_id: UUID = found_authority(
            system, slug="bench", name="测量", city="测量", hotline="0", service_hours="0"
        ).id
    return tenant_id


@contextmanager
def settled(tenant_id: UUID) -> Iterator[None]:
    """The diagrams of the measurements in force; the command behind their form is gone afterwards."""
    registry.completions["bench"] = keep_nothing
    try:
        with work(tenant_id) as session:
            definitions.deploy(session, Actor.system(tenant_id), FILES, note="bench")
        yield
    finally:
        del registry.completions["bench"]


def keep_nothing(ctx: TaskContext, item: object, values: dict[str, object]) -> dict[str, object]:
    """The command behind the form of the measurement: the business writes no row of its own."""
    return {}


def variables(actor: Actor, institution: UUID, number: str) -> dict[str, str]:
    """What a case of the measurement begins with."""
    return {
        "application_id": number, "institution_id": str(institution), "person_id": str(actor.person_id), "grade": "3",
    }  # fmt: skip


def somebody(tenant_id: UUID, institution: UUID) -> Actor:
    """One person for all of it: applicant, first reviewer and authority."""
    with work(tenant_id) as session:
        person = Person(account_id=new_id(), name="测量", created_at=clock.now())
        session.add(person)
        session.flush()
        groups = {f"institution:{institution}:first_review", "authority:approver", f"candidate:{person.id}"}
        for group in groups:
            session.add(RoleGrant(person_id=person.id, group=group, valid_from=clock.now()))
        return Actor(person.id, tenant_id, "测量", frozenset(groups))
