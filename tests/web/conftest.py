"""Every page of a candidate that any test opens is held to its number of SQL statements."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.web.recording import recorded
from tests.web.visitor import Visitor

MOST_STATEMENTS = 12
PAGES = ("/my", "/account")
SPARED = re.compile(r"/my/(cases/[^/]+/ticket|questions/[^/]+/revise)")
"""What the exam office and the question bank put together for many at once, and still costs a candidate more."""


@pytest.fixture(autouse=True)
def few_statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count the SQL of each HTML page under `/my` and `/account`, the look-up of session, person and roles included."""
    send, found = Visitor._send, list[str]()

    def counted(self: Visitor, method: str, url: str, **options: Any) -> httpx.Response:
        with recorded() as statements:
            answer = send(self, method, url, **options)
        is_page = answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")
        counts = method == "GET" and is_page and url.startswith(PAGES) and not SPARED.match(url)
        if counts and len(statements) > MOST_STATEMENTS:
            found.append("\n".join([f"{url}: {len(statements)} statements", *statements]))
        return answer

    monkeypatch.setattr(Visitor, "_send", counted)
    yield
    assert not found, "\n\n".join(found)
