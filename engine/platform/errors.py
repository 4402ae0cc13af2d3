"""Refusals: what the house answers when it says no, in a sentence a person understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


class AppError(Exception):
    """An expected refusal. Subclasses are named after what was refused.

    `message` is a Chinese sentence; names in braces are filled from the keyword arguments.
    Anything that is not an AppError is a bug and answers 500.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str] = "现在不能这样做。请刷新页面后再试。"

    def __init__(self, **detail: Any) -> None:
        self.detail = detail
        super().__init__(self.message.format(**detail))

    @property
    def sentence(self) -> str:
        return str(self.args[0])


class NotFound(AppError):
    code, status = "not_found", 404
    message = "没有找到您要的内容。可能已被移走，或网址有误。"


class Forbidden(AppError):
    code, status = "forbidden", 403
    message = "您的身份不能打开这个页面。如需办理，请联系本单位的管理员。"


class Conflict(AppError):
    code, status = "conflict", 409
    message = "这项内容刚被别人改过。请刷新页面，核对后再提交。"


@dataclass(frozen=True, slots=True)
class FieldError:
    """`path` names the form field; `message` is the sentence shown beside it."""

    path: str
    message: str


class InvalidForm(AppError):
    """Form input that cannot be taken. Carries what was typed, so that nothing is lost."""

    code, status = "invalid_form", 422
    message = "有 {count} 处需要修改。"

    def __init__(self, errors: Sequence[FieldError], values: Mapping[str, Any] | None = None) -> None:
        self.errors = list(errors)
        self.values = dict(values or {})
        super().__init__(count=len(self.errors))
