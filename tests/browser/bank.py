"""A bank of sixty questions of grade four for the running demo in CERTFLOW_DATA: `python -m tests.browser.bank`."""

from sqlalchemy import select

from engine.platform.database import system_work, work
from engine.platform.people.models import Authority
from tests.processes.papers.builders import make_bank, make_table
from web.entry import wiring
from web.entry.cli import surroundings
from web.entry.demo.authority import SLUG


def furnish() -> None:
    surroundings.adopt()
    wiring.wire()
    with system_work() as system:
        tenant = system.scalars(select(Authority.id).where(Authority.slug == SLUG)).one()
    with work(tenant) as session:
        make_bank(session, make_table(session, grade="4"))


if __name__ == "__main__":
    furnish()
