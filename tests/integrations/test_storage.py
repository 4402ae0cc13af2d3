"""Files in the folder and in a bucket."""

import hashlib
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from engine.platform.files import Folder, Missing
from integrations.client import VendorUnavailable
from integrations.storage import S3Storage
from integrations.storage.sigv4 import signed_headers

TENANT = UUID(int=7)


def key(data: bytes) -> str:
    return f"{TENANT}/{hashlib.sha256(data).hexdigest()}"


def test_the_signature_is_the_one_of_the_published_s3_example() -> None:
    """GET Object of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)"."""
    headers = signed_headers(
        "GET",
        "examplebucket.s3.amazonaws.com",
        "/test.txt",
        b"",
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        at=datetime(2013, 5, 24, tzinfo=UTC),
        extra={"range": "bytes=0-9"},
    )
    assert headers["Authorization"].endswith(
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


class Bucket(httpx.BaseTransport):
    """A store that checks every signature with the secret it knows."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        wanted = signed_headers(
            request.method,
            request.headers["host"],
            request.url.path,
            body,
            access_key="id",
            secret_key="right",
            region="r",
            at=at,
        )
        if request.headers["Authorization"] != wanted["Authorization"]:
            return httpx.Response(403)
        if request.method == "PUT":
            self.kept[request.url.path] = body
            return httpx.Response(200)
        if request.method == "DELETE":
            return httpx.Response(204 if self.kept.pop(request.url.path, None) is not None else 404)
        found = self.kept.get(request.url.path)
        return httpx.Response(404) if found is None else httpx.Response(200, content=found)


def bucket(transport: httpx.BaseTransport, secret: str = "right") -> S3Storage:
    return S3Storage(
        "http://s3.test:9000", bucket="b", region="r", access_key="id", secret_key=secret, transport=transport
    )


def test_a_bucket_gives_back_what_it_took() -> None:
    store = bucket(Bucket())
    store.put(key(b"data"), b"data")
    assert store.get(key(b"data")) == b"data"
    with pytest.raises(Missing):
        store.get(key(b"other"))
    store.remove(key(b"data"))
    store.remove(key(b"data"))
    with pytest.raises(Missing):
        store.get(key(b"data"))


def test_a_refusing_bucket_is_said() -> None:
    with pytest.raises(VendorUnavailable, match="403"):
        bucket(Bucket(), "wrong").put(key(b"data"), b"data")


def test_a_folder_gives_back_what_it_took(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "files")
    folder.put(key(b"data"), b"data")
    folder.put(key(b"data"), b"data")
    assert folder.get(key(b"data")) == b"data"
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("bad", ["../../etc/passwd", f"{TENANT}/../x", f"{TENANT}/{'a' * 63}", ""])
def test_a_folder_takes_no_paths(bad: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        Folder(tmp_path).get(bad)


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        Folder(tmp_path).get(key(b"x"))
