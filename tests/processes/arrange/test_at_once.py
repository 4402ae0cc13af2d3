"""Several at once: ticket numbers stay unique, and a plan is published once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import work
from engine.platform.errors import AppError
from engine.platform.people import Actor
from processes.arrange import service
from processes.arrange.models import Seat, Ticket
from processes.arrange.service.publish import take_serials
from tests.processes.arrange.builders import make_exam_office
from tests.processes.plans.builders import make_plan
from tests.support.database import Database


def publish(tenant: UUID, plan_id: UUID) -> str:
    try:
        with work(tenant) as session:
            service.publish(session, Actor.system(tenant), plan_id)
    except AppError as refusal:
        return refusal.code
    return "published"


def test_two_who_publish_at_once_publish_once(committed_database: Database) -> None:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        office = make_exam_office(session, make_plan(session))
        office.publishable(12)
        plan_id = office.plan.id
    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(lambda _: publish(tenant, plan_id), range(4)))
    assert outcomes == ["nothing_to_publish"] * 3 + ["published"]
    with work(tenant) as session:
        numbers = session.scalars(select(Ticket.no)).all()
        assert len(numbers) == len(set(numbers)) == 12
        assert {seat.ticket_no for seat in session.scalars(select(Seat))} == set(numbers)


def test_serials_taken_at_once_are_never_the_same(committed_database: Database) -> None:
    tenant = committed_database.tenant_id

    def take(many: int) -> range:
        with work(tenant) as session:
            last = take_serials(session, "26122035000100", many)
        return range(last - many + 1, last + 1)

    with ThreadPoolExecutor(6) as pool:
        taken = [serial for part in pool.map(take, [1, 7, 3, 30, 2, 5] * 5) for serial in part]
    assert sorted(taken) == list(range(1, 48 * 5 + 1))
