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


class OwnApplication(AppError):
    code, status = "own_application", 403
    message = "这是您本人的申请，须由他人审核。办理进度请看“我的办理”。"


class TookPart(AppError):
    code, status = "four_eyes", 403
    message = "您已作过这份申请的{parts}，现在的“{title}”须由另一人办理。"


class AnotherDesk(AppError):
    code, status = "another_desk", 403
    message = "这份申请现在轮到{lane}办理（{title}），不由您办理。"


class WaitsForApplicant(AppError):
    code, status = "waits_for_applicant", 409
    message = "正在等申请人补正。补正提交后，只有改过的内容会回到待审。"


class OwnConsent(AppError):
    code, status = "own_consent", 403
    message = "您参与了这份申请的审核，不能由您同意再次退回。请另一位督导员办理。"


class NothingToConsent(AppError):
    code, status = "nothing_to_consent", 409
    message = "这份材料不需要督导员同意：它没有在更早的一轮通过，或申请已不在审核。"


class TooManyComments(AppError):
    code, status = "too_many_comments", 409
    message = "这份申请的内部留言已满 {most} 条，不能再加。"


class TooManyPhrases(AppError):
    code, status = "too_many_phrases", 409
    message = "常用语最多 {most} 条。请先删去不用的，再添加。"


class NoSuchPhrase(AppError):
    code, status = "no_such_phrase", 404
    message = "没有这条常用语。可能已被删去，请刷新页面。"


class BlindSeesNothing(AppError):
    code, status = "blind_sees_nothing", 403
    message = "盲审期间看不到内部留言，也不能留言。请独立作出意见。"


class NotYourTeam(AppError):
    code, status = "not_your_team", 403
    message = "这一件不属于您负责的岗位。"
