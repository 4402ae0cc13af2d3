"""The refusal of an expression: where, and why, in a sentence a designer understands."""

from engine.platform.errors import AppError


class FeelError(AppError):
    """`position` counts characters from 0 in the expression's text; `reason` is the sentence alone."""

    code, status = "bad_expression", 422
    message = "表达式第 {place} 个字符处有误：{reason}"

    def __init__(self, reason: str, position: int = 0) -> None:
        self.reason, self.position = reason, position
        super().__init__(place=position + 1, reason=reason)
