"""Where a request comes from: one customer, one address, however many numbers he has."""

import pytest
from starlette.requests import Request

from web.ui.address import address_of, sms_address_of


def request_from(host: str) -> Request:
    return Request({"type": "http", "client": (host, 1), "headers": []})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
    ],
)
def test_an_ipv6_customer_has_a_whole_net(one: str, other: str, same: bool) -> None:
    assert (address_of(request_from(one)) == address_of(request_from(other))) is same


def test_only_the_machine_itself_and_only_where_messages_are_simulated_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [sms_address_of(request_from(host)) for host in ("127.0.0.1", "::1")] == ["", ""]
    assert sms_address_of(request_from("203.0.113.7")) == "203.0.113.7"
    monkeypatch.setattr("engine.platform.settings.Settings.simulated", False)
    assert sms_address_of(request_from("127.0.0.1")) == "127.0.0.1"
