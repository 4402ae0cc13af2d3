"""Notices over HTTP: true, broken, repeated, late, reordered and hostile.

What is good is kept once; the rest is refused as the protocol wants it, and nothing is booked.
"""

from collections.abc import Mapping

import httpx
import orjson
import pytest

from engine.platform import clock
from engine.platform.database import work
from integrations.payments import book
from integrations.payments.delivery import SIMULATORS
from integrations.payments.wechat import simulator as wechat
from processes.pay.models import PaymentAttempt
from tests.processes.pay.builders import Case, Till, make_till, pays
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of
from web.api import routes

WECHAT, ALIPAY = "/api/payments/wechat/notice", "/api/payments/alipay/notice"
URL = {"wechat": WECHAT, "alipay": ALIPAY}
CHANNELS = pytest.mark.parametrize("channel", ["wechat", "alipay"])


class Gateway(Visitor):
    """A machine that posts raw bytes with its own headers."""

    def send(self, channel: str, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        return self._send("POST", URL[channel], content=body, headers=dict(headers))


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


@pytest.fixture
def gateway(till: Till) -> Gateway:
    return Gateway(app_of(routes.router))


def paid(till: Till, channel: str, **how: int) -> tuple[Case, PaymentAttempt]:
    """A case whose candidate has just paid; no notice has come yet."""
    case = till.case()
    attempt = case.code(channel)
    pays(attempt, told=False, **how)
    return case, attempt


def received(answer: httpx.Response, channel: str) -> bool:
    """Whether the gateway would call this notice delivered."""
    return answer.status_code == 204 if channel == "wechat" else answer.text == "success"


def nothing_came(till: Till, case: Case) -> bool:
    till.work_off()
    return case.payments() == [] and case.order().status == "open"


@CHANNELS
def test_a_true_notice_is_kept_answered_and_settled_by_the_job(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel)
    answer = gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no))
    assert received(answer, channel)
    assert answer.content == (b"" if channel == "wechat" else b"success")
    assert len(till.notices()) == 1
    assert case.order().status == "open"  # stored; settling is the job's
    till.work_off()
    assert case.order().status == "paid"


@CHANNELS
def test_a_repeated_notice_is_thanked_for_and_changes_nothing(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel)
    for _ in range(3):
        assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no)), channel)
    till.work_off()
    assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no)), channel)
    till.work_off()
    assert (len(till.notices()), len(case.payments()), len(case.entries())) == (1, 1, 1)


@CHANNELS
def test_a_forged_notice_is_refused_and_not_kept(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel)
    answer = gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no, how="forged"))
    assert answer.status_code == 401
    assert not received(answer, channel)
    assert till.notices() == []
    assert nothing_came(till, case)


def test_a_stale_notice_is_refused_and_its_retry_taken(till: Till, gateway: Gateway) -> None:
    case, attempt = paid(till, "wechat")
    answer = gateway.send("wechat", *SIMULATORS["wechat"].notice(attempt.trade_no, how="stale"))
    assert (answer.status_code, answer.json()["code"]) == (401, "FAIL")
    assert nothing_came(till, case)
    assert received(gateway.send("wechat", *SIMULATORS["wechat"].notice(attempt.trade_no)), "wechat")
    till.work_off()
    assert case.order().status == "paid"


@CHANNELS
def test_a_wrong_amount_is_kept_and_settles_nothing(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel, fen=100)
    assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no)), channel)
    till.work_off()
    assert case.order().status == "open"
    assert [row.kind for row in case.payments()] == ["wrong_amount"]


@CHANNELS
def test_a_notice_for_another_merchant_is_kept_and_books_nothing(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel)
    assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no, how="stranger")), channel)
    assert nothing_came(till, case)
    assert [row.result for row in till.notices()] == ["wrong_merchant"]


@CHANNELS
def test_a_late_notice_is_kept_and_its_money_asked_back(till: Till, gateway: Gateway, channel: str) -> None:
    case = till.case()
    attempt = case.code(channel)
    till.pass_by(hours=80)
    pays(attempt, told=False)
    assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no)), channel)
    till.work_off()
    assert [refund.cause for refund in case.refunds()] == ["late"]


@CHANNELS
def test_what_was_altered_on_the_way_is_refused(till: Till, gateway: Gateway, channel: str) -> None:
    case, attempt = paid(till, channel)
    headers, body = SIMULATORS[channel].notice(attempt.trade_no)
    altered = body.replace(b"AEAD_AES_256_GCM", b"AEAD_AES_256_GCN").replace(
        b"total_amount=340.00", b"total_amount=1.00"
    )
    assert altered != body
    assert gateway.send(channel, headers, altered).status_code == 401
    assert nothing_came(till, case)


@CHANNELS
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"a=b&a=c", b"sign=x&sign_type=RSA2", b"x" * 60_000]
)
def test_rubbish_is_refused_with_a_status(till: Till, gateway: Gateway, channel: str, body: bytes) -> None:
    answer = gateway.send(channel, {"Content-Type": "application/json"}, body)
    assert answer.status_code in (400, 401)
    assert not received(answer, channel)


@CHANNELS
def test_an_endless_body_is_cut_off(gateway: Gateway, channel: str) -> None:
    assert gateway.send(channel, {}, b"x" * 70_000).status_code == 413


def test_signed_rubbish_is_unreadable(till: Till, gateway: Gateway) -> None:
    """The platform's own signature over something that is no notice."""
    contents: tuple[object, ...] = (
        [],
        {"id": "1"},
        {"resource": {"algorithm": "NONE"}},
        {"resource": {"algorithm": "AEAD_AES_256_GCM"}},
    )
    for content in contents:
        body = orjson.dumps(content)
        headers = wechat._headers(body, "wechat.platform", clock.now())
        assert gateway.send("wechat", headers, body).status_code == 400


@CHANNELS
def test_a_number_nobody_has_is_sent_again_by_the_gateway(till: Till, gateway: Gateway, channel: str) -> None:
    """Signed, but about a trade of another installation: nothing to store it under."""
    case, attempt = paid(till, channel)
    row = book.trade(attempt.trade_no)
    assert row is not None
    row.trade_no = "JF000000NOBODY"
    book.keep(row)
    answer = gateway.send(channel, *SIMULATORS[channel].notice("JF000000NOBODY"))
    assert answer.status_code == 404
    assert not received(answer, channel)
    assert nothing_came(till, case)


def test_the_notice_finds_its_own_authority(till: Till, gateway: Gateway, committed_database: Database) -> None:
    other = make_till(committed_database.other_tenant_id)
    mine, theirs = paid(till, "wechat"), paid(other, "wechat")
    assert received(gateway.send("wechat", *SIMULATORS["wechat"].notice(theirs[1].trade_no)), "wechat")
    other.work_off()
    assert theirs[0].order().status == "paid"
    assert nothing_came(till, mine[0])
    with work(till.tenant):
        assert till.notices() == []


def test_two_codes_paid_out_of_order_keep_one(till: Till, gateway: Gateway) -> None:
    case = till.case()
    first, second = case.code("wechat"), case.code("alipay")
    pays(first, told=False)
    pays(second, told=False)
    for attempt in (second, first):
        channel = attempt.channel
        assert received(gateway.send(channel, *SIMULATORS[channel].notice(attempt.trade_no)), channel)
    till.work_off()
    assert [(row.channel, row.kind) for row in case.payments()] == [("alipay", "settled"), ("wechat", "double")]
    assert till.incidents() == []
