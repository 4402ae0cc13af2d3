"""The table of the customer's rows names pages and tests that are there, and no row is left out."""

import re

import pytest

from tests.house.files import ROOT
from tests.house.test_routes import ROUTES

TABLE = (ROOT / "processes" / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (R\d\.\d[a-c]?) \| .+? \| (.+?) \| (.+?) \|$", TABLE, re.MULTILINE)
WANTED = (
    *("R1.1", "R1.2", "R1.3a", "R1.3b", "R1.3c", "R1.4", "R1.5"),
    *("R2.1", "R2.2", "R2.3", "R3.1", "R3.2"),
    *(f"R4.{number}" for number in range(1, 7)),
    *(f"R5.{number}" for number in range(1, 5)),
    *(f"R6.{number}" for number in range(1, 4)),
)
PAGES = {route.path for route in ROUTES if "GET" in (route.methods or ())}


def test_every_row_has_its_line() -> None:
    assert [row for row, _, _ in LINES] == list(WANTED)


@pytest.mark.parametrize(("row", "pages", "_tests"), LINES, ids=[row for row, _, _ in LINES])
def test_the_pages_of_a_row_are_there(row: str, pages: str, _tests: str) -> None:
    named = re.findall(r"`([^`]+)`", pages)
    assert named, row
    assert set(named) <= PAGES


@pytest.mark.parametrize(("row", "_pages", "tests"), LINES, ids=[row for row, _, _ in LINES])
def test_the_tests_of_a_row_are_there(row: str, _pages: str, tests: str) -> None:
    named = re.findall(r"`([^`]+)::(\w+)`", tests)
    assert named, row
    for file, name in named:
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
