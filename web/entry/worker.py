"""Carries out background work: dramatiq's consumers in the threads of this process."""

from threading import Event

from dramatiq import Worker

from engine.platform import database, jobs, log
from engine.platform.settings import settings
from web.entry import wiring
from web.entry.supervisor import until_signalled

GRACE = 10_000  # milliseconds that running jobs get at the end; what is cut off is sent again by the relay


def run(threads: int) -> None:
    """Work until SIGTERM or Ctrl-C."""
    log.configure(json=not settings().simulated)
    wiring.wire_to_serve()
    worker = Worker(jobs.broker(), worker_threads=threads, worker_timeout=200)
    stopping = Event()
    with until_signalled(stopping):
        worker.start()
        log.logger("worker").info("working", threads=threads)
        stopping.wait()
        worker.stop(timeout=GRACE)
    jobs.broker().close()
    database.dispose()
