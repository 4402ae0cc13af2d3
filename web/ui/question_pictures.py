"""The picture fields beside the form of a question: what was chosen, what is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.files import FileRefused
from processes.questions import pictures
from web.ui.typed import Typed

LABELS = {"stem": "题干图片", **{letter: f"选项 {letter} 图片" for letter in "ABCDE"}}


@dataclass(frozen=True, slots=True)
class PictureField:
    name: str
    slot: str
    label: str
    kept: str  # base64 of what the question has now
    error: str


def fields(kept: Mapping[str, str] | None = None, errors: list[FieldError] | None = None) -> list[PictureField]:
    """A field for each slot. `kept` are the pictures there are, encoded."""
    said = {error.path: error.message for error in errors or []}
    return [
        PictureField(
            f"picture_{slot.lower()}", slot, label, (kept or {}).get(slot, ""), said.get(f"picture_{slot.lower()}", "")
        )
        for slot, label in LABELS.items()
    ]


def taken(session: Session, typed: Typed, kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """The pictures of the next version: those kept and not dropped, and those chosen now. Raises InvalidForm."""
    found = {slot: each for slot, each in (kept or {}).items() if not typed.first(f"drop_{slot.lower()}")}
    errors = []
    for slot in pictures.SLOTS:
        upload = typed.uploads.get(f"picture_{slot.lower()}")
        if upload is None:
            continue
        try:
            found[slot] = pictures.keep(session, upload.data, filename=upload.filename)
        except FileRefused as refusal:
            errors.append(FieldError(f"picture_{slot.lower()}", refusal.sentence))
    if errors:
        raise InvalidForm(errors, {})
    return found
