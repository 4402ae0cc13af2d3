"""Refusals of marking."""

from engine.platform.errors import AppError, Forbidden, NotFound


class NoSuchResult(NotFound):
    code = "no_such_result"
    message = "没有找到这项成绩。"


class NoSuchObjection(NotFound):
    code = "no_such_objection"
    message = "没有找到这项异议。"


class NotPresent(AppError):
    code, status = "not_present", 409
    message = "{name}没有到考的记录，不能评分。"


class ScoringClosed(AppError):
    code, status = "scoring_closed", 409
    message = "考评组长已确认这一科的成绩，不能再改分。"


class ScoresNotReady(AppError):
    code, status = "scores_not_ready", 409
    message = "还不能确认成绩：{why}。"


class NotYourCandidate(Forbidden):
    code = "not_your_candidate"
    message = "您与这位考生的申请有关，不能为其评分或复核。"


class NotInPublicity(AppError):
    code, status = "not_in_publicity", 409
    message = "只能在成绩公示期内提出异议。公示期为公布后 {days} 个工作日。"


class AlreadyRaised(AppError):
    code, status = "already_raised", 409
    message = "您已对这一科提出异议，正在复核。"


class SameDecider(AppError):
    code, status = "same_decider", 403
    message = "更正的成绩由您提出，须由另一人确认。"


class NotConfirmed(AppError):
    code, status = "not_confirmed", 409
    message = "更正成绩须由另一人确认，这项异议所用的旧版流程没有确认这一步。请运维员把它迁移到新版流程后再办理。"


class SameCorrector(AppError):
    code, status = "same_corrector", 403
    message = "答案更正由您提出，须由另一人批准。"


class NoSuchCorrection(NotFound):
    code = "no_such_correction"
    message = "没有找到这项答案更正。"


class ExamNotOver(AppError):
    code, status = "exam_not_over", 409
    message = "用这份试卷的考试还没有全部结束，不能更正答案。考完后再提出。"


class OwnPaper(Forbidden):
    code = "own_paper"
    message = "您参加过用这份试卷的考试，不能提出或批准它的答案更正，须由他人办理。"
