"""The installation's two keys under a passphrase: scrypt (RFC 7914) and AES-256-GCM."""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from engine.platform.errors import AppError

HEAD = b"certflow.secrets.1\n"
SHORTEST = 12
_SALT, _NONCE, _COST = 16, 12, 2**17


class WeakPassphrase(AppError):
    code, status = "weak_passphrase", 422
    message = "口令至少 {least} 个字符。"


class WrongPassphrase(AppError):
    code, status = "wrong_passphrase", 403
    message = "口令不对，或密钥部分已被改动。"


def seal(secrets: dict[str, str], passphrase: str) -> bytes:
    """Raises WeakPassphrase."""
    if len(passphrase) < SHORTEST:
        raise WeakPassphrase(least=SHORTEST)
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return HEAD + salt + nonce + _cipher(passphrase, salt).encrypt(nonce, json.dumps(secrets).encode(), HEAD)


def unseal(data: bytes, passphrase: str) -> dict[str, str]:
    """Raises WrongPassphrase."""
    body = data.removeprefix(HEAD)
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    try:
        found: dict[str, str] = json.loads(_cipher(passphrase, salt).decrypt(nonce, sealed, HEAD))
    except (InvalidTag, ValueError):
        raise WrongPassphrase from None
    return found


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode()))
