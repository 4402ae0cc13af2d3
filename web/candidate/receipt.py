"""The confirmation after handing in: number, time, what comes next and by when."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.calendar import add_working_days
from engine.platform.people import queries as people
from engine.platform.text import datetime_cn, mask_phone
from processes.apply import queries
from processes.apply.models import Application, Status
from processes.plans import queries as plans
from web.ui.views import Stage


def receipt(session: Session, application: Application) -> dict[str, Any]:
    """What `candidate/submitted.html` shows. The application was handed in."""
    waiting = application.status == Status.WAITING
    at = application.submitted_at or clock.now()
    phone = mask_phone(queries.phone(application))
    return {
        "title": "已进入候补" if waiting else "申请已提交",
        "no": application.no,
        "receipt": f"{datetime_cn(at)} 提交，回执已发至 {phone}",
        "seal": (people.authority(session).city.removesuffix("市"), "候补" if waiting else "收件"),
        "stages": _waiting(session, application) if waiting else _next(session, application),
    }


def review_due(session: Session, application: Application) -> tuple[str, str]:
    """The latest days of the first review and of the approval, as `11月26日`."""
    plan = plans.plan(session, application.plan_id)
    at = application.submitted_at or clock.now()
    first = _last_moment(add_working_days(at, plan.first_review_days))
    return short_day(first), short_day(_last_moment(add_working_days(first, plan.approval_days)))


def _last_moment(due: datetime) -> datetime:
    """A working day ends at midnight; what people read is the day that ends."""
    return due - timedelta(seconds=1)


def short_day(moment: datetime) -> str:
    local = clock.shanghai(moment)
    return f"{local.month}月{local.day}日"


def _next(session: Session, application: Application) -> list[Stage]:
    plan, (first, approval) = plans.plan(session, application.plan_id), review_due(session, application)
    return [
        Stage("机构初审", "current", f"{plan.first_review_days} 个工作日内完成，最晚 {first}。"),
        Stage("主管部门审批", "todo", f"初审通过后 {plan.approval_days} 个工作日内完成，最晚 {approval}。"),
        Stage("核准", "todo", "审批通过后通知您。逾期未办的，系统会督促办理人员。"),
    ]


def _waiting(session: Session, application: Application) -> list[Stage]:
    turn = plans.turn(session, application.id)
    place = f"您排在第 {turn} 位。" if turn else ""
    return [
        Stage("候补等待", "current", f"{place}有空缺时按顺序通知，请在 24 小时内确认，逾期顺延。"),
        Stage("机构初审", "todo", "确认名额后开始。"),
        Stage("核准", "todo", "报名截止仍无空缺的，本次申请结束，我们会通知您。"),
    ]
