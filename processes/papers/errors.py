"""Refusals of the papers."""

from engine.platform.errors import AppError, NotFound


class NoSuchPaper(NotFound):
    code = "no_such_paper"
    message = "没有找到这份试卷。可能已被移走，或网址有误。"


class NotABlueprint(AppError):
    code, status = "paper_not_a_blueprint", 409
    message = "试卷“{title}”现在是“{state}”，不能修改蓝图。"


class NotAssembled(AppError):
    code, status = "paper_not_assembled", 409
    message = "试卷“{title}”现在是“{state}”，没有可以核对或审批的内容。"


class NotSealed(AppError):
    code, status = "paper_not_sealed", 409
    message = "试卷“{title}”现在是“{state}”。只有已封存的试卷可以印制、启用或作废。"


class NotDiscardable(AppError):
    code, status = "paper_not_discardable", 409
    message = "试卷“{title}”现在是“{state}”，不能放弃。"


class PaperSealed(AppError):
    code, status = "paper_sealed", 403
    message = "试卷“{title}”已封存，题目不再显示。开考前 5 分钟起，随场次启封。"


class PaperStillSealed(AppError):
    code, status = "paper_still_sealed", 409
    message = "试卷还在封存中，{opens} 起才能启封（开考前 5 分钟）。"


class NeverOpened(AppError):
    code, status = "paper_never_opened", 409
    message = "试卷“{title}”还没有启封，不能读取。开考前 5 分钟起由考场启封。"


class SealBroken(AppError):
    code, status = "paper_seal_broken", 409
    message = "试卷“{title}”的内容与封存时不一致，不能启用。请停止使用，并立即报告系统管理员。"


class SamePerson(AppError):
    code, status = "same_person", 403
    message = "这份试卷由您本人组卷，须由另一位试卷审批员审批。"


class TakenMeanwhile(AppError):
    code, status = "taken_meanwhile", 409
    message = "有 {count} 道试题刚被另一份试卷抽走，或已被停用。"


class PaperInUse(AppError):
    code, status = "paper_in_use", 409
    message = "试卷“{title}”正在考试中使用，现在不能作废。请在考试结束后办理。"
