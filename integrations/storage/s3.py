"""Files in a bucket of an S3-compatible store, with path-style addresses."""

from datetime import UTC, datetime

import httpx

from engine.platform.files import Missing
from integrations.client import VendorClient, VendorUnavailable
from integrations.settings import VendorSettings
from integrations.storage.sigv4 import signed_headers


class S3Storage(VendorClient):
    """A Storage. The store's clock is the real one, so the signature never uses the movable clock."""

    vendor = "s3"

    def __init__(
        self,
        endpoint: str,
        *,
        bucket: str,
        region: str,
        access_key: str,
        secret_key: str,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(endpoint, transport=transport)
        self._host = httpx.URL(endpoint).netloc.decode()
        self._bucket, self._region = bucket, region
        self._access_key, self._secret_key = access_key, secret_key

    @classmethod
    def from_settings(cls, found: VendorSettings) -> "S3Storage":
        secret = found.s3_secret_key.get_secret_value()
        return cls(
            found.s3_endpoint,
            bucket=found.s3_bucket,
            region=found.s3_region,
            access_key=found.s3_access_key,
            secret_key=secret,
        )

    def put(self, key: str, data: bytes) -> None:
        """Raises VendorUnavailable, also when the store refuses."""
        answer = self._send("PUT", key, data)
        if answer.status_code not in (200, 204):
            raise VendorUnavailable(f"s3: put answered {answer.status_code}")

    def get(self, key: str) -> bytes:
        """Raises Missing or VendorUnavailable."""
        answer = self._send("GET", key, b"")
        if answer.status_code == 404:
            raise Missing(key)
        if answer.status_code != 200:
            raise VendorUnavailable(f"s3: get answered {answer.status_code}")
        return answer.content

    def get_part(self, key: str, start: int, end: int) -> bytes:
        """Raises Missing or VendorUnavailable. A store that ignores the range gives the whole, which is cut here."""
        answer = self._send("GET", key, b"", {"Range": f"bytes={start}-{end - 1}"})
        if answer.status_code == 404:
            raise Missing(key)
        if answer.status_code not in (200, 206):
            raise VendorUnavailable(f"s3: get answered {answer.status_code}")
        return answer.content if answer.status_code == 206 else answer.content[start:end]

    def remove(self, key: str) -> None:
        """Raises VendorUnavailable, also when the store refuses."""
        answer = self._send("DELETE", key, b"")
        if answer.status_code not in (200, 204, 404):
            raise VendorUnavailable(f"s3: delete answered {answer.status_code}")

    def _send(self, method: str, key: str, body: bytes, more: dict[str, str] | None = None) -> httpx.Response:
        path = f"/{self._bucket}/{key}"
        headers = signed_headers(
            method,
            self._host,
            path,
            body,
            access_key=self._access_key,
            secret_key=self._secret_key,
            region=self._region,
            at=datetime.now(UTC),
        )
        return self.call(method, self.request(method, path, content=body, headers={**headers, **(more or {})}))
