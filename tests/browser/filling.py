"""Filling the forms of the house by the names of their inputs, as a person would."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page


def fill_in(page: Page, values: Mapping[str, Any]) -> None:
    """Put each value into the input of that name. A field the page does not show is a failure.

    Dates and months are given as `2020-9-1`; radios and selects by their value; checkboxes by True or False.
    """
    for name, value in values.items():
        if page.locator(f"[name='{name}.year']").count():
            _fill_date(page, name, str(value))
            continue
        inputs = page.locator(f"[name='{name}']:not([type=hidden])")
        inputs.first.wait_for(state="attached")
        kind = inputs.first.evaluate("input => input.type")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            inputs.first.set_checked(bool(value))
        elif kind == "select-one":
            inputs.first.select_option(str(value))
        else:
            inputs.first.fill(str(value))


def _fill_date(page: Page, name: str, value: str) -> None:
    for part, number in zip(("year", "month", "day"), value.split("-"), strict=False):
        box = page.locator(f"[name='{name}.{part}']")
        if box.count():
            box.fill(number.lstrip("0"))
