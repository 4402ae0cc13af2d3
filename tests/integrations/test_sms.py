"""Text messages through the adapter to the simulator, whose box is in a real Valkey."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from engine.platform import settings
from engine.platform.embedded import discard, valkey
from engine.platform.sms import SmsRefused, SmsUnavailable
from integrations.sms import HttpSms, simulator

PHONE = "13800000021"


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="certflow-sms-"))
    server = valkey.start(folder)
    yield server.url
    server.stop()
    discard(folder)


@pytest.fixture(autouse=True)
def _box(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("REDIS_URL", valkey_url)
    settings.reload()
    simulator.forget()
    yield
    simulator._connected(valkey_url).close()
    simulator._connected.cache_clear()
    settings.reload()


def test_a_message_arrives() -> None:
    simulator.gateway().send(PHONE, "您的验证码是 123456。", serial="1")
    (message,) = simulator.messages(PHONE)
    assert (message.text, message.serial) == ("您的验证码是 123456。", "1")
    assert message.sent_at.tzinfo is not None


def test_a_call_reads_a_text_out_once() -> None:
    for _ in range(2):
        simulator.gateway().read_out(PHONE, "您的验证码是 123456。", serial="9")
    (message,) = simulator.messages(PHONE)
    assert message.text == "（语音来电）您的验证码是 123456。"


def test_newest_first_and_by_phone() -> None:
    gateway = simulator.gateway()
    for serial, phone in enumerate((PHONE, "13900000022", PHONE)):
        gateway.send(phone, str(serial), serial=str(serial))
    assert [message.text for message in simulator.messages()] == ["2", "1", "0"]
    assert [message.text for message in simulator.messages(PHONE)] == ["2", "0"]
    assert len(simulator.messages(limit=1)) == 1


def test_a_repeated_serial_is_sent_once() -> None:
    for _ in range(3):
        simulator.gateway().send(PHONE, "一次", serial="same")
    assert len(simulator.messages()) == 1


def test_a_dead_number_is_refused() -> None:
    with pytest.raises(SmsRefused, match="number_not_in_service"):
        simulator.gateway().send("13800008888", "x", serial="1")
    assert simulator.messages() == []


def test_a_silent_provider_is_unavailable() -> None:
    with pytest.raises(SmsUnavailable, match="ReadTimeout"):
        simulator.gateway().send("13800009999", "x", serial="1")


def test_a_provider_that_forgets_to_sign_is_not_believed() -> None:
    unsigned = httpx.MockTransport(lambda _: httpx.Response(200, json={"code": "accepted"}))
    with pytest.raises(SmsUnavailable):
        HttpSms("http://x.test", simulator.CREDENTIALS, transport=unsigned).send(PHONE, "x", serial="1")
