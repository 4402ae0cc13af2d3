"""What payment needs from outside: a gateway for each channel, and a provider of invoices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

Channel = Literal["wechat", "alipay"]
State = Literal["waiting", "paid", "closed", "unknown"]


class GatewayUnavailable(Exception):
    """No usable answer. The same call may work later."""


class GatewayRefused(Exception):
    """The gateway said no, with its code. The same call will not work later."""


class Forged(Exception):
    """A message that the gateway did not sign."""


class Stale(Exception):
    """A signed message whose time is more than five minutes off."""


class Unreadable(Exception):
    """A message whose shape is not what the protocol says."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a gateway says of a trade, in a notice or when asked. Amount in fen, moment in UTC.

    `notice_no` is the same for every repetition of one notice. `ours`: it names our merchant and application.
    """

    trade_no: str
    state: State
    amount_fen: int = 0
    transaction_no: str = ""
    merchant: str = ""
    ours: bool = True
    paid_at: datetime | None = None
    notice_no: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """How a refund stands at the gateway."""

    state: Literal["done", "sent", "failed"]
    gateway_no: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a day's bill. A refund names the refund's number too; amounts are positive fen."""

    kind: Literal["payment", "refund"]
    trade_no: str
    transaction_no: str
    amount_fen: int
    refund_no: str = ""


class PaymentGateway(Protocol):
    """One channel. Every call but `read_notice` speaks over the network; raises GatewayUnavailable, GatewayRefused."""

    def open_trade(self, *, trade_no: str, amount_fen: int, title: str, expires_at: datetime) -> str:
        """Open a trade and return what the QR code holds. Repeating it returns a code of the same trade."""
        ...

    def query(self, trade_no: str) -> Said: ...

    def close_trade(self, trade_no: str) -> bool:
        """Close a trade so that it can't be paid. False when it is paid already; an unknown trade counts as closed."""
        ...

    def refund(self, *, trade_no: str, refund_no: str, amount_fen: int, total_fen: int, reason: str) -> Returned:
        """Give money back. The refund's number makes it idempotent."""
        ...

    def query_refund(self, *, trade_no: str, refund_no: str) -> Returned: ...

    def bill(self, day: date) -> list[BillLine]:
        """The bill of a finished day; empty when there was nothing."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Said:
        """What a posted notice says. Header names in lower case. Raises Forged, Stale, Unreadable."""
        ...


class Gateways(Protocol):
    """The gateways by channel."""

    def of(self, channel: str) -> PaymentGateway:
        """Raises LookupError for a channel that has none."""
        ...


class InvoiceRefused(Exception):
    """The provider can't issue it as asked; the argument is its sentence."""


class InvoiceUnavailable(Exception):
    """No usable answer from the provider. The same call may work later."""


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    """What is to be issued. Amount in fen, tax included; buyer's fields by the provider's names."""

    serial: str
    kind: str
    buyer: Mapping[str, str] = field(repr=False)
    item: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Issued:
    """How an invoice stands: `number` has 20 digits once it is issued."""

    state: Literal["pending", "issued", "refused"]
    number: str = ""
    issued_at: datetime | None = None
    download: str = ""
    why: str = ""


class InvoiceProvider(Protocol):
    """Issues asynchronously: submit with a serial, then ask. Raises InvoiceUnavailable, InvoiceRefused."""

    def submit(self, order: InvoiceOrder) -> None:
        """Hand it in. The serial makes it idempotent."""
        ...

    def query(self, serial: str) -> Issued: ...

    def reverse(self, *, serial: str, number: str, reason: str) -> str:
        """Reverse an issued invoice (红字) and return the red one's number. Idempotent by serial."""
        ...
