"""The ports to whoever sends text messages and reads them out on the phone."""

from typing import Protocol


class SmsRefused(Exception):
    """The provider will not send this message; trying again is of no use. The reason is the provider's code."""


class SmsUnavailable(Exception):
    """The provider did not answer, or asked to come back later."""


class SmsGateway(Protocol):
    def send(self, phone: str, text: str, *, serial: str) -> None:
        """Hand one message over. A repeated `serial` is sent once. Raises SmsRefused or SmsUnavailable."""
        ...


class VoiceGateway(Protocol):
    def read_out(self, phone: str, text: str, *, serial: str) -> None:
        """Have a text read out on the phone. A repeated `serial` calls once. Raises SmsRefused or SmsUnavailable."""
        ...
