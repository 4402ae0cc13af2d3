"""The adapter that hands text messages to a provider as signed JSON."""

from engine.platform.sms import SmsRefused, SmsUnavailable
from integrations.client import VendorUnavailable
from integrations.signature import SignedClient

SEND = "/v1/messages"


class HttpSms(SignedClient):
    """A SmsGateway. The provider drops a repeated serial."""

    vendor = "sms"

    def send(self, phone: str, text: str, *, serial: str) -> None:
        try:
            status, answer = self.post(SEND, {"phone": phone, "text": text, "serial": serial})
        except VendorUnavailable as failure:
            raise SmsUnavailable(str(failure)) from None
        if status != 200:
            raise SmsRefused(answer.get("code", str(status)))
