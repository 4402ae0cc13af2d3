"""One demo installation for all journeys, and one browser."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.house import House, running_house
from tests.browser.journey import Journey

SAID = "No journey was made: there is no Chromium at {program}. Set CHROMIUM, or install Debian's chromium."
StartJourney = Callable[..., Journey]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped journey is said where nobody can overlook it."""
    skipped = [report for report in terminalreporter.getreports("skipped") if "tests/browser" in report.nodeid]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} BROWSER JOURNEYS SKIPPED", red=True, bold=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys are marked, and have their time. Those that move the clock of the house come last: codes run out."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(420))
    items.sort(key=lambda item: item.get_closest_marker("moves_clock") is not None)


@pytest.fixture(autouse=True)
def beginning() -> None:
    """Journeys visit a real installation, and so keep the machine's date."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys, and only for them: Playwright keeps an event loop running in this thread."""
    if not chromium.is_there():
        said = SAID.format(program=chromium.PROGRAM)
        pytest.fail(said) if os.environ.get("CERTFLOW_BROWSER") == "required" else pytest.skip(said)
    with chromium.browser() as opened:
        yield opened


@pytest.fixture(scope="package")
def house(browser: Browser) -> Iterator[House]:
    """`certflow demo` on a folder of its own, or the one that CERTFLOW_BROWSER_URL names."""
    folder = tempfile.TemporaryDirectory(prefix="certflow-browser-", ignore_cleanup_errors=True)
    with folder as name, running_house(Path(name)) as started:
        yield started


@pytest.fixture
def start(browser: Browser, house: House) -> Iterator[StartJourney]:
    """Begin a journey: `start("candidate", width=375)`. What was found on the way fails the test at its end."""
    begun: list[Journey] = []

    def begin(name: str, *, width: int) -> Journey:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
        context.set_default_timeout(30_000)
        begun.append(Journey(context, house.url, name, width=width))
        return begun[-1]

    yield begin
    for journey in begun:
        journey.page.context.close()
    for journey in begun:
        journey.end()
