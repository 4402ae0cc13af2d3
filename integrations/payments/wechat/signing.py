"""Signatures and sealed resources of WeChat Pay APIv3."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.platform import clock
from integrations.payments import rsa
from processes.pay.ports import Forged, Stale, Unreadable

SCHEMA = "WECHATPAY2-SHA256-RSA2048"
WINDOW = 300  # seconds a timestamp may be off


@dataclass(frozen=True)
class Merchant:
    """Who we are to WeChat Pay, and by which keys we know it: platform serial (or PUB_KEY_ID_…) → public key."""

    mchid: str
    appid: str
    serial: str
    key: RSAPrivateKey = field(repr=False)
    api_key: bytes = field(repr=False)
    platform: Mapping[str, RSAPublicKey]

    def authorization(self, method: str, target: str, body: bytes) -> str:
        """The header of a request; `target` is path and query as sent."""
        timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16).upper()
        signature = rsa.sign(self.key, request_line(method, target, timestamp, nonce, body))
        return (
            f'{SCHEMA} mchid="{self.mchid}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{timestamp}",serial_no="{self.serial}"'
        )

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check an answer or a notice over its raw bytes; header names in lower case. Raises Forged, Stale."""
        timestamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        known = self.platform.get(headers.get("wechatpay-serial", ""))
        if known is None:
            raise Forged("unknown platform serial")
        if not rsa.verifies(known, message(timestamp, nonce, body), headers.get("wechatpay-signature", "")):
            raise Forged("signature")
        if not timestamp.isdecimal() or abs(int(timestamp) - clock.now().timestamp()) > WINDOW:
            raise Stale("timestamp")

    def unseal(self, resource: Mapping[str, str]) -> bytes:
        """AEAD_AES_256_GCM with the APIv3 key. Raises Unreadable for another cipher, Forged for altered text."""
        if resource.get("algorithm") != "AEAD_AES_256_GCM":
            raise Unreadable("algorithm")
        try:
            sealed = base64.b64decode(resource["ciphertext"], validate=True)
            nonce, extra = resource["nonce"].encode(), resource.get("associated_data", "").encode()
            return AESGCM(self.api_key).decrypt(nonce, sealed, extra)
        except (KeyError, AttributeError, TypeError, binascii.Error, ValueError) as error:
            raise Unreadable("resource") from error
        except InvalidTag:
            raise Forged("resource") from None


def request_line(method: str, target: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    return f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"


def message(timestamp: str, nonce: str, body: bytes) -> bytes:
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
