"""Refusals of training."""

from engine.platform.errors import AppError, Forbidden, NotFound


class NoSuchTraining(NotFound):
    code = "no_such_training"
    message = "没有找到这项培训。可能已经结束，或网址有误。"


class NoSuchCourse(NotFound):
    code = "no_such_course"
    message = "没有找到这门课程，或它已经停用。"


class NoSuchLesson(NotFound):
    code = "no_such_lesson"
    message = "没有找到这一课，或它已经停用。"


class NotYourCourse(Forbidden):
    code = "not_your_course"
    message = "这门课程或培训规范由别的单位管理，您只能查看。"


class NoRegulation(AppError):
    code, status = "no_regulation", 409
    message = "{occupation} {grade}还没有培训规范，不能开通培训。请先在“培训规范”里勾选课程，再重试。"


class EmptyRegulation(AppError):
    code, status = "empty_regulation", 409
    message = "培训规范“{title}”里没有可学的课程，不能开通培训。请先勾选课程，再重试。"


class FeeDue(AppError):
    code, status = "fee_due", 409
    message = "“{title}”要先缴费才能学习。请刷新页面后重新选课。"


class NotLearning(AppError):
    code, status = "not_learning", 409
    message = "这项培训已经结束，学习时间不再累计。"


class OpenedElsewhere(AppError):
    code, status = "opened_elsewhere", 409
    message = "您在别的页面或设备上打开了另一课，这里的计时已停止。回到这一页点“在这里继续学习”可以接着学。"


class TooEarly(AppError):
    code, status = "too_early", 409
    message = "请先学满这门课程的时间再测验，还差 {left}。"


class NoQuestions(AppError):
    code, status = "no_questions", 409
    message = "题库里还没有这个职业等级的已审定试题，暂时不能测验。请联系培训机构。"


class NoQuiz(AppError):
    code, status = "no_quiz", 409
    message = "这门课程没有测验。"


class TooManyTries(AppError):
    code, status = "too_many_tries", 409
    message = "今天的测验次数已用完（每天 {most} 次），请复习后明天再试。"


class NoOpenQuiz(AppError):
    code, status = "no_open_quiz", 409
    message = "这次测验已经交卷。可以在课程页查看成绩或再测一次。"


class AlreadyChosen(AppError):
    code, status = "already_chosen", 409
    message = "您已经选过这门课程，可以在“学习”里接着学。"


class AlreadyAsked(AppError):
    code, status = "already_asked", 409
    message = "您已经申请过免训，正在核对，不用重复申请。"


class NotReady(AppError):
    code, status = "not_ready", 409
    message = "这位学员的培训还没有学完，或结果已经确认，现在不能确认。"


class NoSuchProof(NotFound):
    code = "no_such_proof"
    message = "没有找到这个编号的培训证明。请核对编号后再查。"


class CodeTaken(AppError):
    code, status = "code_taken", 409
    message = "课程编号 {code} 已经用过。请换一个编号。"
