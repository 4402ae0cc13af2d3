"""Refusals of the application."""

from engine.platform.errors import AppError, NotFound


class NoSuchApplication(NotFound):
    code = "no_such_application"
    message = "没有找到这份申请。可能已被移走，或网址有误。"


class NotYourApplication(AppError):
    code, status = "not_your_application", 403
    message = "这份申请不属于当前登录的账号。请退出后用申请时的手机号码登录。"


class PlanNotOpen(AppError):
    code, status = "plan_not_open", 409
    message = "“{plan}”现在不接受报名。已填写的内容仍为您保留，可在报名开放时间内继续。"


class PlanFull(AppError):
    code, status = "plan_full", 409
    message = "“{line}”的名额已满，且未设候补。您可以选择其他计划报名。"


class AlreadyApplied(AppError):
    code, status = "already_applied", 409
    message = "您已申请过“{line}”，申请编号 {no}，不能重复申请。可在“我的办理”查看进度。"


class DocumentTaken(AppError):
    code, status = "document_taken", 409
    message = "这个证件号码已有一份“{line}”的申请在办理，同一人不能重复申请。如不是您本人办理，请拨打咨询电话。"


class NotEligible(AppError):
    code, status = "not_eligible", 409
    message = "按您填写的情况，暂不符合“{line}”的任何一项申报条件。请核对填写内容，或选择较低等级。"


class AlreadyHandedIn(AppError):
    code, status = "already_handed_in", 409
    message = "申请 {no} 已经提交，不能再修改。如需更改，可在核准前撤回，重新申请。"


class ApplicationOver(AppError):
    code, status = "application_over", 409
    message = "申请 {no} 已经结束（{outcome}），不能再办理。"


class ConfirmFirst(AppError):
    code, status = "confirm_first", 409
    message = "申请 {no} 由机构登记，请先确认报名，再继续办理。"


class NotYourPoint(AppError):
    code, status = "not_your_point", 403
    message = "所选报名点不属于您所在的机构。请重新选择。"


class StepNotYet(AppError):
    code, status = "step_not_yet", 409
    message = "还没有到这一步。请先完成“{title}”。"


class KeptForLater(StepNotYet):
    code = "kept_for_later"
    message = "前面的内容改过，要先完成“{title}”。您在这一页填写的内容已经保存，轮到时会自动带出。"


class NoSuchPoint(NotFound):
    code = "no_such_point"
    message = "所选报名点不在这份计划中。请重新选择。"


class NoSuchStep(NotFound):
    code = "no_such_step"
    message = "没有这个步骤。请从“我的办理”进入。"


class NoSuchMaterial(NotFound):
    code = "no_such_material"
    message = "没有找到这份材料。可能已被移除。"


class MaterialNotWanted(AppError):
    code, status = "material_not_wanted", 422
    message = "这份申请不需要这种材料。请按页面所列的材料上传。"


class UploadedElsewhere(AppError):
    code, status = "uploaded_elsewhere", 409
    message = "另一台设备刚上传了“{filename}”，已为您保留，没有被替换。请看过后再决定是否重新上传。"


class TooLateToWithdraw(AppError):
    code, status = "too_late_to_withdraw", 409
    message = "申请 {no} 的考试已经结束，不能再撤回。"


class CannotWithdraw(AppError):
    code, status = "cannot_withdraw", 409
    message = "申请 {no} 已经结束（{outcome}），不需要撤回。"


class PortraitTooSmall(AppError):
    code, status = "portrait_too_small", 422
    message = "证件照应不小于 295×413 像素，您上传的是 {width}×{height} 像素。请换一张更清晰的照片。"


class PortraitNotUpright(AppError):
    code, status = "portrait_not_upright", 422
    message = "证件照应为竖版单人半身照，您上传的是 {width}×{height} 像素。请裁剪为竖版后再上传。"


class SignatureUnreadable(AppError):
    code, status = "signature_unreadable", 422
    message = "签名没有写清楚，请擦除后重写，或改为键入姓名。"
