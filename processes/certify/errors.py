"""Refusals of certification."""

from engine.platform.errors import AppError, NotFound


class NoSuchCertificate(NotFound):
    code = "no_such_certificate"
    message = "没有找到这本证书。"


class NoSuchBatch(NotFound):
    code = "no_such_batch"
    message = "没有找到这个批次。"


class NoSuchTemplate(NotFound):
    code = "no_such_template"
    message = "没有找到这个模板。"


class NobodyChosen(AppError):
    code, status = "nobody_chosen", 422
    message = "请至少选择一名合格人员。"


class AlreadyBatched(AppError):
    code, status = "already_batched", 409
    message = "所选人员中有人已进入别的批次，请刷新后重新选择。"


class NotReady(AppError):
    code, status = "not_ready", 422
    message = "{name}的资料不全，不能制证：{why}。"


class NoNumberFor(AppError):
    code, status = "no_number_rule", 422
    message = "{grade}的证书编号规则尚未设置，不能编号。"


class NotPassed(AppError):
    code, status = "not_passed", 409
    message = "{name}有科目不合格，不能发给证书。请先核对成绩。"


class OwnCertificate(AppError):
    code, status = "own_certificate", 403
    message = "这里有您本人的证书，须由另一人办理。"


class NotValid(AppError):
    code, status = "certificate_not_valid", 409
    message = "这本证书不是有效状态，不能这样办理。"


class VoidNotAsked(AppError):
    code, status = "void_not_asked", 409
    message = "还没有人申请作废这本证书。"


class SamePerson(AppError):
    code, status = "same_person", 403
    message = "作废由您提出，须由另一人批准。"
