"""Refusals of a take-out."""

from engine.platform.errors import AppError


class PlaceTaken(AppError):
    code, status = "place_taken", 409
    message = "{place} 已经存在。请换一个名字，不会覆盖已有的内容。"


class ReasonMissing(AppError):
    code, status = "reason_missing", 422
    message = "取出明文个人信息，须写明何人、何故。"


class UnknownAuthority(AppError):
    code, status = "unknown_authority", 404
    message = "没有代号为 {slug} 的主管部门。"
