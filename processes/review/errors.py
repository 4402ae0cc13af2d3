"""Refusals of the review."""

from engine.platform.errors import AppError


class FileChanged(AppError):
    code, status = "file_changed", 409
    message = "“{title}”在您查看之后换过文件。请刷新页面，看过新文件再判定。"


class TooLateToTakeBack(AppError):
    code, status = "too_late_to_take_back", 409
    message = "撤回期已过，结论已经生效并通知下一环节，不能收回。"


class NotYourConclusion(AppError):
    code, status = "not_your_conclusion", 403
    message = "只有作出结论的人可以收回。这份结论由{person}作出。"


class AlreadyConcluded(AppError):
    code, status = "already_concluded", 409
    message = "这份申请的结论已经提交，不能再改判材料。撤回期内可以先收回结论。"


class NothingToCorrect(AppError):
    code, status = "nothing_to_correct", 409
    message = "这份申请现在不需要补正。可在“我的办理”查看进度。"


class NotYourTeam(AppError):
    code, status = "not_your_team", 403
    message = "这一件不属于您负责的岗位。"
