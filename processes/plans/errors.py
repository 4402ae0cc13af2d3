"""Refusals of the plan."""

from engine.platform.errors import AppError, NotFound


class NoSuchPlan(NotFound):
    code = "no_such_plan"
    message = "没有找到这份计划。可能已被移走，或网址有误。"


class NotAtThisPlan(AppError):
    code, status = "not_at_this_plan", 409
    message = "所选报考项目、机构或报名点不属于同一份计划。请返回重新选择。"


class NotADraft(AppError):
    code, status = "plan_not_a_draft", 409
    message = "计划“{title}”已{state}，不能再修改草稿。发布后如需调整，请申请变更。"


class SamePerson(AppError):
    code, status = "same_person", 403
    message = "这份内容由您本人提交，须由另一位审批员审批。"


class NotPublished(AppError):
    code, status = "plan_not_published", 409
    message = "计划“{title}”还没有发布，可以直接修改草稿。"


class PlanOver(AppError):
    code, status = "plan_over", 409
    message = "计划“{title}”已经截止，不能再变更。"


class ChangePending(AppError):
    code, status = "change_pending", 409
    message = "计划“{title}”有一项变更正在等待审批。审批后才能申请下一项。"


class NoChangePending(AppError):
    code, status = "no_change_pending", 409
    message = "没有等待审批的变更。可能已由其他审批员处理。"


class OnlyEnlarging(AppError):
    code, status = "only_enlarging", 409
    message = "发布后只可放宽，不可收紧：{what}。"


class IntoTheExam(AppError):
    code, status = "window_into_the_exam", 409
    message = "报名最迟到考试开始（{day}）之前截止。"


class NoSuchPlace(NotFound):
    code = "no_such_place"
    message = "这份申请没有占用名额。"


class NoOffer(AppError):
    code, status = "no_offer", 409
    message = "这个候补名额已经失效，可能已超过确认时限。"
