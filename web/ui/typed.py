"""What a browser typed into a form: text by field name, and uploads beside it."""

import re
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_FIELDS, MOST_FILES, TEXT_BYTES = 2_000, 50, 256 * 1024

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")  # what neither a page nor the database can hold


@dataclass(frozen=True)
class Upload:
    filename: str
    data: bytes


@dataclass(frozen=True)
class Typed:
    """`text`: a string, or a list of strings where a name was repeated. `uploads`: files that were chosen."""

    text: dict[str, str | list[str]]
    uploads: dict[str, Upload]
    chosen: list[tuple[str, Upload]] = field(default_factory=list)

    def files(self, name: str) -> list[Upload]:
        """Every file chosen in one input that takes several."""
        return [upload for input_name, upload in self.chosen if input_name == name]

    def first(self, name: str) -> str:
        """One field's text without surrounding blanks; empty when it is missing."""
        value = self.text.get(name, "")
        return (value if isinstance(value, str) else value[0]).strip()


async def read_typed(request: Request) -> Typed:
    """Raises HTTPException 400 when the body can't be read, also for the character set it claims to be in."""
    try:
        return await _read(request)
    except UnicodeError:
        raise HTTPException(400) from None


async def _read(request: Request) -> Typed:
    text: dict[str, str | list[str]] = {}
    chosen: list[tuple[str, Upload]] = []
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=TEXT_BYTES) as form:
        for raw_name, value in form.multi_items():
            name = _UNKEEPABLE.sub("", raw_name)
            if isinstance(value, UploadFile):
                if value.filename:
                    chosen.append((name, Upload(_UNKEEPABLE.sub("", value.filename), await value.read())))
                continue
            known, typed = text.get(name), _UNKEEPABLE.sub("", value)
            text[name] = typed if known is None else [*([known] if isinstance(known, str) else known), typed]
    return Typed(text, dict(chosen), chosen)


TypedForm = Annotated[Typed, Depends(read_typed)]
