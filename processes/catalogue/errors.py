"""Refusals of the catalogue."""

from engine.platform.errors import AppError, NotFound


class NoSuchInstitution(NotFound):
    code = "no_such_institution"
    message = "没有找到这家评价机构。"


class NoSuchOccupation(NotFound):
    code = "no_such_occupation"
    message = "没有找到职业 {occupation}。请核对职业编码。"


class WrongOccupationCode(AppError):
    code, status = "wrong_occupation_code", 422
    message = "职业编码应为 N-NN-NN-NN 的样式，例如 6-11-01-03，您输入了 {occupation}。"


class WrongCreditCode(AppError):
    code, status = "wrong_credit_code", 422
    message = "统一社会信用代码的校验位不符，请对照证照核对。"
