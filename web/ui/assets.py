"""Static files. Their addresses carry a hash of the whole folder, so browsers may keep them for ever."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
_STAMPED = re.compile(r"([0-9a-f]{12})/(.+)")


@lru_cache(maxsize=1)
def stamp() -> str:
    """Twelve hex digits over the names and contents of all static files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, such as `theme.css`. What the file itself refers to inherits the hash."""
    return f"/static/{stamp()}/{path}"


class Assets(StaticFiles):
    """Serves `/static/<hash>/…` for ever, and plain `/static/…` or an outdated hash with a check each time."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def get_path(self, scope: Scope) -> str:
        path = super().get_path(scope)
        stamped = _STAMPED.fullmatch(path)
        scope["cf.current"] = bool(stamped and stamped[1] == stamp())
        return stamped[2] if stamped else path

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOR_EVER if scope.get("cf.current") else "no-cache"
        return response
