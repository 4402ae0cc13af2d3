"""Signed JSON calls: HMAC-SHA256 over method, path, time, nonce and body, on the request and on the answer.

What is signed: `METHOD\\nPATH\\nTIMESTAMP\\nNONCE\\nSHA256(BODY)`; an answer is signed with the request's nonce
and its status in the place of the method, so that it belongs to this request and no other.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import httpx
import orjson

from engine.platform import clock
from integrations.client import VendorClient, VendorUnavailable

WINDOW = 300  # seconds a timestamp may be off
APP, TIMESTAMP, NONCE, SIGNATURE = "X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature"


class BadSignature(Exception):
    """The message was not signed by who it says, was altered, or is too old."""


@dataclass(frozen=True, slots=True)
class Credentials:
    app_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.app_id!r})"

    def sign(self, what: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
        line = "\n".join((what, path, timestamp, nonce, hashlib.sha256(body).hexdigest()))
        return hmac.new(self.secret.encode(), line.encode(), hashlib.sha256).hexdigest()

    def headers(self, what: str, path: str, nonce: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(clock.now().timestamp()))
        signature = self.sign(what, path, timestamp, nonce, body)
        return {APP: self.app_id, TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: signature}

    def verify(self, what: str, path: str, headers: httpx.Headers, body: bytes) -> None:
        """Raises BadSignature."""
        timestamp = headers.get(TIMESTAMP, "")
        expected = self.sign(what, path, timestamp, headers.get(NONCE, ""), body)
        if headers.get(APP) != self.app_id:
            raise BadSignature("unknown application")
        if not hmac.compare_digest(expected, headers.get(SIGNATURE, "")):
            raise BadSignature("signature")
        if not timestamp.isdigit() or abs(int(timestamp) - clock.now().timestamp()) > WINDOW:
            raise BadSignature("timestamp")


class SignedClient(VendorClient):
    """A vendor whose calls are signed JSON posts."""

    def __init__(
        self, base_url: str, credentials: Credentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        super().__init__(base_url, transport=transport)
        self._credentials = credentials

    def post(self, path: str, content: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Status and JSON of the answer. Raises VendorUnavailable; an answer with a wrong signature counts as none."""
        body, nonce = orjson.dumps(content), secrets.token_hex(16)
        headers = self._credentials.headers("POST", path, nonce, body)
        request = self.request("POST", path, content=body, headers={**headers, "Content-Type": "application/json"})
        answer = self.call(path, request)
        try:
            if answer.headers.get(NONCE) != nonce:
                raise BadSignature("nonce")
            self._credentials.verify(str(answer.status_code), path, answer.headers, answer.content)
            return answer.status_code, dict(orjson.loads(answer.content))
        except (BadSignature, ValueError, TypeError) as error:
            raise VendorUnavailable(f"{self.vendor}: answer not accepted ({error})") from None
