"""How long a reviewer waits for the next applicant: from the last key to the picture in a real Chromium."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select

from engine.platform import clock, database
from engine.platform.database import work
from engine.platform.people.models import Authority
from engine.workflow.models import WorklistEntry
from web.entry.bench.pages import Line
from web.entry.demo import accounts
from web.entry.demo.authority import SLUG, seed_plan
from web.entry.demo.people import synthetic
from web.entry.installation import Installation
from web.entry.start import start
from web.entry.story.candidates import Candidate
from web.entry.story.client import Browser
from web.entry.story.people import Staff, wait_for
from web.ui.guards import COOKIE

PROGRAM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
APPLICANTS, FIRST_PERSON, WARM_UP, MOST_MATERIALS = 24, 400, 1, 12
Tell = Callable[[str], None]
# From the key to the frame in which the next name and the next picture are both there
WATCH = """
    addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
    window.watch = () => {
      const before = document.querySelector("h1").textContent;
      performance.clearResourceTimings();
      window.arrived = new Promise((done) => {
        const look = () => {
          const name = document.querySelector("h1"), picture = document.querySelector("[data-zoomable]");
          const there = name && name.textContent !== before && picture?.complete && picture.naturalWidth > 0;
          requestAnimationFrame(there ? () => done(performance.now() - window.pressed) : look);
        };
        look();
      });
    };
    window.answered = () => performance.getEntriesByType("resource")
      .filter((one) => one.name.endsWith("/conclusion")).at(-1).duration;
"""


def measure(tell: Tell = lambda _: None) -> Iterator[Line]:
    """`browser.next_applicant`, as the fields of one line; nothing, said aloud, where there is no Chromium."""
    if not PROGRAM.exists():
        tell(f"！！没有测 browser.next_applicant：{PROGRAM} 不在。请安装 chromium，或用 CHROMIUM 指明它在哪里")
        return
    with tempfile.TemporaryDirectory(prefix="certflow-bench-", ignore_cleanup_errors=True) as folder:
        installation = Installation(Path(folder))
        installation.take()
        supervisor = start(installation, port=None, bare=True, stopping=Event(), tell=tell)
        try:
            tell(f"{APPLICANTS} 位申请人")
            session = _people(installation.address)
            tell("浏览器里审核")
            shown, answered = _reviewed(installation.address, session)
        finally:
            supervisor.stop()
            database.dispose()
            installation.let_go()
    value, reference = _p95(shown), _p95(answered)
    yield {
        "name": "browser.next_applicant",
        "value": round(value, 1),
        "unit": "ms p95",
        "reference": "of these, the request from its start to its last byte, ms p95",
        "reference_value": round(reference, 1),
        "ratio": round(value / reference, 2),
        "load": f"{len(shown)} conclusions by Ctrl+Enter in Chromium, to the frame that has the next name and picture; "
        f"median {median(shown):.1f} ms; web, worker and database on the same machine",
    }


def _people(address: str) -> str:
    """Applicants hand in; the session of a first reviewer, once all wait for him or for the other institution's."""
    with database.system_work() as system:
        tenant_id = system.scalars(select(Authority.id).where(Authority.slug == SLUG)).one()
    seed_plan(tenant_id)
    today = clock.today()
    for place in range(APPLICANTS):
        candidate = Candidate(Browser(address), synthetic(FIRST_PERSON + 2 * place, today=today), today)
        candidate.register()
        candidate.apply(next(link for link in candidate.open("/").links("/open/")))
        if not candidate.hand_in():
            raise LookupError("the plan of the demo has no place")
    account = next(one for one in accounts() if one.opens == "/review")
    reviewer = Staff(Browser(address), account.login, account.password)
    reviewer.sign_in()
    wait_for("the applications in the inbox", lambda: _waiting(tenant_id) >= APPLICANTS)
    return str(reviewer.browser.cookie(COOKIE))


def _waiting(tenant_id: UUID) -> int:
    wanted = select(func.count()).select_from(WorklistEntry)
    wanted = wanted.where(WorklistEntry.open, WorklistEntry.group_name.endswith(":first_review"))
    with work(tenant_id) as session:
        return session.scalar(wanted) or 0


def _reviewed(address: str, session: str) -> tuple[list[float], list[float]]:
    """Milliseconds to the next applicant, and what the server took of them; the first ones are not counted."""
    from playwright.sync_api import sync_playwright

    shown, answered = [], []
    with sync_playwright() as play:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = play.chromium.launch(executable_path=PROGRAM, args=[*sandbox, "--disable-dev-shm-usage"])
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/review")
        listed = page.locator("a.cf-row").count()  # as many as the inbox lists on a page, of one institution
        with page.expect_navigation():
            page.locator("#take").click()
        for _ in range(listed - 1):
            _pass_all(page)
            page.evaluate("window.watch()")
            page.keyboard.press("Control+Enter")
            shown.append(float(page.evaluate("window.arrived")))
            answered.append(float(page.evaluate("window.answered()")))
        browser.close()
    return shown[WARM_UP:], answered[WARM_UP:]


def _pass_all(page: Any) -> None:
    """A key for each material, until the conclusion is asked for. Raises LookupError when it never is."""
    page.locator("#at").wait_for()
    for _ in range(MOST_MATERIALS):
        if page.locator("#conclusion").count():
            return
        before = page.locator("#at").inner_text()
        page.keyboard.press("y")
        page.wait_for_function("before => document.getElementById('at')?.innerText !== before", arg=before)
    raise LookupError(f"the conclusion never came: {urlsplit(page.url).path}")


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]
