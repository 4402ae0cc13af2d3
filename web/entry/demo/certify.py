"""The certificate template of the demo authority. What is there stays."""

from collections.abc import Callable
from uuid import UUID

from engine.platform.database import work
from processes.certify import queries
from processes.certify.rules import layout
from processes.certify.service import templates
from web.entry.demo.authority import staff_actor

Tell = Callable[[str], None]
NAME = "职业技能等级证书"


def seed_certify(tenant: UUID, tell: Tell) -> None:
    """The standard face, for every occupation."""
    with work(tenant) as session:
        if queries.templates(session):
            return
        templates.keep(session, staff_actor(session, "certificates"), name=NAME, elements=layout.standard())
    tell("已放入一个证书模板")
