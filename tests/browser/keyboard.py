"""Going through a page with Tab, arrows, Space and Enter, as whoever has no mouse does."""

from collections.abc import Mapping

from playwright.sync_api import Page

MOST_TABS = 160


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until the focused element `it` fulfils a condition, such as `it.name === "phone"`."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"(it => {condition})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to {condition} on {page.url}")


def fill_by_keys(page: Page, values: Mapping[str, str]) -> None:
    """Answer fields in the order of the page. Choices by their values; an empty text leaves a box unticked."""
    for name, value in values.items():
        tab_to(page, f"it.name === {name!r}")
        match page.evaluate("document.activeElement.type"):
            case "radio":
                _choose(page, name, value)
            case "checkbox":
                if page.evaluate("document.activeElement.checked") != bool(value):
                    page.keyboard.press("Space")
            case "select-one":
                _select(page, value)
            case _:
                page.keyboard.press("Control+a")
                page.keyboard.type(value)


def press_button(page: Page, label: str) -> None:
    """Tab to a button or link of that name, and Enter."""
    tab_to(page, f"(it.tagName === 'BUTTON' || it.tagName === 'A') && it.innerText.trim() === {label!r}")
    page.keyboard.press("Enter")


def _choose(page: Page, name: str, value: str) -> None:
    page.keyboard.press("Space")
    for _ in range(page.locator(f"[name='{name}']").count()):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no choice {value}")


def _select(page: Page, value: str) -> None:
    for key in ("ArrowDown", "ArrowUp"):
        for _ in range(page.evaluate("document.activeElement.options.length") + 1):
            if page.evaluate("document.activeElement.value") == value:
                return
            page.keyboard.press(key)
    raise AssertionError(f"no choice {value}")
