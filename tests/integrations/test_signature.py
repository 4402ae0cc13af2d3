"""Signed calls: both sides check each other."""

from datetime import timedelta

import httpx
import orjson
import pytest

from engine.platform import clock
from integrations.client import VendorUnavailable
from integrations.signature import NONCE, BadSignature, Credentials, SignedClient
from integrations.simulated import SimulatedVendor

OURS = Credentials("app", "secret")


def echo(posted: dict[str, str]) -> tuple[int, dict[str, str]]:
    return 200, {"heard": posted["say"]}


def client(transport: httpx.BaseTransport, credentials: Credentials = OURS) -> SignedClient:
    return SignedClient("http://vendor.test", credentials, transport=transport)


class Through(httpx.BaseTransport):
    """A network that changes things on the way."""

    def __init__(self, *, change_request: bool = False, change_answer: bool = False, replay: bool = False) -> None:
        self._vendor = SimulatedVendor(OURS, {"/echo": echo})
        self._request, self._answer, self._replay = change_request, change_answer, replay

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._request:
            request = httpx.Request(
                "POST", request.url, headers=request.headers, content=request.read().replace(b"hi", b"ho")
            )
        answer = self._vendor.handle_request(request)
        if self._replay:
            answer = self._vendor.handle_request(request)
        if self._answer:
            return httpx.Response(200, headers=answer.headers, content=orjson.dumps({"heard": "no"}))
        return answer


def test_a_call_goes_round() -> None:
    assert client(Through()).post("/echo", {"say": "hi"}) == (200, {"heard": "hi"})


def test_an_altered_request_is_refused_by_the_vendor() -> None:
    status, answer = client(Through(change_request=True)).post("/echo", {"say": "hi"})
    assert (status, answer["code"]) == (401, "bad_signature")


def test_a_replayed_request_is_refused_by_the_vendor() -> None:
    status, answer = client(Through(replay=True)).post("/echo", {"say": "hi"})
    assert (status, answer["code"]) == (401, "replayed")


def test_an_altered_answer_counts_as_none() -> None:
    with pytest.raises(VendorUnavailable, match="signature"):
        client(Through(change_answer=True)).post("/echo", {"say": "hi"})


def test_a_stranger_can_neither_ask_nor_answer() -> None:
    with pytest.raises(VendorUnavailable):
        client(Through(), Credentials("app", "guess")).post("/echo", {"say": "hi"})


def test_an_answer_to_another_request_is_not_taken() -> None:
    def older(request: httpx.Request) -> httpx.Response:
        sent = orjson.dumps({"heard": "hi"})
        return httpx.Response(200, headers=OURS.headers("200", "/echo", "old", sent), content=sent)

    with pytest.raises(VendorUnavailable, match="nonce"):
        client(httpx.MockTransport(older)).post("/echo", {"say": "hi"})


@pytest.mark.parametrize("off", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_or_early_signature_is_refused(off: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = OURS.headers("POST", "/echo", "n", b"{}")
    at = clock.now() + off
    monkeypatch.setattr(clock, "now", lambda: at)
    with pytest.raises(BadSignature, match="timestamp"):
        OURS.verify("POST", "/echo", httpx.Headers(headers), b"{}")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_sick_vendor_is_unavailable(status: int) -> None:
    with pytest.raises(VendorUnavailable, match=str(status)):
        client(httpx.MockTransport(lambda _: httpx.Response(status))).post("/echo", {})


@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")])
def test_a_broken_line_is_unavailable(failure: Exception) -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(VendorUnavailable, match=type(failure).__name__):
        client(httpx.MockTransport(broken)).post("/echo", {})


def test_an_answer_that_is_no_object_is_not_taken() -> None:
    def list_answer(request: httpx.Request) -> httpx.Response:
        headers = OURS.headers("200", "/echo", request.headers[NONCE], b"7")
        return httpx.Response(200, headers=headers, content=b"7")

    with pytest.raises(VendorUnavailable):
        client(httpx.MockTransport(list_answer)).post("/echo", {})


def test_every_call_is_timed_and_nothing_personal_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    client(Through()).post("/echo", {"say": "13800000021"})
    out, err = capsys.readouterr()
    assert "vendor_call" in out + err
    assert "ms" in out + err
    assert "13800000021" not in out + err


def test_credentials_do_not_print_their_secret() -> None:
    assert "secret" not in repr(OURS)
