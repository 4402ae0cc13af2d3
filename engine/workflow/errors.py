"""Refusals of the engine, as people read them."""

from collections.abc import Sequence
from typing import ClassVar

from engine.platform.errors import AppError
from engine.workflow.problem import Problem


class BadDefinition(AppError):
    """Files that can't be deployed; `problems` says why, sentence by sentence."""

    code, status = "bad_definition", 422
    message = "流程文件有 {count} 处错误，没有发布。{first}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        errors = [problem for problem in self.problems if problem.is_error]
        super().__init__(count=len(errors), first=errors[0].message if errors else "")


class NothingDeployed(AppError):
    code, status = "nothing_deployed", 409
    message = "还没有发布任何流程。请联系系统管理员。"


class UnknownProcess(AppError):
    code, status = "unknown_process", 404
    message = "没有名为“{process}”的流程。"


class OwnProposal(AppError):
    code, status = "own_proposal", 403
    message = "自己提交的流程须由另一人批准。"


class NotWaiting(AppError):
    code, status = "not_waiting", 409
    message = "这一版现在不等待批准。要恢复它，请重新提交它的文件，再由另一人批准。"


class NotYours(AppError):
    code, status = "not_yours", 403
    message = "这一件不由您办理：{why}。"


class FourEyes(NotYours):
    """The person took a part in the case that keeps them from this one."""

    def __init__(self) -> None:
        super().__init__(why="您已参与过这一件的其他环节，须由另一人办理")


class NotInGroup(AppError):
    code, status = "not_in_group", 409
    message = "{person}不在办理这一件的岗位，不能指派。"


class KeptAway(AppError):
    code, status = "kept_away", 409
    message = "{person}（或与其有委托关系的人）参与过这一件的其他环节，须由另一人办理。"


class NobodyHasIt(AppError):
    code, status = "nobody_has_it", 409
    message = "这一件现在无人占用，也没有指派，不需要放回。"


class AlreadyDone(AppError):
    code, status = "already_done", 409
    message = "这一项已由他人办完，或案件已经前进。您填写的内容没有提交，请刷新查看最新状态。"


class HeldByAnother(AppError):
    code, status = "held_by_another", 409
    message = "这一件正由另一位同事处理。请先办下一件，或稍后再来。"


class LeaseLost(AppError):
    code, status = "lease_lost", 409
    message = "您对这一件的占用已经到期。您填写的内容都还在，请重新领取后再提交。"


class ReasonNeeded(AppError):
    code, status = "reason_needed", 422
    message = "请写明跳过的原因。"


class CaseClosed(AppError):
    code, status = "case_closed", 409
    message = "这件申请已经结束，不能再办理。"


class ChangedMeanwhile(AppError):
    """Another transaction moved the case although it was locked: a bug, made visible."""

    code, status = "changed_meanwhile", 409
    message: ClassVar[str] = "这件申请刚被别人改过。请刷新页面后再试。"
