"""The gateways by channel, made when first used."""

from collections.abc import Callable, Mapping

from processes.pay.ports import PaymentGateway


class ByChannel:
    """A Gateways over one maker for each channel."""

    def __init__(self, makers: Mapping[str, Callable[[], PaymentGateway]]) -> None:
        self._makers = makers
        self._made: dict[str, PaymentGateway] = {}

    def of(self, channel: str) -> PaymentGateway:
        """Raises LookupError."""
        if channel not in self._made:
            self._made[channel] = self._makers[channel]()
        return self._made[channel]
