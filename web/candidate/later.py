"""A case after its approval, for its applicant: paying, training, the exam, results, the certificate."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from engine.platform.calendar import add_working_days
from engine.platform.money import Money
from engine.platform.text import date_cn, deadline_cn
from processes.apply.models import Application
from processes.arrange.models import Admission, AdmissionState, Ticket
from processes.catalogue.subjects import Subject
from processes.certify import queries as certificates
from processes.certify.models import Certificate, Eligible, EligibleState
from processes.mark import queries as marks
from processes.mark.models import SubjectResult
from processes.mark.words import in_words
from processes.pay import queries as pay
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderStatus
from processes.pay.words import ORDER_STATES
from processes.plans import queries as plans
from processes.train import queries as trainings
from processes.train.models import Enrolment, State
from processes.train.rules import overall
from web.candidate.sitting import next_exam
from web.candidate.turn import Now, minute, remaining
from web.ui.views import Stage, Tag

Happened = tuple[datetime, str]


class Begun(NamedTuple):
    """What of a case has begun: its training, its newest admission to an exam with its ticket, its place on the list
    of those who wait for a certificate."""

    training: Enrolment | None
    admission: Admission | None
    ticket: Ticket | None
    listed: Eligible | None


class Later:
    """What a page reads of a case after its approval: each once, and only what it asks for."""

    def __init__(self, session: Session, application: Application) -> None:
        self.session, self.application = session, application

    @cached_property
    def begun(self) -> Begun:
        newer = aliased(Admission)
        newest = select(func.max(newer.attempt)).where(newer.application_id == Application.id).scalar_subquery()
        waits = (Eligible.application_id == Application.id) & (Eligible.state != EligibleState.ISSUED)
        found = self.session.execute(
            select(Enrolment, Admission, Ticket, Eligible)
            .select_from(Application)
            .outerjoin(Enrolment, Enrolment.application_id == Application.id)
            .outerjoin(Admission, (Admission.application_id == Application.id) & (Admission.attempt == newest))
            .outerjoin(Ticket, Ticket.admission_id == Admission.id)
            .outerjoin(Eligible, waits)
            .where(Application.id == self.application.id)
        ).first()
        return Begun(*found) if found is not None else Begun(None, None, None, None)

    @cached_property
    def orders(self) -> Sequence[PayOrder]:
        """Newest first."""
        return pay.orders_of(self.session, self.application.id)

    @cached_property
    def learnt(self) -> int:
        """How much of the training is done, in percent."""
        row = self.begun.training
        return overall(trainings.progress(self.session, row)) if row is not None else 0

    @cached_property
    def results(self) -> Sequence[SubjectResult]:
        """None before there is an exam."""
        return marks.results(self.session, self.application.id) if self.begun.admission is not None else ()

    @cached_property
    def certificates(self) -> Sequence[Certificate]:
        """Newest first; none before there are results."""
        return certificates.of_application(self.session, self.application.id) if self.results else ()

    @property
    def has_ticket(self) -> bool:
        """Whether a ticket can be printed."""
        row = self.begun.admission
        return row is not None and row.state != AdmissionState.WAITING and self.begun.ticket is not None

    @property
    def is_settled(self) -> bool:
        """Whether the newest order was paid, waived or given back."""
        settled = (OrderStatus.PAID, OrderStatus.WAIVED, OrderStatus.REFUNDED)
        return bool(self.orders) and self.orders[0].status in settled


def now_of(case: Later) -> Now:
    """What the case waits for: the applicant first of all. Whoever still learns owes nothing."""
    for asked in (_training, _owed, _exam, _results):
        found = asked(case)
        if found is not None:
            return found
    if case.begun.listed is not None:
        text = "各科成绩合格。证书由证书管理部门制发，发证后会通知您，现在不需要办理。"
        return Now("等待发证", text, Tag("待发证", "info", "clock"))
    text = "材料审核通过，申请已核准。后续安排会通知您，现在不需要办理。"
    return Now("申请已核准", text, Tag("已核准", "ok", "check2"))


def stages(case: Later) -> list[Stage]:
    """Points on the timeline for what has begun."""
    found = [*_payments(case), *_studies(case), *_subjects(case)]
    for row in reversed(case.certificates):
        found.append(Stage("证书", "done", f"{row.number}，{date_cn(row.issued_on)} 发证"))
    return found


def events(case: Later) -> list[Happened]:
    """What has happened since the approval, with its moment."""
    return [*_paid(case), *_marked(case)]


def _owed(case: Later) -> Now | None:
    """What the newest order asks of the applicant; None where it asks nothing."""
    application, order = case.application, next(iter(case.orders), None)
    if order is None:
        return None
    href = f"/my/cases/{application.no}/pay"
    if order.status == OrderStatus.OPEN:
        text = f"{order.title} {Money(order.amount_fen)}，请在 {deadline_cn(order.closes_at)} 前缴纳，逾期订单关闭。"
        return Now("现在轮到您：缴费", text, remaining(order.closes_at), href, "去缴费")
    reopen = pay.reopen_task(case.session, application.id) if order.status == OrderStatus.CLOSED else None
    if reopen is not None:
        text = f"缴费期限已过，订单已关闭。{deadline_cn(reopen.due_at)} 前可以重新缴费，逾期本次申请结束。"
        return Now("现在轮到您：重新缴费", text, remaining(reopen.due_at), href, "去缴费")
    return None


def _training(case: Later) -> Now | None:
    """What to study and until when, once the training of the case is open."""
    row = case.begun.training
    if row is None or row.state not in (State.LEARNING, State.COMPLETED, State.CONFIRMED):
        return None
    if row.state != State.LEARNING:
        return Now("培训已学完", "等培训机构确认并上报结果，现在不需要您办理。", Tag("待确认", "info", "clock"))
    text = f"已学 {case.learnt}%。请在 {deadline_cn(row.due_at)} 前学完，逾期本次办理终止。" if row.due_at else ""
    tag = remaining(row.due_at) if row.due_at else Tag("学习中", "info")
    return Now("现在轮到您：完成培训", text, tag, f"/my/learning/{row.id}", "去学习")


def _exam(case: Later) -> Now | None:
    application, row = case.application, case.begun.admission
    sitting = next_exam(case.session, row) if row is not None else None
    if sitting is not None:
        return Now(
            sitting.title, sitting.text, Tag("待考试", "now"), f"/my/cases/{application.no}/ticket", "打印准考证"
        )
    if row is not None and row.state == AdmissionState.WAITING:
        text = "考务部门正在编排场次和座位，排定后会通知您打印准考证，现在不需要办理。"
        return Now("等待编排考试", text, Tag("待编排", "info", "clock"))
    return None


def _results(case: Later) -> Now | None:
    """Results that are not final yet."""
    application, rows = case.application, [row for row in case.results if row.final_at is None]
    if not rows:
        return None
    href = f"/my/cases/{application.no}/results"
    if all(row.published_at for row in rows):
        days = plans.plan(case.session, application.plan_id).publicity_days
        last = add_working_days(max(row.published_at for row in rows if row.published_at), days)
        text = f"公示到 {deadline_cn(last)}。对成绩有异议的，可以在此前提出，由另一人复核。"
        return Now("成绩公示中", text, Tag("公示中", "info"), href, "查看成绩")
    return Now("等待成绩公布", "各科评分完成后公布，并开始公示。", Tag("阅卷中", "info", "clock"), href, "查看成绩")


def _payments(case: Later) -> list[Stage]:
    """A point for each fee, oldest first; a closed order that was opened again is not told twice."""
    found: dict[int, Stage] = {}
    for order in reversed(case.orders):
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


def _studies(case: Later) -> Iterator[Stage]:
    row = case.begun.training
    if row is None:
        return
    if row.state == State.LEARNING:
        yield Stage("线上培训", "current", f"已学 {case.learnt}%", Tag("学习中", "now"))
    else:
        yield Stage("线上培训", "done", "")


def _subjects(case: Later) -> Iterator[Stage]:
    for row in case.results:
        title = Subject(row.subject).title
        final = row.final_at is not None
        yield Stage(title if row.attempt == 1 else f"{title}（补考）", "done" if final else "current", in_words(row))


def _paid(case: Later) -> Iterator[Happened]:
    for order in case.orders:
        yield order.opened_at, f"开出订单：{order.title} {Money(order.amount_fen)}"
        if order.closed_at:
            yield order.closed_at, f"{order.title}{ORDER_STATES[order.status]}"
        if order.paid_at:
            yield order.paid_at, f"{order.title}已到账"


def _marked(case: Later) -> Iterator[Happened]:
    for row in case.results:
        if row.published_at:
            yield row.published_at, f"公布{Subject(row.subject).title}成绩：{in_words(row)}"
