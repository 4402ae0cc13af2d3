"""pg_dump and pg_restore: those beside the embedded server, else those on the path."""

import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.platform.embedded import places
from engine.platform.errors import AppError


class NoPrograms(AppError):
    code, status = "no_pg_dump", 409
    message = "没有找到 {name}。请安装 PostgreSQL 18 的客户端程序。"


def program(name: str) -> str:
    """Raises NoPrograms."""
    try:
        beside = Path(places.postgres_programs() / name)
    except LookupError:
        beside = Path()
    found = str(beside) if beside.is_file() else shutil.which(name)
    if not found:
        raise NoPrograms(name=name)
    return found


def connection_of(url: str) -> dict[str, str]:
    """The address as libpq's environment, so that no password stands in a list of processes."""
    parts = urlsplit(url)
    told = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
    }
    return {name: value for name, value in told.items() if value}
