"""A case after its approval, for its applicant: paying, training, the exam, results, the certificate."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from engine.platform.calendar import add_working_days
from engine.platform.money import Money
from engine.platform.text import date_cn, deadline_cn
from processes.apply.models import Application
from processes.arrange import queries as arranged
from processes.catalogue.subjects import Subject
from processes.certify import queries as certificates
from processes.mark import queries as marks
from processes.mark.words import in_words
from processes.pay import queries as pay
from processes.pay.rules.status import OrderStatus
from processes.pay.words import ORDER_STATES
from processes.plans import queries as plans
from processes.train import queries as trainings
from processes.train.models import Enrolment, State
from processes.train.rules import overall
from web.candidate.sitting import ticket_of
from web.candidate.turn import Now, minute, remaining
from web.ui.views import Stage, Tag

Happened = tuple[datetime, str]


def now_of(session: Session, application: Application) -> Now:
    """What the case waits for: the applicant first of all."""
    for asked in (_owed, _training, _exam, _results):
        found = asked(session, application)
        if found is not None:
            return found
    if certificates.is_listed(session, application.id):
        text = "各科成绩合格。证书由证书管理部门制发，发证后会通知您，现在不需要办理。"
        return Now("等待发证", text, Tag("待发证", "info", "clock"))
    text = "材料审核通过，申请已核准。后续安排会通知您，现在不需要办理。"
    return Now("申请已核准", text, Tag("已核准", "ok", "check2"))


def stages(session: Session, application: Application) -> list[Stage]:
    """Points on the timeline for what has begun."""
    found = [*_payments(session, application), *_studies(session, application), *_subjects(session, application)]
    for row in reversed(certificates.of_application(session, application.id)):
        found.append(Stage("证书", "done", f"{row.number}，{date_cn(row.issued_on)} 发证"))
    return found


def events(session: Session, application: Application) -> list[Happened]:
    """What has happened since the approval, with its moment."""
    return [*_paid(session, application), *_marked(session, application)]


def _owed(session: Session, application: Application) -> Now | None:
    """What the newest order asks of the applicant; None where it asks nothing."""
    order = pay.current_order(session, application.id)
    if order is None:
        return None
    href = f"/my/cases/{application.no}/pay"
    if order.status == OrderStatus.OPEN:
        text = f"{order.title} {Money(order.amount_fen)}，请在 {deadline_cn(order.closes_at)} 前缴纳，逾期订单关闭。"
        return Now("现在轮到您：缴费", text, remaining(order.closes_at), href, "去缴费")
    reopen = pay.reopen_task(session, application.id)
    if order.status == OrderStatus.CLOSED and reopen is not None:
        text = f"缴费期限已过，订单已关闭。{deadline_cn(reopen.due_at)} 前可以重新缴费，逾期本次申请结束。"
        return Now("现在轮到您：重新缴费", text, remaining(reopen.due_at), href, "去缴费")
    return None


def _training(session: Session, application: Application) -> Now | None:
    """What to study and until when, once the training of the case is open."""
    row = _open_training(session, application)
    if row is None:
        return None
    if row.state != State.LEARNING:
        return Now("培训已学完", "等培训机构确认并上报结果，现在不需要您办理。", Tag("待确认", "info", "clock"))
    learnt = overall(trainings.progress(session, row))
    text = f"已学 {learnt}%。请在 {deadline_cn(row.due_at)} 前学完，逾期本次办理终止。" if row.due_at else ""
    tag = remaining(row.due_at) if row.due_at else Tag("学习中", "info")
    return Now("现在轮到您：完成培训", text, tag, f"/my/learning/{row.id}", "去学习")


def _exam(session: Session, application: Application) -> Now | None:
    sitting = ticket_of(session, application)
    if sitting is not None:
        return Now(
            sitting.title, sitting.text, Tag("待考试", "now"), f"/my/cases/{application.no}/ticket", "打印准考证"
        )
    row = arranged.admission_of(session, application.id)
    if row is not None and row.state == "waiting":
        text = "考务部门正在编排场次和座位，排定后会通知您打印准考证，现在不需要办理。"
        return Now("等待编排考试", text, Tag("待编排", "info", "clock"))
    return None


def _results(session: Session, application: Application) -> Now | None:
    """Results that are not final yet."""
    rows = [row for row in marks.results(session, application.id) if row.final_at is None]
    if not rows:
        return None
    href = f"/my/cases/{application.no}/results"
    if all(row.published_at for row in rows):
        days = plans.plan(session, application.plan_id).publicity_days
        last = add_working_days(max(row.published_at for row in rows if row.published_at), days)
        text = f"公示到 {deadline_cn(last)}。对成绩有异议的，可以在此前提出，由另一人复核。"
        return Now("成绩公示中", text, Tag("公示中", "info"), href, "查看成绩")
    return Now("等待成绩公布", "各科评分完成后公布，并开始公示。", Tag("阅卷中", "info", "clock"), href, "查看成绩")


def _open_training(session: Session, application: Application) -> Enrolment | None:
    row = trainings.of_application(session, application.id)
    return row if row is not None and row.state in (State.LEARNING, State.COMPLETED, State.CONFIRMED) else None


def _payments(session: Session, application: Application) -> list[Stage]:
    """A point for each fee, oldest first; a closed order that was opened again is not told twice."""
    found: dict[int, Stage] = {}
    for order in reversed(pay.orders_of(session, application.id)):
        title = "缴费" if order.attempt == 1 else f"补考缴费（第 {order.attempt - 1} 次补考）"
        match order.status:
            case OrderStatus.OPEN:
                text = f"待您缴纳，{deadline_cn(order.closes_at)} 前"
                found[order.attempt] = Stage(title, "current", text, Tag("待缴费", "warn"))
            case OrderStatus.CLOSED:
                found[order.attempt] = Stage(title, "current", "订单已关闭", Tag("已关闭", "bad"))
            case _:
                at = order.paid_at or order.closed_at
                text = f"{Money(order.amount_fen)}，{ORDER_STATES[order.status]}"
                found[order.attempt] = Stage(title, "done", f"{text}，{minute(at)}" if at else text)
    return list(found.values())


def _studies(session: Session, application: Application) -> Iterator[Stage]:
    row = trainings.of_application(session, application.id)
    if row is None:
        return
    if row.state == State.LEARNING:
        learnt = overall(trainings.progress(session, row))
        yield Stage("线上培训", "current", f"已学 {learnt}%", Tag("学习中", "now"))
    else:
        yield Stage("线上培训", "done", "")


def _subjects(session: Session, application: Application) -> Iterator[Stage]:
    for row in marks.results(session, application.id):
        title = Subject(row.subject).title
        final = row.final_at is not None
        yield Stage(title if row.attempt == 1 else f"{title}（补考）", "done" if final else "current", in_words(row))


def _paid(session: Session, application: Application) -> Iterator[Happened]:
    for order in pay.orders_of(session, application.id):
        yield order.opened_at, f"开出订单：{order.title} {Money(order.amount_fen)}"
        if order.closed_at:
            yield order.closed_at, f"{order.title}{ORDER_STATES[order.status]}"
        if order.paid_at:
            yield order.paid_at, f"{order.title}已到账"


def _marked(session: Session, application: Application) -> Iterator[Happened]:
    for row in marks.results(session, application.id):
        if row.published_at:
            yield row.published_at, f"公布{Subject(row.subject).title}成绩：{in_words(row)}"
