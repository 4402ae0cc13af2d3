"""Refusals of the question bank."""

from engine.platform.errors import AppError, NotFound


class NoSuchQuestion(NotFound):
    code = "no_such_question"
    message = "没有找到这道试题。"


class NoElementTable(AppError):
    code, status = "no_element_table", 409
    message = "“{title}”还没有鉴定要素细目表，不能命题。请先导入细目表。"


class NotYourQuestion(NotFound):
    code = "not_your_question"
    message = "没有找到这道试题。只能查看自己编写的试题。"


class NotYourOccupation(AppError):
    code, status = "not_your_occupation", 403
    message = "您没有“{title}”的{role}权限。如需办理，请联系本单位的管理员。"


class NothingToRevise(AppError):
    code, status = "nothing_to_revise", 409
    message = "这道试题现在不需要修改。可在“我的命题”查看进度。"


class SamePerson(AppError):
    code, status = "same_reviewer", 403
    message = "作者、初审和终审必须是三个人，您已经参与了这道试题，不能再审。"


class NotInBank(AppError):
    code, status = "not_in_bank", 409
    message = "试题 {no} 不在库中，不能停用。"


class NotSuspended(AppError):
    code, status = "not_suspended", 409
    message = "试题 {no} 没有停用，不需要恢复。"


class ReasonNeeded(AppError):
    code, status = "reason_needed", 422
    message = "请写明原因，不超过 500 字。"


class NoSuchCampaign(NotFound):
    code = "no_such_campaign"
    message = "没有找到这个征集。链接可能不完整，请向发给您链接的人核对。"


class CampaignClosed(AppError):
    code, status = "campaign_closed", 409
    message = "“{title}”的征集{why}，不再接收试题。您已经提交的试题照常审核。"


class TooManyOfYours(AppError):
    code, status = "too_many_of_yours", 409
    message = "每人最多提交 {most} 道试题，您已经提交了 {most} 道。"


class FileRefused(AppError):
    code, status = "question_file_refused", 422
    message = "无法读取这份文件：{why}。"


class RowsRefused(AppError):
    """`rows` are the problems, each with the number of its row or question."""

    code, status = "question_rows_refused", 422
    message = "文件中有 {count} 处问题，一道试题也没有导入。请改正后重新上传。"


class NotAcceptable(AppError):
    code, status = "element_table_not_acceptable", 409
    message = "细目表还有 {count} 处必须改正的问题，不能启用。请改正后重新上传。"


class AlreadyAccepted(AppError):
    code, status = "element_table_already_accepted", 409
    message = "这份细目表已经启用过了。"


class NoSuchImport(NotFound):
    code = "no_such_import"
    message = "没有找到这次导入。"


class WrongPoint(AppError):
    code, status = "wrong_point", 422
    message = "请从现行细目表中选择鉴定点。"


class TwoEnemiesNeeded(AppError):
    code, status = "two_enemies_needed", 422
    message = "没有找到试题 {no}。请填写同一职业、同一等级的另一道试题的编号。"
