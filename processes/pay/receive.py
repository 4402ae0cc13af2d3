"""The outside speaks: a notice of a gateway is verified, led to its authority, stored once, and settled by a job."""

from collections.abc import Mapping

from engine.platform import log, ports
from engine.platform.database import system_work, work
from engine.platform.errors import NotFound
from processes.pay import queries
from processes.pay.ports import Gateways
from processes.pay.service import keep_notice

_log = log.logger("pay")


class UnknownTrade(NotFound):
    """A signed notice about a number that no authority here has: the gateway will send it again, the bill shows it."""

    code = "unknown_trade"
    message = "没有这个商户订单号。"


def receive(channel: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Take a posted notice; header names in lower case. False when it was known. It is stored when this returns.

    Raises Forged, Stale, Unreadable, UnknownTrade.
    """
    gateway = ports.get(Gateways).of(channel)
    with system_work() as system:  # also follows the clock, against which the notice's age is judged
        said = gateway.read_notice(headers, body)
        tenant_id = queries.tenant_of_trade(system, said.trade_no)
    if tenant_id is None:
        raise UnknownTrade
    with work(tenant_id) as session:
        fresh = keep_notice(session, channel, said, body)
    _log.info("notice", channel=channel, state=said.state, fresh=fresh)
    return fresh
