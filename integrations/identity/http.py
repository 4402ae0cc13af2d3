"""The adapter that asks the population register, through a provider, as signed JSON."""

from integrations.client import VendorUnavailable
from integrations.signature import SignedClient
from processes.catalogue.ports import IdentityAnswer, IdentityRefused, IdentityUnavailable

CHECK = "/v1/identity/check"


class HttpIdentity(SignedClient):
    """An IdentityCheck over the provider's two-element check (name and number)."""

    vendor = "identity"

    def check(self, *, name: str, id_number: str, serial: str) -> IdentityAnswer:
        try:
            status, answer = self.post(CHECK, {"name": name, "id_number": id_number, "serial": serial})
        except VendorUnavailable as failure:
            raise IdentityUnavailable(str(failure)) from None
        if status != 200:
            raise IdentityRefused(answer.get("code", str(status)))
        try:
            return IdentityAnswer(answer["result"])
        except (KeyError, ValueError):
            raise IdentityUnavailable("identity: answer without a result") from None
