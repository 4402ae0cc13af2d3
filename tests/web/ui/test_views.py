"""The small arithmetic behind the components."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from starlette.datastructures import URL

from engine.platform.people import Actor
from web.ui import roles
from web.ui.views import Lease, pager

SOMEBODY = UUID(int=1)
UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_pages_keep_the_filter_and_show_the_ones_near() -> None:
    shown = pager(URL("http://x/audit?q=陈&page=5"), page=5, total=195, size=20)
    assert [link.label for link in shown.links] == ["1", "3", "4", "5", "6", "7", "10"]
    assert (shown.first, shown.last, shown.total) == (81, 100, 195)
    assert shown.next is not None
    assert "q=%E9%99%88" in shown.next
    assert "page=6" in shown.next


@pytest.mark.parametrize(("page", "total", "first", "last"), [(1, 0, 0, 0), (9, 5, 1, 5), (1, 20, 1, 20)])
def test_a_page_beyond_the_end_is_the_last_one(page: int, total: int, first: int, last: int) -> None:
    shown = pager(URL("http://x/"), page=page, total=total, size=20)
    assert (shown.first, shown.last, shown.previous, shown.next) == (first, last, None, None)


@pytest.mark.parametrize(
    ("seconds", "state", "left"),
    [(872, "", "剩 14 分 32 秒"), (179, "low", "剩 2 分 59 秒"), (59, "low", "剩 59 秒"), (0, "lost", "剩 0 秒")],
)
def test_a_lease_tells_how_long_it_holds(seconds: int, state: str, left: str) -> None:
    lease = Lease(UNTIL, seconds)
    assert (lease.state, lease.left) == (state, left)


def test_people_begin_at_their_first_desk() -> None:
    def of(*groups: str) -> str:
        return roles.home_of(Actor(SOMEBODY, SOMEBODY, "某人", frozenset(groups)))

    assert of("auditor") == "/audit"
    assert of(f"institution:{SOMEBODY}:first_review", "auditor") == "/review"
    assert of(f"candidate:{SOMEBODY}") == "/my"
