"""The adapter that hands text messages, and texts to be read out, to a provider as signed JSON."""

from engine.platform.sms import SmsRefused, SmsUnavailable
from integrations.client import VendorUnavailable
from integrations.signature import SignedClient

SEND, CALL = "/v1/messages", "/v1/calls"


class HttpSms(SignedClient):
    """A SmsGateway and VoiceGateway. The provider drops a repeated serial, and reads figures one by one."""

    vendor = "sms"

    def send(self, phone: str, text: str, *, serial: str) -> None:
        self._hand_over(SEND, phone, text, serial)

    def read_out(self, phone: str, text: str, *, serial: str) -> None:
        self._hand_over(CALL, phone, text, serial)

    def _hand_over(self, path: str, phone: str, text: str, serial: str) -> None:
        try:
            status, answer = self.post(path, {"phone": phone, "text": text, "serial": serial})
        except VendorUnavailable as failure:
            raise SmsUnavailable(str(failure)) from None
        if status != 200:
            raise SmsRefused(answer.get("code", str(status)))
