"""Asking a signed-in member of staff for the password again."""

from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.people.errors import Locked, WrongPassword
from engine.platform.people.sign_in import confirm_password
from web.ui.typed import Typed


def password_errors(actor: Actor, typed: Typed, why: str) -> list[FieldError]:
    """What is wrong with the field `password`; `why` ends the sentence when it is empty."""
    password = str(typed.text.get("password") or "")
    if not password:
        return [FieldError("password", f"请输入您的登录密码，{why}")]
    try:
        confirm_password(actor.account_id, password)
    except (WrongPassword, Locked) as refusal:
        sentence = "密码不正确，请重新输入" if isinstance(refusal, WrongPassword) else refusal.sentence
        return [FieldError("password", sentence)]
    return []
