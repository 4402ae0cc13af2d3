"""How a simulated gateway posts its notices: over real HTTP to the address it was given."""

from typing import Protocol

import httpx

from integrations.payments import book
from integrations.payments.alipay import simulator as alipay
from integrations.payments.wechat import simulator as wechat


class Simulator(Protocol):
    """What both simulated gateways can be made to do."""

    def pay(self, trade_no: str, *, fen: int | None = None) -> book.Trade: ...

    def notice(self, trade_no: str, *, how: str = "") -> tuple[dict[str, str], bytes]: ...


SIMULATORS: dict[str, Simulator] = {"wechat": wechat, "alipay": alipay}


def deliver(row: book.Trade, *, how: str = "") -> tuple[int, str]:
    """Post the notice of a paid trade; status and text of the answer. Raises httpx.HTTPError."""
    headers, body = SIMULATORS[row.channel].notice(row.trade_no, how=how)
    with httpx.Client(timeout=8.0, trust_env=False) as client:
        answer = client.post(row.notify_url, content=body, headers=headers)
    return answer.status_code, answer.text[:200]
