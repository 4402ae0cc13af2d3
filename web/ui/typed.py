"""What a browser typed into a form: text by field name, and uploads beside it."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

MOST_FIELDS, MOST_FILES, TEXT_BYTES = 2_000, 50, 256 * 1024


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
    text: dict[str, str | list[str]] = {}
    chosen: list[tuple[str, Upload]] = []
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=TEXT_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    chosen.append((name, Upload(value.filename, await value.read())))
            elif name in text:
                known = text[name]
                text[name] = [*([known] if isinstance(known, str) else known), value]
            else:
                text[name] = value
    return Typed(text, dict(chosen), chosen)


TypedForm = Annotated[Typed, Depends(read_typed)]
