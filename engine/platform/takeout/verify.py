"""Checks an export of Certflow wherever it is: `python3 verify.py [folder or zip]`.

Needs Python 3.9 and nothing else. Every file is hashed and compared with the manifest, rows are counted, the chain of
the audit trail is computed again, and the signature of every day is checked (Ed25519, RFC 8032).
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

Point = tuple[int, int, int, int]

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of minus one
X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
GENESIS = bytes(32)


class Export:
    """A folder or a zip file."""

    def __init__(self, place: str | Path) -> None:
        self.zip = zipfile.ZipFile(place) if Path(place).is_file() else None
        self.root = Path(place)

    def names(self) -> set[str]:
        if self.zip:
            return {name for name in self.zip.namelist() if not name.endswith("/")}
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name) if self.zip else (self.root / name).open("rb")


def point_of(y: int, sign: int) -> Point | None:
    """The point with this y (RFC 8032, 5.1.3), or None."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return (x, y, 1, x * y % P)


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n: int, p: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, p)
        p, n = add(p, p), n >> 1
    return result


def decode(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    return point_of(number & ((1 << 255) - 1), number >> 255)


BASE = (X, 4 * pow(5, P - 2, P) % P, 1, X * 4 * pow(5, P - 2, P) % P)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's Ed25519 signature of the message."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = decode(key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def check_files(export: Export, manifest: Any) -> Iterator[str]:
    for name, said in manifest["files"].items():
        digest, size = hashlib.sha256(), 0
        try:
            with export.open(name) as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    digest.update(part)
                    size += len(part)
        except (OSError, KeyError, zipfile.BadZipFile):
            yield f"{name}: missing or unreadable / 缺失或不可读"
            continue
        if (digest.hexdigest(), size) != (said["sha256"], said["bytes"]):
            yield f"{name}: changed / 内容已改动"
    for name in sorted(export.names() - set(manifest["files"]) - {"manifest.json"}):
        yield f"{name}: not in the manifest / 清单中没有"


def check_rows(export: Export, manifest: Any) -> Iterator[str]:
    for table, said in manifest["tables"].items():
        with export.open(f"tables/{table}.jsonl") as file:
            found = sum(1 for _ in file)
        if found != said["rows"]:
            yield f"{table}: {found} rows, the manifest says {said['rows']} / 行数不符"


def check_chain(export: Export, manifest: Any, hashes: dict[int, str]) -> Iterator[str]:
    lines: set[bytes] = set()
    previous = GENESIS
    with export.open("audit/chain.jsonl") as file:
        for number, raw in enumerate(file, 1):
            entry = json.loads(raw)
            line = entry["line"].encode()
            previous = hashlib.sha256(previous + line).digest()
            if entry["seq"] != number:
                yield f"audit line {number}: the chain is broken / 审计链不连续"
            if previous.hex() != entry["hash"]:
                yield f"audit line {number}: not as it was sealed / 与封存时不一致"
                previous = bytes.fromhex(entry["hash"])
            hashes[entry["seq"]] = entry["hash"]
            lines.add(hashlib.sha256(line).digest())
    with export.open("tables/audit.jsonl") as file:
        left = sum(1 for raw in file if hashlib.sha256(raw.rstrip(b"\n")).digest() not in lines)
    if left != manifest["audit"]["not_sealed"] or len(hashes) != manifest["audit"]["lines"]:
        yield f"audit: {left} lines of the table are not in the chain / 审计表与审计链不符"


def check_roots(export: Export, hashes: dict[int, str]) -> Iterator[str]:
    with export.open("audit/public_key.json") as file:
        key = json.load(file)["hex"]
    with export.open("audit/roots.jsonl") as file:
        for raw in file:
            root = json.loads(raw)
            said = ["certflow.audit.root.1", root["tenant_id"], root["day"], root["seq"], root["hash"]]
            message = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
            good = signed(bytes.fromhex(root["public_key"]), message, bytes.fromhex(root["signature"]))
            if not good or root["public_key"] != key:
                yield f"{root['day']}: the signature is not valid / 每日签名无效"
            if hashes.get(root["seq"]) != root["hash"]:
                yield f"{root['day']}: the signature does not fit the chain / 每日签名与链不符"


def main(place: str | Path) -> int:
    export = Export(place)
    with export.open("manifest.json") as file:
        manifest = json.load(file)
    hashes: dict[int, str] = {}
    problems = list(check_files(export, manifest))
    if not problems:
        problems += check_rows(export, manifest)
        problems += check_chain(export, manifest, hashes)
        problems += check_roots(export, hashes)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    tables, audit = manifest["tables"], manifest["audit"]
    rows = sum(table["rows"] for table in tables.values())
    verdict = "完好 / intact" if not problems else f"{len(problems)} 处问题 / problems"
    sys.stdout.write(
        f"{manifest['authority']['name']}: {len(tables)} tables, {rows} rows, {len(manifest['files'])} files,"
        f" {audit['lines']} audit lines, {audit['signed_days']} signed days: {verdict}\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent))
