"""The signature that goes with handing in: drawn on the screen, or a typed name. Both may be left out."""

from sqlalchemy.orm import Session

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from processes.apply import service
from processes.apply.declared import answers_of
from processes.apply.models import Application
from web.ui.typed import Typed


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
