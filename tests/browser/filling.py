"""Filling the forms of the house by the names of their inputs, as a person would."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page


def fill_in(page: Page, values: Mapping[str, Any]) -> None:
    """Put each value into the input of that name; what an answer brings to light is filled after it.

    Dates and months are given as `2020-09-01` or `2020-09`; radios and selects by their value; checkboxes by
    True or False. A field that the page never shows is a failure.
    """
    hidden = {name: value for name, value in values.items() if not _try_to_fill(page, name, value)}
    for name, value in hidden.items():
        assert _try_to_fill(page, name, value), f"{name} is not to be seen"


def _try_to_fill(page: Page, name: str, value: Any) -> bool:
    """False when the field is hidden for now."""
    if page.locator(f"[name='{name}.year']").count():
        return _fill_date(page, name, str(value))
    inputs = page.locator(f"[name='{name}']:not([type=hidden])")
    inputs.first.wait_for(state="attached")
    if not inputs.first.is_visible():
        return False
    kind = inputs.first.evaluate("input => input.type")
    if kind == "radio":
        page.locator(f"[name='{name}'][value='{value}']").check()
    elif kind == "checkbox":
        inputs.first.set_checked(bool(value))
    elif kind == "select-one":
        inputs.first.select_option(str(value))
    else:
        inputs.first.fill(str(value))
    return True


def _fill_date(page: Page, name: str, value: str) -> bool:
    if not page.locator(f"[name='{name}.year']").is_visible():
        return False
    for part, number in zip(("year", "month", "day"), value.split("-"), strict=False):
        box = page.locator(f"[name='{name}.{part}']")
        if box.count():
            box.fill(number.lstrip("0"))
    return True
