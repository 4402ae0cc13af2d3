"""Both gateways' clients against simulators that verify and sign with real keys."""

import re
from datetime import timedelta

import httpx
import pytest

from engine.platform import clock
from integrations.payments import book, rsa
from integrations.payments.alipay import Alipay
from integrations.payments.alipay import simulator as alipay
from integrations.payments.alipay.signing import form_of, raw_object, sorted_line
from integrations.payments.money import fen_of, yuan_of
from integrations.payments.wechat import WeChatPay
from integrations.payments.wechat import simulator as wechat
from processes.pay.ports import GatewayRefused, GatewayUnavailable, PaymentGateway, Stale, Unreadable

SIMULATED = {"wechat": wechat, "alipay": alipay}
CHANNELS = pytest.mark.parametrize("channel", ["wechat", "alipay"])


@pytest.fixture(autouse=True)
def _empty() -> None:
    book.forget()


def opened(channel: str, trade_no: str = "JF001") -> tuple[PaymentGateway, str]:
    gateway = SIMULATED[channel].gateway()
    until = clock.now() + timedelta(hours=1)
    return gateway, gateway.open_trade(
        trade_no=trade_no, amount_fen=34_000, title="职业技能等级认定费", expires_at=until
    )


@CHANNELS
def test_a_trade_is_opened_paid_and_asked_about(channel: str) -> None:
    gateway, code = opened(channel)
    assert code
    assert opened(channel)[1] == code  # repeating it asks for no second trade
    assert gateway.query("JF001").state in ("waiting", "unknown")
    SIMULATED[channel].pay("JF001")
    said = gateway.query("JF001")
    assert (said.state, said.amount_fen, said.ours) == ("paid", 34_000, True)
    assert abs(said.paid_at - clock.now()) < timedelta(minutes=1) if said.paid_at else False


@CHANNELS
def test_closing_tells_whether_it_was_paid(channel: str) -> None:
    gateway, _ = opened(channel)
    assert gateway.close_trade("JF001") is True
    assert gateway.close_trade("UNKNOWN") is True
    SIMULATED[channel].pay("JF001")
    assert gateway.close_trade("JF001") is False


@CHANNELS
def test_refunds_are_idempotent_and_never_more_than_was_paid(channel: str) -> None:
    gateway, _ = opened(channel)
    SIMULATED[channel].pay("JF001")
    for _ in range(2):
        gateway.refund(trade_no="JF001", refund_no="R1", amount_fen=20_000, total_fen=34_000, reason="退")
    assert gateway.query_refund(trade_no="JF001", refund_no="R1").state == "done"
    with pytest.raises(GatewayRefused):
        gateway.refund(trade_no="JF001", refund_no="R2", amount_fen=20_000, total_fen=34_000, reason="退")
    lines = gateway.bill(clock.today())
    assert sorted((line.kind, line.amount_fen) for line in lines) == [("payment", 34_000), ("refund", 20_000)]
    assert gateway.bill(clock.today() - timedelta(days=9)) == []


@CHANNELS
def test_a_notice_reads_as_what_was_paid(channel: str) -> None:
    gateway, _ = opened(channel)
    SIMULATED[channel].pay("JF001", fen=100)
    headers, body = SIMULATED[channel].notice("JF001")
    said = gateway.read_notice({name.lower(): value for name, value in headers.items()}, body)
    assert (said.trade_no, said.amount_fen, said.state) == ("JF001", 100, "paid")
    assert said.notice_no


def test_an_old_notice_is_stale() -> None:
    gateway, _ = opened("wechat")
    wechat.pay("JF001")
    headers, body = wechat.notice("JF001", how="stale")
    with pytest.raises(Stale):
        gateway.read_notice({name.lower(): value for name, value in headers.items()}, body)


@CHANNELS
def test_a_request_signed_by_another_merchant_is_refused(channel: str) -> None:
    real = SIMULATED[channel]
    wrong = {"wechat": "wechat.nobody", "alipay": "alipay.nobody"}[channel]
    merchant = real.merchant()
    object.__setattr__(merchant, "key", book.key(wrong))
    client: type[WeChatPay] | type[Alipay] = WeChatPay if channel == "wechat" else Alipay
    gateway = client(merchant, notify_url="http://x", base_url=real.HOST, transport=real.Host())
    with pytest.raises(GatewayRefused):
        gateway.query("JF001")


@CHANNELS
def test_an_answer_that_is_not_signed_counts_as_none(channel: str) -> None:
    def forge(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code_url": "weixin://evil", "sign": "eA=="})

    real = SIMULATED[channel]
    client: type[WeChatPay] | type[Alipay] = WeChatPay if channel == "wechat" else Alipay
    gateway = client(
        real.merchant(),
        notify_url="http://x",
        base_url=real.HOST,
        transport=httpx.MockTransport(forge),
    )
    with pytest.raises(GatewayUnavailable):
        gateway.open_trade(trade_no="JF9", amount_fen=1, title="费", expires_at=clock.now())


def test_the_authorization_header_is_as_the_protocol_writes_it() -> None:
    header = wechat.merchant().authorization("GET", "/v3/x?y=1", b"")
    pattern = r'WECHATPAY2-SHA256-RSA2048 mchid="\d+",nonce_str="\w+",signature="[^"]+",timestamp="\d+",serial_no="\w+"'
    assert re.fullmatch(pattern, header)


def test_alipay_sorts_and_leaves_out_what_is_empty() -> None:
    line = sorted_line({"b": "2", "a": "1", "sign": "x", "c": "", "sign_type": "RSA2"}, without=("sign",))
    assert line == b"a=1&b=2&sign_type=RSA2"


def test_a_raw_object_is_cut_out_of_an_answer_as_it_came() -> None:
    text = '{"x_response":{"a":"}\\"{", "b":{"c":1}},"sign":"s"}'
    assert raw_object(text, "x_response") == '{"a":"}\\"{", "b":{"c":1}}'
    with pytest.raises(Unreadable):
        raw_object('{"x_response":{"a":1', "x_response")


def test_a_form_with_a_repeated_name_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        form_of(b"a=1&a=2")


@pytest.mark.parametrize(("yuan", "fen"), [("340.00", 34_000), ("0.01", 1), ("1,000", 100_000), ("-5.10", -510)])
def test_yuan_in_text_are_whole_fen(yuan: str, fen: int) -> None:
    assert fen_of(yuan) == fen
    assert fen < 0 or fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize("text", ["", "abc", "0.001", "NaN", "Infinity", "1e400000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        fen_of(text)


def test_keys_come_as_pem_or_as_bare_base64() -> None:
    key = rsa.new_key()
    bare = "".join(rsa.as_pem(key).splitlines()[1:-1])
    assert rsa.as_pem(rsa.private_key(bare)) == rsa.as_pem(key)
    signature = rsa.sign(key, b"text")
    assert rsa.verifies(key.public_key(), b"text", signature)
    assert not rsa.verifies(key.public_key(), b"other", signature)
    assert not rsa.verifies(key.public_key(), b"text", "no base64!")
