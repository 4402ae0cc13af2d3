"""Personal data at rest: AES-256-GCM bound to its row, and keyed blind indexes for exact matches.

A sealed value is `version (1 byte) | nonce (12) | ciphertext and tag`. Both keys are derived from the
installation's master key with HKDF-SHA256, so an index never reveals the key of a value.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.platform.settings import settings

VERSION = 1
_NONCE = 12


class Undecipherable(ValueError):
    """The value was sealed with another key, for another row, or has been altered."""


def encrypt(plain: str, aad: UUID) -> bytes:
    """Seal a text for the row whose id is `aad`: moved to another row, it can't be opened."""
    nonce = os.urandom(_NONCE)
    head = bytes([VERSION])
    return head + nonce + _cipher().encrypt(nonce, plain.encode(), head + aad.bytes)


def decrypt(sealed: bytes, aad: UUID) -> str:
    """Open a text sealed by `encrypt` for the same row. Raises Undecipherable."""
    head, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    if head != bytes([VERSION]) or len(nonce) != _NONCE:
        raise Undecipherable("unknown version")
    try:
        return _cipher().decrypt(nonce, body, head + aad.bytes).decode()
    except InvalidTag:
        raise Undecipherable("wrong key, wrong row, or altered") from None


def blind_index(kind: str, value: str) -> bytes:
    """HMAC-SHA256 of a value, for equality search only. `kind` keeps equal phones and numbers apart."""
    normal = value.strip().upper()
    return hmac.new(_key(b"blind index"), f"{kind}\0{normal}".encode(), hashlib.sha256).digest()


def _cipher() -> AESGCM:
    return AESGCM(_key(b"encryption"))


def _key(purpose: bytes) -> bytes:
    return _derive(settings().master_key.get_secret_value(), purpose)


@lru_cache(maxsize=8)
def _derive(master: str, purpose: bytes) -> bytes:
    secret = base64.b64decode(master, validate=True)
    if len(secret) != 32:
        raise ValueError("CERTFLOW_MASTER_KEY must be base64 of 32 bytes")
    info = b"certflow " + purpose + b" v%d" % VERSION
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(secret)
