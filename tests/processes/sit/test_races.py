"""A device that writes while the sitting is handed in: whatever comes first, nothing is written afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from engine.platform.database import work
from processes.sit import queries, service
from processes.sit.errors import SittingOver
from processes.sit.service.beat import Report
from tests.processes.sit.builders import Device, make_hall
from tests.support.database import Database
from web.entry import wiring

ROUNDS = 6


def test_handing_in_and_writing_at_once_leave_a_receipt_that_agrees(committed_database: Database) -> None:
    wiring.wire()
    tenant = committed_database.tenant_id
    devices: list[Device] = []
    with work(tenant) as session:
        names = [f"考生{number}" for number in range(ROUNDS)]
        hall = make_hall(session, *names, starts_in=timedelta(minutes=-1))
        hall.plan.early_minutes = 0
        devices = [hall.begin(at) for at in range(ROUNDS)]

    def write(device: Device, at_once: Barrier) -> int:
        line = device.put_down(1, "A")
        at_once.wait()
        with work(tenant) as session:
            sitting = queries.sitting(session, device.sitting_id, lock=True)
            try:
                return service.beat.report(session, sitting, Report(0, lines=(line,)), fence=device.fence).sequence
            except SittingOver:
                return 0

    def hand_in(device: Device, at_once: Barrier) -> None:
        at_once.wait()
        with work(tenant) as session:
            sitting = queries.sitting(session, device.sitting_id, lock=True)
            service.finish.hand_in(session, sitting, fence=device.fence, confirmed=True, head=None)

    for device in devices:
        at_once = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            written = pool.submit(write, device, at_once)
            pool.submit(hand_in, device, at_once).result()
        with work(tenant) as session:
            sitting = queries.sitting(session, device.sitting_id)
            assert sitting.sequence == written.result()
            assert sitting.receipt == service.journal.head_of(sitting)
            assert service.journal.verified(session, sitting)


def test_two_browsers_that_write_the_same_line_leave_one(committed_database: Database) -> None:
    wiring.wire()
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        device = make_hall(session).begin()
    line, at_once = device.put_down(1, "A"), Barrier(4)

    def write(_: int) -> int:
        at_once.wait()
        with work(tenant) as session:
            sitting = queries.sitting(session, device.sitting_id, lock=True)
            return service.beat.report(session, sitting, Report(0, lines=(line,)), fence=1).sequence

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(4))) == [1, 1, 1, 1]
    with work(tenant) as session:
        assert queries.sitting(session, device.sitting_id).sequence == 1
