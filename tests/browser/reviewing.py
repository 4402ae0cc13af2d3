"""A review desk in this very process: applicants as wished, and a clock that moves."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from engine.platform.embedded.process import free_port
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply import service
from processes.plans.models import Plan
from tests.browser.journey import Journey
from tests.processes.apply.builders import make_applicant, make_application, upload_all
from tests.support.database import Database
from tests.web.office.desk import Desk, open_desk
from tests.web.visitor import Visitor, app_of
from web.entry.asgi import routers
from web.ui.assets import Assets
from web.ui.guards import COOKIE

MORE = ("work_proof", "social_insurance", "prior_certificate")  # with the three that everybody needs: six
COUNTING = """
    window.pressed = 0;
    addEventListener("keydown", (event) => { if (!event.repeat) window.pressed += 1; }, true);
"""


class Caller(Visitor):
    """A visitor over the wire: where Playwright runs there is no room for a second event loop."""

    def __init__(self, visitor: Visitor, url: str) -> None:
        super().__init__(visitor.app, visitor.cookies[COOKIE])
        self.person, self.url = visitor.person, url

    def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        with httpx.Client(base_url=self.url, cookies=self.cookies, trust_env=False) as client:
            return client.request(method, url, **options)


@dataclass
class ReviewHouse:
    """`url` is where it answers."""

    desk: Desk
    url: str
    browser: Browser

    def first(self, name: str = "周初审") -> Caller:
        """A first reviewer, signed in."""
        return Caller(self.desk.first(name), self.url)

    def submit(self, *names: str) -> list[str]:
        """Numbers of applicants with six materials each, in the first review."""
        return [self._submit(name) for name in names]

    def _submit(self, name: str) -> str:
        with self.desk.office() as office:
            session, applicant = office.session, make_applicant(office.session, name)
            plan = session.get_one(Plan, self.desk.plan_id)
            row = make_application(session, applicant, plan, until="materials", identity={"name": name})
            row.rule_materials = list(MORE)
            upload_all(session, applicant, row)
            for step, values in (("materials", {}), ("check", {"pledge": True})):
                service.finish(session, applicant, row, step, values)
            parked = select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)
            task = session.scalars(parked).one()
            remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})
            return row.no

    @contextmanager
    def journey(self, name: str, visitor: Visitor, *, width: int = 1280) -> Iterator[Journey]:
        """The visitor's way; what was found on it fails the test at its end."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": COOKIE, "value": visitor.cookies[COOKIE], "url": self.url}])
        context.add_init_script(COUNTING)
        begun = Journey(context, self.url, name, width=width)
        try:
            yield begun
        finally:
            context.close()
        begun.end()


@contextmanager
def review_house(database: Database, browser: Browser) -> Iterator[ReviewHouse]:
    """The whole application on a port of its own, until the journeys are over."""
    app = app_of(*routers())
    app.mount("/static", Assets(), name="static")
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the desk did not open"
        time.sleep(0.05)
    try:
        yield ReviewHouse(open_desk(database, app), f"http://127.0.0.1:{port}", browser)
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def pages_of(count: int) -> bytes:
    """A PDF of so many numbered pages."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number in range(1, count + 1):
        canvas.setFont("Helvetica", 60)
        canvas.drawString(180, 500, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def press(journey: Journey, *names: str) -> None:
    """Press keys one after another, as the page stands, each answered before the next."""
    for name in names:
        journey.page.keyboard.press(name)
        journey.page.wait_for_timeout(60)
        journey.settle()


def focused(journey: Journey) -> str:
    """The id of what has the focus."""
    return str(journey.page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def reach(journey: Journey, selector: str) -> None:
    """Go by Tab to what matches, as somebody without a mouse does."""
    here = "wanted => document.activeElement.matches(wanted)"
    for _ in range(80):
        if journey.page.evaluate(here, selector):
            return
        journey.page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {selector}")


def choose(journey: Journey, selector: str, option: str) -> None:
    """Go to a select and down its options to this one."""
    reach(journey, selector)
    for _ in range(20):
        if journey.page.evaluate("document.activeElement.selectedOptions[0].text") == option:
            return
        journey.page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option {option}")


def has_focus(journey: Journey, selector: str) -> None:
    """What matches has the focus, or gets it when the answer is there."""
    expect(journey.page.locator(selector).first).to_be_focused()


def shows(journey: Journey, text: str) -> None:
    expect(journey.page.locator("main")).to_contain_text(text)
