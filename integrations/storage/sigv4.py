"""AWS Signature Version 4, as S3 and its compatible stores check it (header form, signed payload)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


def signed_headers(
    method: str,
    host: str,
    path: str,
    body: bytes,
    *,
    access_key: str,
    secret_key: str,
    region: str,
    at: datetime,
    service: str = "s3",
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request without a query, `Authorization` among them. `at` is an aware moment."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {**(extra or {}), "host": host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = sorted(headers)
    listed = ";".join(names)
    canonical = "\n".join(
        [method, quote(path), "", *(f"{name}:{headers[name].strip()}" for name in names), "", listed, digest]
    )
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + secret_key.encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    signature = _hmac(key, to_sign).hex()
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={access_key}/{scope}, SignedHeaders={listed}, Signature={signature}"
    )
    return headers


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
