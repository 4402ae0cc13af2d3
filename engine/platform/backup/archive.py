"""The one file of a backup: a zip with a dump, the uploaded files, and a manifest that names every hash."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.platform.errors import AppError

FORMAT = "certflow.backup.1"
DUMP, MANIFEST, SECRETS = "database.dump", "manifest.json", "secrets.sealed"
PART = 1 << 20


class PlaceTaken(AppError):
    code, status = "place_taken", 409
    message = "{place} 已经存在，不会覆盖。请换一个名字。"


class Damaged(AppError):
    code, status = "backup_damaged", 422
    message = "这份备份已损坏或不完整（{what}），没有恢复，现有数据没有改动。"


class WrongKeys(AppError):
    code, status = "backup_wrong_keys", 409
    message = "这份备份属于另一套密钥，恢复后个人信息无法解密。请先用备份时的密钥，现有数据没有改动。"


@dataclass
class Restored:
    """How long each step took in seconds, and sentences about what is wrong with the result."""

    steps: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


@contextmanager
def opened(place: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The archive and its manifest, every member hashed first. Raises Damaged."""
    try:
        with zipfile.ZipFile(place) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise Damaged(what="格式不认识")
            _check(archive, manifest["members"])
            yield archive, manifest
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, EOFError) as broken:
        raise Damaged(what=type(broken).__name__) from None


def _check(archive: zipfile.ZipFile, members: dict[str, str]) -> None:
    if set(archive.namelist()) != set(members) | {MANIFEST}:
        raise Damaged(what="内容与清单不符")
    for name, wanted in members.items():
        digest = hashlib.sha256()
        with archive.open(name) as member:
            while part := member.read(PART):
                digest.update(part)
        if digest.hexdigest() != wanted:
            raise Damaged(what=name)
