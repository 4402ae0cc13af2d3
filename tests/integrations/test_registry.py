"""The training-management system: accepted, refused, silent; nothing believed that is not signed."""

import httpx
import pytest

from integrations.registry import HttpRegistry, simulator
from integrations.registry.http import STATUS, SUBMIT
from integrations.signature import NONCE
from processes.train.ports import RegistryUnavailable, TrainingRecord


def record(order: int = 1, **known: str) -> TrainingRecord:
    return TrainingRecord(
        **{"name": "林演示", "id_number": f"35029919950515{order:03d}X", **known},
        institution="350001", occupation="6-11-01-03", grade="3", completed_on="2026-11-24",
        minutes={"theory": 7}, results={"theory": "qualified"},
    )  # fmt: skip


def test_a_report_is_accepted_once_however_often_it_is_sent() -> None:
    system = simulator.TrainingSystem()
    client = simulator.registry(system)
    first = client.submit(record(), serial="a")
    assert first.accepted
    assert client.submit(record(), serial="a").reference == first.reference
    assert client.submit(record(), serial="b").reference != first.reference
    assert len(system.decided) == 2


def test_a_lost_answer_is_found_by_its_serial() -> None:
    system = simulator.TrainingSystem()
    client = simulator.registry(system)
    with pytest.raises(RegistryUnavailable, match="ReadTimeout"):
        client.submit(record(965), serial="a")
    assert client.submit(record(965), serial="a").accepted
    assert list(system.decided) == ["a"]


def test_a_refusal_has_its_reason_and_a_remark_helps() -> None:
    client = simulator.registry()
    refused = client.submit(record(975), serial="a")
    assert (refused.accepted, refused.message) == (False, "学时与备案计划不一致，请填写说明后重报")
    assert client.submit(record(975, remark="按备案计划"), serial="b").accepted
    assert "姓名或证件号码不完整" in client.submit(record(name=" "), serial="c").message


@pytest.mark.parametrize(("status", "body"), [(200, b"{}"), (500, b"{}"), (200, b"[]"), (403, b'{"code": "x"}')])
def test_an_answer_that_decides_nothing_is_no_answer(status: int, body: bytes) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        signed = simulator.CREDENTIALS.headers(str(status), request.url.path, request.headers[NONCE], body)
        return httpx.Response(status, headers=signed, content=body)

    client = HttpRegistry("http://x.test", simulator.CREDENTIALS, transport=httpx.MockTransport(answer))
    with pytest.raises(RegistryUnavailable):
        client.submit(record(), serial="a")


def test_an_unsigned_acceptance_is_not_believed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"status": "accepted", "reference": "forged"})

    client = HttpRegistry("http://x.test", simulator.CREDENTIALS, transport=httpx.MockTransport(answer))
    with pytest.raises(RegistryUnavailable, match="not accepted"):
        client.submit(record(), serial="a")
    assert asked == [STATUS]
    assert SUBMIT not in asked
