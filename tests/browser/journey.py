"""A person at a browser: goes to pages, has each one judged, and keeps captioned pictures of the way.

Every page is judged by axe-core at 375 and 1280 px and at the person's own width, may not scroll sideways at 375 px
nor there, and may write nothing to the console.
"""

import html
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(os.environ.get("CERTFLOW_SCREENSHOTS", ROOT / "screenshots"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {375: 812, 1280: 900}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,
}
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, form .progress, [aria-busy=true]"
GIVEN = "minified copy of the development build of Inferno"  # how dmn-js is packed
OVERFLOWS = """document.body.matches('.cf-full')
    && document.documentElement.scrollHeight > document.documentElement.clientHeight + 1"""


class Journey:
    """`name` is the folder of its pictures; `width` the screen on which the person works."""

    def __init__(self, context: BrowserContext, base_url: str, name: str, *, width: int) -> None:
        self.page: Page = context.new_page()
        self.base_url, self.name, self.width = base_url, name, width
        self.faults: list[str] = []
        self._pictures: list[tuple[str, str]] = []
        self._folder = SCREENSHOTS / name
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.png"):
            old.unlink()
        self._resize(width)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error.stack or error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser's own note of a refused form, or of a page that is not there, is no fault
        refused = re.search(r"status of 4(09|13|22|23|29)", message.text)
        missing = "status of 404" in message.text and message.location.get("url") == self.page.url
        if message.type in ("error", "warning") and not refused and not missing and GIVEN not in message.text:
            self.faults.append(f"console {message.type} on {self.page.url}: {message.text}")

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"
        self.settle()

    def settle(self) -> None:
        """Until the page is still: loaded, and nothing asked, uploaded or drawn any more."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(BUSY)).to_have_count(0, timeout=20_000)

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the button or follow the link of that name."""
        self.named(name, exact=exact).click()
        self.settle()

    def named(self, name: str, *, exact: bool = False) -> Locator:
        """The visible button of that name; without one, the link."""
        button = self.page.get_by_role("button", name=name, exact=exact).locator("visible=true")
        link = self.page.get_by_role("link", name=name, exact=exact).locator("visible=true")
        button.or_(link).first.wait_for()
        return button.first if button.count() else link.first

    def fill(self, **fields: str) -> None:
        """Fill fields by their `name`."""
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").locator("visible=true").first.fill(value)

    def look(self, caption: str) -> None:
        """Judge the page as it stands, and keep a picture of it with a caption."""
        self.settle()
        self._picture(caption)
        for width in sorted({*WIDTHS, self.width}):
            self._resize(width)
            self.faults += [f"{caption} ({self.page.url}) at {width} px: {fault}" for fault in self._judge(width)]
        self._resize(self.width)

    def end(self) -> None:
        """Write the gallery and fail with everything that was found on the way."""
        self._write_gallery()
        assert not self.faults, "\n".join(["", *dict.fromkeys(self.faults)])

    def _resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 900)})

    def _judge(self, width: int) -> list[str]:
        # An isolated evaluation, so that the page's own content policy stays as it is
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = self.page.evaluate("rules => axe.run(document, rules)", RULES)
        found = [_said(violation) for violation in result["violations"]]
        scroll = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if scroll > 0 and width in (375, self.width):
            found.append(f"scrolls sideways by {scroll} px")
        if width > 991 and self.page.evaluate(OVERFLOWS):
            found.append("the panes should fill the screen, and the page scrolls")
        return found

    def _picture(self, caption: str) -> None:
        words = re.sub(r"[^\w]+", "-", caption).strip("-")
        file = f"{len(self._pictures) + 1:02d}-{words}.png"
        self.page.screenshot(path=self._folder / file, full_page=True, animations="disabled")
        self._pictures.append((file, caption))

    def _write_gallery(self) -> None:
        figures = "\n".join(
            f'<figure><figcaption>{number}. {html.escape(caption)}</figcaption><img src="{html.escape(file)}" '
            f'alt="{html.escape(caption)}" loading="lazy"></figure>'
            for number, (file, caption) in enumerate(self._pictures, 1)
        )
        style = "body{font-family:sans-serif;margin:24px}img{max-width:100%;border:1px solid}"
        head = f'<meta charset="utf-8"><title>{self.name}</title><style>{style}</style>'
        page = f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>'
        (self._folder / "index.html").write_text(f"{page}<h1>{self.name}</h1>\n{figures}\n", encoding="utf-8")


def _said(violation: dict[str, Any]) -> str:
    nodes: Sequence[dict[str, Any]] = violation["nodes"]
    places = "; ".join(f"{node['target'][0]} {node.get('failureSummary', '')[:160]!r}" for node in nodes[:3])
    return f"axe {violation['id']} ({violation['impact']}): {violation['help']}: {places}"
