"""Refusals of the exam."""

from engine.platform.errors import AppError, Forbidden, NotFound


class NoSuchSitting(NotFound):
    code = "no_such_sitting"
    message = "没有找到这场考试。请核对准考证，或询问监考员。"


class NoSuchSession(NotFound):
    code = "no_such_session"
    message = "没有找到这个场次。可能已调整，请从场次列表进入。"


class NoSuchMachine(NotFound):
    code = "no_such_machine"
    message = "没有找到这台机器。请核对登记码，或在“机房准备”页重新登记。"


class UnknownTicket(AppError):
    code, status = "unknown_ticket", 422
    message = "准考证号或身份证号后六位不对。请核对准考证后重新输入。"


class NotYourRoom(Forbidden):
    code = "not_your_room"
    message = "这个场次不由您监考。只有承办机构为本场指派的监考员和监考组长可以查看和处理。"


class OwnSession(Forbidden):
    code = "own_session"
    message = "您是这个场次的考生，不能监考本场，须由其他监考员办理。"


class OwnSitting(Forbidden):
    code = "own_sitting"
    message = "这是您本人的考试，须由其他监考员处理。"


class ChiefOnly(Forbidden):
    code = "chief_only"
    message = "这项处理须由监考组长决定。请联系本场监考组长。"


class ReasonWanted(AppError):
    code, status = "reason_wanted", 422
    message = "请写明情况和理由（不少于 4 个字），考生和审计员都会看到。"


class WrongState(AppError):
    code, status = "wrong_state", 409
    message = "考生现在的状态是“{state}”，不能{deed}。请刷新页面查看。"


class TooLate(AppError):
    code, status = "too_late", 409
    message = "开考已超过 {minutes} 分钟，按规定不能入场。确有特殊情况，由监考组长写明理由放行。"


class NotLateYet(AppError):
    code, status = "not_late_yet", 409
    message = "迟到时限未过，还不能登记缺考。{until} 后可以登记。"


class TooEarly(AppError):
    code, status = "too_early", 409
    message = "还没到开考时间。{at} 开始后即可作答。"


class PaperClosed(AppError):
    code, status = "paper_closed", 409
    message = "试卷在开考前 5 分钟才能打开。"


class PaperBroken(AppError):
    code, status = "paper_broken", 409
    message = "试卷核对不一致，不能开考。已记录，请举手告知监考员。"


class NoPaper(AppError):
    code, status = "no_paper", 409
    message = "这个场次没有上机试卷。请询问监考员。"


class NotAdmitted(AppError):
    code, status = "not_admitted", 409
    message = "还没有核对身份。请带身份证到监考员处登记入场。"


class OtherDevice(AppError):
    code, status = "other_device", 409
    message = "这场考试正在另一台机器上作答，本机不能再作答。如需换机，请举手，由监考员批准。"


class SittingOver(AppError):
    code, status = "sitting_over", 409
    message = "已经交卷，不能再修改答案。"


class TimeOver(AppError):
    code, status = "time_over", 409
    message = "考试时间已到，不能再作答。"


class NotStarted(AppError):
    code, status = "not_started", 409
    message = "考试还没有开始，不能作答。请在候考页面开始考试。"


class ForgedLine(Forbidden):
    code = "forged_line"
    message = "收到的作答记录校验不符，没有采用。已记录，请举手告知监考员。"


class BrokenChain(AppError):
    code, status = "broken_chain", 409
    message = "收到的作答记录与已存的不衔接，没有采用。请刷新页面；如仍出现，请举手。"


class NotAnAnswer(AppError):
    code, status = "not_an_answer", 422
    message = "第 {place} 题没有这个选项，没有保存。请重新选择。"


class TooEarlyToHandIn(AppError):
    code, status = "too_early_to_hand_in", 409
    message = "开考 {minutes} 分钟后才能交卷。{at} 起可以交卷，您可以先检查答案。"


class AnswersOnTheWay(AppError):
    code, status = "answers_on_the_way", 409
    message = "本机还有 {count} 条作答没有传到中心。请稍候，传完后再交卷。"


class NotConfirmed(AppError):
    code, status = "not_confirmed", 422
    message = "请勾选“我确认交卷”，交卷后不能再修改。"


class AlreadyFinal(AppError):
    code, status = "already_final", 409
    message = "这个结果已经生效并转入阅卷，不能在考场撤销。考生可在公示期提出异议。"


class NothingToCredit(AppError):
    code, status = "nothing_to_credit", 409
    message = "没有这么长的中断记录，不能补时。可补 {seconds} 秒以内。"


class NothingToDecide(AppError):
    code, status = "nothing_to_decide", 409
    message = "没有待决定的作答，可能已由他人处理。请刷新页面。"


class ScriptWanted(AppError):
    code, status = "script_wanted", 409
    message = "本机浏览器没有启用网页脚本，这场考试不能开始，已告知监考员。请举手，启用脚本或换一台机器后再开始。"


class OtherAsked(AppError):
    code, status = "other_asked", 409
    message = (
        "待批准的是换机码为 {code} 的机器。请到考生的新机器前核对屏幕上的换机码，一致再批准；不一致的，请考生重新申请。"
    )


class NobodyWaits(AppError):
    code, status = "nobody_waits", 409
    message = "没有待批准的换机申请。请考生先在新机器上输入准考证号。"


class StillOpen(AppError):
    code, status = "still_open", 409
    message = "还有 {count} 名考生没有结束，不能收场。请先交卷、登记缺考或作其他处理。"


class DoesNotAgree(AppError):
    code, status = "does_not_agree", 409
    message = "座位 {seats} 的作答记录与交卷回执不一致，不能收场。请联系运维员核查。"


class AlreadyClosed(AppError):
    code, status = "already_closed", 409
    message = "本场已经收场，不能再处理。"
