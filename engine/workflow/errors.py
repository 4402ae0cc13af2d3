"""Why the engine refuses."""

from engine.platform.errors import AppError


class NotYours(AppError):
    code, status = "not_yours", 403
    message = "这一件不由您办理：{why}。"


class AlreadyDone(AppError):
    code, status = "already_done", 409
    message = "这一项已由他人办完，或案件已经前进。请刷新查看最新状态。"


class HeldByAnother(AppError):
    code, status = "held_by_another", 409
    message = "这一件正由另一位同事处理。请先办下一件，或稍后再来。"


class LeaseLost(AppError):
    code, status = "lease_lost", 409
    message = "您对这一件的占用已经到期。您填写的内容都还在，请重新领取后再提交。"


class ReasonNeeded(AppError):
    code, status = "reason_needed", 422
    message = "请写明跳过的原因。"
