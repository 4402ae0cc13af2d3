"""The signature that goes with handing in: drawn on the screen, or a typed name. Both may be left out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from processes.apply import service
from processes.apply.declared import answers_of
from processes.apply.models import Application
from web.ui.typed import Typed


@dataclass(frozen=True, slots=True)
class Hand:
    """What stands in the signature's fields: a typed name, a drawing as a browser posts it."""

    name: str = ""
    drawing: str = ""


NONE = Hand()


def kept(typed: Typed) -> Hand:
    """What was typed and drawn, for the page that comes back; a drawing that is none is dropped."""
    drawing = typed.first("signature")
    try:
        service.read_drawing(drawing)
    except AppError:
        drawing = ""
    return Hand(typed.first("signed_name"), drawing)


def problems(application: Application, typed: Typed) -> list[FieldError]:
    """Why the signature can't be taken: nothing to be read in a drawing, or another's name."""
    errors = []
    try:
        service.read_drawing(typed.first("signature"))
    except AppError as refusal:
        errors.append(FieldError("signature", refusal.sentence))
    name, declared = typed.first("signed_name"), str(answers_of(application, "identity").get("name", ""))
    if name and "".join(name.split()) != "".join(declared.split()):
        errors.append(FieldError("signed_name", f"键入的姓名应与身份信息一致，您填写的姓名是{declared}"))
    return errors


def keep(session: Session, actor: Actor, application: Application, typed: Typed) -> None:
    """Put it under the application that was just handed in."""
    drawing = service.read_drawing(typed.first("signature"))
    if drawing is not None or typed.first("signed_name"):
        service.add_hand(session, actor, application, drawing=drawing)
