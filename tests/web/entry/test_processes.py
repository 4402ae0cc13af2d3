"""The real processes of an installation, killed at the worst moments: each effect happens exactly once."""

import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from engine.platform import clock
from tests.support.installation import Demo, environment, wait_until
from web.entry.demo.staff import PASSWORD
from web.entry.installation import ROOT, answers
from web.entry.story.client import Browser
from web.entry.story.office import Planner
from web.entry.story.people import code_sent_to
from web.entry.story.script import parts

pytestmark = pytest.mark.timeout(300)


PARTS = ("postgres", "valkey", "web", "worker", "scheduler")


@pytest.fixture(autouse=True)
def beginning() -> None:
    """A real installation, and so the machine's date here too."""


@pytest.fixture(scope="module")
def installation() -> Iterator[Demo]:
    with tempfile.TemporaryDirectory(prefix="certflow-test-") as folder:
        demo = Demo(Path(folder) / "data")
        try:
            yield demo
        finally:
            demo.discard()


@pytest.fixture
def demo(installation: Demo) -> Demo:
    installation.start()
    return installation


@pytest.fixture
def browser(demo: Demo) -> Iterator[Browser]:
    opened = Browser(demo.address)
    yield opened
    opened.close()


@contextmanager
def no_writes_to(demo: Demo, table: str) -> Iterator[None]:
    """Whoever writes to the table waits, with everything written before it uncommitted."""
    with demo.sql() as connection:
        connection.execute(f"lock table {table} in share mode")
        yield
        connection.rollback()


def _somebody_waits_for(demo: Demo, table: str) -> bool:
    return demo.count(f"select count(*) from pg_locks where relation = '{table}'::regclass and not granted") > 0


def test_a_web_process_killed_before_its_commit_leaves_nothing_and_a_second_try_does_it_once(
    demo: Demo, browser: Browser
) -> None:
    planner = Planner(browser, "planner", PASSWORD)
    planner.open("/plans/new")
    plans, cases = demo.count("select count(*) from plan"), demo.count("select count(*) from instance")
    failed: list[Exception] = []

    def draw_up() -> None:
        try:
            planner.draw_up("第一批职业技能等级认定", parts(15), today=clock.today())
        except httpx.HTTPError as failure:
            failed.append(failure)

    with no_writes_to(demo, "audit"):
        drawing = threading.Thread(target=draw_up)
        drawing.start()
        wait_until(lambda: _somebody_waits_for(demo, "audit"))
        killed = demo.kill("web")
        drawing.join()
    assert failed
    assert demo.count("select count(*) from plan") == plans
    wait_until(lambda: demo.came_back("web", killed) and answers(demo.port))
    planner.draw_up("第一批职业技能等级认定", parts(15), today=clock.today())
    assert demo.count("select count(*) from plan") == plans + 1
    assert demo.count("select count(*) from instance") == cases + 1


def test_a_worker_killed_before_its_commit_sends_one_message(demo: Demo, browser: Browser) -> None:
    phone = "19900009102"
    before = demo.count("select count(*) from outbox where closed_at is not null")
    form = browser.get("/register").form("/register", field="agree")
    with demo.sql() as connection:
        connection.execute("create function slow_close() returns trigger language plpgsql as "
                           "$$ begin perform pg_sleep(5); return new; end $$")  # fmt: skip
        connection.execute("create trigger slow_close before update of closed_at on outbox for each row "
                           "when (new.closed_at is not null) execute function slow_close()")  # fmt: skip
    form.submit({"phone": phone, "agree": True}).ok()
    code_sent_to(browser, phone)
    killed = demo.kill("worker")
    assert demo.count("select count(*) from outbox where closed_at is not null") == before
    with demo.sql() as connection:
        connection.execute("drop trigger slow_close on outbox")
        connection.execute("update outbox set due_at = now() where closed_at is null")
    wait_until(lambda: demo.came_back("worker", killed))
    wait_until(lambda: demo.count("select count(*) from outbox where closed_at is null") == 0)
    messages = browser.get("/simulators/sms", phone=phone).tree.xpath("//*[@id='messages']//li")
    assert len(messages) == 1


@pytest.mark.parametrize("name", PARTS)
def test_whatever_is_killed_comes_back(demo: Demo, browser: Browser, name: str) -> None:
    killed = demo.kill(name)
    wait_until(lambda: demo.came_back(name, killed) and answers(demo.port))
    wait_until(lambda: httpx.get(demo.address + "/", trust_env=False).status_code == 200)
    phone = f"1990000920{PARTS.index(name)}"
    browser.get("/register").form("/register", field="agree").submit({"phone": phone, "agree": True}).ok()
    assert code_sent_to(browser, phone)


def test_a_second_start_says_where_the_first_one_is(demo: Demo) -> None:
    second = subprocess.run(
        demo.command(), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert second.returncode == 1
    assert demo.address in second.stderr


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_start_goes_on(demo: Demo) -> None:
    people = demo.count("select count(*) from person")
    running = demo.left()
    assert len(running) == 5
    assert demo.process
    demo.process.kill()
    demo.process.wait()
    _gone, alive = psutil.wait_procs(running, timeout=20)
    assert not alive
    assert demo.start() < 30  # under 10 on a machine that does nothing else
    assert demo.count("select count(*) from person") == people


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process_behind(demo: Demo, how: signal.Signals) -> None:
    running = demo.left()
    assert demo.stop(how) == 0
    assert not any(process.is_running() for process in running)
    assert not answers(demo.port)
