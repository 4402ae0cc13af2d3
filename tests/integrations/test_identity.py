"""The identity check against its simulator."""

import httpx
import pytest

from integrations.identity import HttpIdentity, simulator
from integrations.signature import NONCE
from processes.catalogue.identity import check_digit
from processes.catalogue.ports import IdentityAnswer, IdentityRefused, IdentityUnavailable


def number(order: int) -> str:
    first = f"35020019900101{order:03d}"
    return first + check_digit(first)


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        (1, IdentityAnswer.MATCH),
        (979, IdentityAnswer.MATCH),
        (980, IdentityAnswer.MISMATCH),
        (989, IdentityAnswer.MISMATCH),
        (990, IdentityAnswer.UNKNOWN),
        (997, IdentityAnswer.UNKNOWN),
    ],
)
def test_the_order_code_decides(order: int, answer: IdentityAnswer) -> None:
    assert simulator.identity_check().check(name="林晓岚", id_number=number(order), serial="1") is answer


@pytest.mark.parametrize("order", [998, 999])
def test_a_silent_register_is_unavailable(order: int) -> None:
    with pytest.raises(IdentityUnavailable, match="ReadTimeout"):
        simulator.identity_check().check(name="林晓岚", id_number=number(order), serial="1")


def test_a_malformed_question_is_refused() -> None:
    with pytest.raises(IdentityRefused, match="malformed"):
        simulator.identity_check().check(name="林晓岚", id_number="1234", serial="1")


def test_an_answer_without_a_result_is_no_answer() -> None:
    def empty(request: httpx.Request) -> httpx.Response:
        signed = simulator.CREDENTIALS.headers("200", request.url.path, request.headers[NONCE], b"{}")
        return httpx.Response(200, headers=signed, content=b"{}")

    asking = HttpIdentity("http://x.test", simulator.CREDENTIALS, transport=httpx.MockTransport(empty))
    with pytest.raises(IdentityUnavailable, match="without a result"):
        asking.check(name="林晓岚", id_number=number(1), serial="1")
