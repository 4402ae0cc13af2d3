"""Refusals of the arrangement."""

from engine.platform.errors import AppError, NotFound


class NoSuchRoom(NotFound):
    code = "no_such_room"
    message = "没有找到这个考场。可能已停用，或网址有误。"


class NoSuchSession(NotFound):
    code = "no_such_session"
    message = "没有找到这个场次。可能已作废，或网址有误。"


class NoSuchSeat(NotFound):
    code = "no_such_seat"
    message = "没有找到这个座位。可能刚被调整，请刷新页面后再试。"


class NoTicketYet(NotFound):
    code = "no_ticket_yet"
    message = "准考证还没有发布。座位公布后会通知您，届时可以在这里打印。"


class NoSuchProposal(NotFound):
    code = "no_such_proposal"
    message = "没有找到这份编排结果。可能已采用或已放弃，请重新编排。"


class RoomNameTaken(AppError):
    code, status = "room_name_taken", 422
    message = "该机构已有名为“{name}”的考场，请换一个名称"


class RoomTooSmall(AppError):
    code, status = "room_too_small", 409
    message = (
        "已安排 {seated} 人，最大座号 {highest}，而“{room}”只有 {capacity} 座。请先把坐不下的考生调到其他座位或场次。"
    )


class RoomInUse(AppError):
    code, status = "room_in_use", 409
    message = "“{room}”还有 {sessions} 个未结束的场次，不能停用。请先调整或作废这些场次。"


class RoomBusy(AppError):
    code, status = "room_busy", 409
    message = "“{room}”在 {time} 已有其他场次，时间重叠。请换时间或考场。"


class RoomUnfit(AppError):
    code, status = "room_unfit", 409
    message = "“{room}”不能用于{subject}。请换一个考场，或先在考场信息中勾选该科目。"


class OutsideWindow(AppError):
    code, status = "outside_window", 409
    message = "场次应在计划的考试期间（{window}）之内。"


class SessionOver(AppError):
    code, status = "session_over", 409
    message = "该场次已经开始，不能再调整。"


class SessionNotEmpty(AppError):
    code, status = "session_not_empty", 409
    message = "该场次还有 {seated} 位考生，不能作废。请先把他们调到其他场次，或重新编排。"


class SessionPublished(AppError):
    code, status = "session_published", 409
    message = "该场次已经发布，时间和考场不能再改。可以逐人调整座位。"


class SessionFull(AppError):
    code, status = "session_full", 409
    message = "该场次 {capacity} 个座位已满，没有空位。请换一个场次，或与在座的考生对调。"


class SeatTaken(AppError):
    code, status = "seat_taken", 409
    message = "{number} 号座位已有考生。请换一个座位号，或与该考生对调。"


class NoSuchNumber(AppError):
    code, status = "no_such_number", 422
    message = "座位号应为 1 到 {capacity}，您输入了 {number}"


class WrongSession(AppError):
    code, status = "wrong_session", 409
    message = "这位考生报考的是{wanted}，不能调到{given}的场次。"


class TimesClash(AppError):
    code, status = "times_clash", 409
    message = "{name}在该时间另有考试（{other}），时间重叠。"


class WrongOrder(AppError):
    code, status = "wrong_order", 409
    message = "{name}的{later}应在{earlier}之后。请换一个时间合适的场次。"


class NoSuchPaper(AppError):
    code, status = "no_such_paper", 409
    message = "这份试卷不能用于该场次：应为同一职业和等级、已封存的试卷。"


class NoPaperNeeded(AppError):
    code, status = "no_paper_needed", 409
    message = "只有理论知识考试的场次需要指定试卷。"


class NotAnInvigilator(AppError):
    code, status = "not_an_invigilator", 409
    message = "{name}不是{institution}的监考员，不能安排监考。"


class InvigilatorIsCandidate(AppError):
    code, status = "invigilator_is_candidate", 409
    message = "{name}本人也是考生，不能监考。"


class InvigilatorBusy(AppError):
    code, status = "invigilator_busy", 409
    message = "{name}在 {time} 已有监考任务，时间重叠。"


class ReasonMissing(AppError):
    code, status = "reason_missing", 422
    message = "请输入更换监考员的原因"


class ProposalStale(AppError):
    code, status = "proposal_stale", 409
    message = "编排之后，考生、场次或座位又有变化，这份结果已不适用，没有采用。请重新编排。"


class NothingToPublish(AppError):
    code, status = "nothing_to_publish", 409
    message = "没有等待发布的座位。考生都已收到准考证。"


class NotPublishable(AppError):
    """`problems` are sentences."""

    code, status = "not_publishable", 409
    message = "还不能发布，什么都没有公布：{why}"


class TooManyPhotos(AppError):
    code, status = "too_many_photos", 409
    message = "共 {people} 人，一次最多下载 {most} 人的照片。请到各场次的页面分别下载。"


class TicketsUsedUp(AppError):
    code, status = "tickets_used_up", 409
    message = "准考证号 {start} 开头的流水号已用完。请在编排规则中加长流水号。"


class PaperElsewhere(AppError):
    code, status = "paper_elsewhere", 409
    message = "试卷 {no} 已指定给 {time} 的场次。只有同时开考的场次可以共用一份试卷，先考的会泄题；请另选一份。"


class PaperWasRead(AppError):
    code, status = "paper_was_read", 409
    message = "试卷 {no} 已在另一场考试中启用，考生看过，不能再用。请组一份新的试卷。"
