"""The signature of a certificate (Ed25519), and the code in its QR address."""

import base64
import hashlib
import hmac
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from engine.platform import crypto
from engine.platform.audit.seal import signing_key

CODE = 16


def message(*, number: str, name: str, occupation: str, grade: str, issued_on: str, institution: str) -> bytes:
    """What is signed: the facts on the face, as canonical JSON."""
    facts = {
        "certificate": "certflow.certificate.1", "number": number, "name": name, "occupation": occupation,
        "grade": grade, "issued_on": issued_on, "institution": institution,
    }  # fmt: skip
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)


def sign(signed: bytes) -> str:
    return base64.b64encode(signing_key().sign(signed)).decode()


def verify(public_key: bytes, signed: bytes, signature: str) -> bool:
    """Whether the facts were signed; needs no database."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def code_of(certificate_id: UUID) -> str:
    """The part of the QR address that can't be guessed from a number."""
    keyed = crypto.blind_index("certificate", str(certificate_id))
    return hashlib.sha256(keyed).hexdigest()[:CODE]


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
