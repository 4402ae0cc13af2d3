"""Kept files on their way to a browser: whole, or in the parts that a player asks for (RFC 9110, section 14)."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files

PART = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def serve(request: Request, stored: files.StoredFile) -> Response:
    """The file, or one part of at most a mebibyte when a single range is asked for; 416 for one outside the file."""
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.filename)}",
        "Accept-Ranges": "bytes",
    }
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or not any(asked.groups()):
        return Response(files.open_bytes(stored), media_type=stored.media_type, headers=headers)
    first, last = asked.groups()
    start = int(first) if first else max(stored.bytes - int(last), 0)
    end = min(int(last) + 1 if first and last else stored.bytes, stored.bytes, start + PART)
    if start >= stored.bytes or start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{stored.bytes}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.bytes}"
    return Response(files.open_part(stored, start, end), 206, media_type=stored.media_type, headers=headers)


def pdf_answer(data: bytes, filename: str) -> Response:
    """A document made for this very request, to read in the browser."""
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(filename)}", "Cache-Control": "no-store"}
    return Response(data, media_type="application/pdf", headers=headers)
