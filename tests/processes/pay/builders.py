"""A till on a committed database: cases that owe a fee, who pays it, finance that decides, a clock that moves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.platform import clock, outbox
from engine.platform.database import system_work, work
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.workflow import commands
from engine.workflow.models import Incident, Instance, WorkItem
from integrations.payments import book
from integrations.payments.delivery import SIMULATORS
from processes.apply.service import approve
from processes.pay import queries, service
from processes.pay.models import LedgerEntry, Payment, PaymentAttempt, PaymentNotice, PayOrder, Refund
from processes.pay.receive import receive
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy, make_applicant, make_application
from tests.processes.plans.builders import make_plan
from tests.processes.review.builders import make_staff


@dataclass
class Till:
    """One authority with its finance people; everything is committed."""

    tenant: UUID
    plan_id: UUID
    cashier: Actor
    approver: Actor

    def case(self, *, name: str = "林晓岚", applicant: Actor | None = None, **variables: Any) -> "Case":
        """An applicant whose case comes to the pay stage, approved."""
        with work(self.tenant) as session:
            plan = session.get_one(Plan, self.plan_id)
            applicant = applicant or make_applicant(session, name)
            row = make_application(session, applicant, plan, identity={"name": name})
            approve(session, Actor.system(self.tenant), row)
            given = {
                "application_id": str(row.id),
                "plan_id": str(plan.id),
                "person_id": str(row.person_id),
                "grade": "3",
                "attempt": 1,
                "closes_at": plan.closes_at.isoformat(),
                "exam_until": plan.exam_until.isoformat(),
                "pay_delay": "PT72H",
            }
            instance = commands.start(session, Actor.system(self.tenant), "pay", str(row.id), given | variables)
        case = Case(self, row.id, row.no, instance.id, applicant)
        self.work_off()
        return case

    def work_off(self) -> None:
        """What worker and scheduler do, until nothing is due."""
        for _ in range(20):
            if not outbox.drain(self.tenant) + commands.fire_due(50):
                return
        raise AssertionError("never quiet")

    def pass_by(self, **by: float) -> None:
        with system_work() as system:
            clock.move(system, timedelta(**by))
        self.work_off()

    def incidents(self) -> list[str]:
        with work(self.tenant) as session:
            wanted = select(Incident).join(Instance, Instance.id == Incident.instance_id)
            wanted = wanted.where(Incident.resolved_at.is_(None), Instance.process.in_(("pay", "refund", "invoice")))
            return [f"{row.element}: {row.trace}" for row in session.scalars(wanted)]

    def balances(self) -> dict[str, int]:
        with work(self.tenant) as session:
            assert queries.books_balance(session)
            return {name: fen for name, fen in queries.balances(session).items() if fen}

    def notices(self) -> list[PaymentNotice]:
        with work(self.tenant) as session:
            return list(session.scalars(select(PaymentNotice).order_by(PaymentNotice.id)))

    def decide(self, refund: Refund, decision: str = "approve", **values: Any) -> None:
        self.do(self.approver, refund.id, refund_decision=decision, **values)

    def do(self, actor: Actor, key: UUID, **values: Any) -> None:
        """Complete the one open task of a side process."""
        with work(self.tenant) as session:
            (item,) = commands.open_items(session, actor, business_key=str(key))
            commands.complete(session, actor, item.id, values)
        self.work_off()


@dataclass
class Case:
    till: Till
    application_id: UUID
    no: str
    instance_id: UUID
    applicant: Actor

    def order(self) -> PayOrder:
        with work(self.till.tenant) as session:
            found = queries.current_order(session, self.application_id)
            assert found is not None
            return found

    def orders(self) -> list[PayOrder]:
        with work(self.till.tenant) as session:
            return list(queries.orders_of(session, self.application_id))

    def instance(self) -> Instance:
        with work(self.till.tenant) as session:
            return session.get_one(Instance, self.instance_id)

    def waits_for(self) -> set[str]:
        with work(self.till.tenant) as session:
            rows = select(WorkItem.form_key).where(WorkItem.instance_id == self.instance_id, WorkItem.status == "open")
            return set(session.scalars(rows))

    def code(self, channel: str = "wechat", *, anew: bool = False) -> PaymentAttempt:
        """Choose a channel and let the worker fetch its code."""
        with work(self.till.tenant) as session:
            order = queries.current_order(session, self.application_id)
            assert order is not None
            attempt = service.choose(session, order, channel, anew=anew)
        self.till.work_off()
        with work(self.till.tenant) as session:
            return session.get_one(PaymentAttempt, attempt.id)

    def code_used(self) -> str:
        """The number at the gateway that was paid by."""
        with work(self.till.tenant) as session:
            (paid,) = [row for row in queries.attempts(session, self.order().id) if row.status == "paid"]
            return paid.trade_no

    def reopen(self) -> None:
        with work(self.till.tenant) as session:
            (item,) = [
                each
                for each in commands.open_items(session, self.applicant, business_key=str(self.application_id))
                if each.form_key == "pay/reopen"
            ]
            commands.complete(session, self.applicant, item.id, {})
        self.till.work_off()

    def payments(self) -> list[Payment]:
        with work(self.till.tenant) as session:
            rows = select(Payment).join(PayOrder, PayOrder.id == Payment.order_id)
            return list(
                session.scalars(rows.where(PayOrder.application_id == self.application_id).order_by(Payment.id))
            )

    def refunds(self) -> list[Refund]:
        with work(self.till.tenant) as session:
            rows = select(Refund).join(PayOrder, PayOrder.id == Refund.order_id)
            return list(session.scalars(rows.where(PayOrder.application_id == self.application_id).order_by(Refund.id)))

    def entries(self) -> list[LedgerEntry]:
        with work(self.till.tenant) as session:
            rows = select(LedgerEntry).join(PayOrder, PayOrder.id == LedgerEntry.order_id)
            found = rows.where(PayOrder.application_id == self.application_id)
            return list(session.scalars(found.order_by(LedgerEntry.id)))


def pays(attempt: PaymentAttempt, *, fen: int | None = None, told: bool = True) -> book.Trade:
    """Somebody pays by a code; the gateway tells us unless its notice gets lost."""
    row = SIMULATORS[attempt.channel].pay(attempt.trade_no, fen=fen)
    if told:
        notify(row)
    return row


def notify(row: book.Trade, *, how: str = "") -> bool:
    """The gateway posts its notice."""
    headers, body = SIMULATORS[row.channel].notice(row.trade_no, how=how)
    return receive(row.channel, {name.lower(): value for name, value in headers.items()}, body)


def make_till(tenant: UUID) -> Till:
    """A till; the simulated gateways have forgotten what other tests did."""
    book.forget()
    with work(tenant) as session:
        deploy(session, tenant)
        plan = make_plan(session, lines={"3": 50})
        cashier = make_staff(session, "孔收费", "authority:finance")
        approver = make_staff(session, "毛财批", "authority:finance_approver")
        return Till(tenant, plan.id, cashier, approver)


def yuan(amount: float) -> Money:
    return Money(round(amount * 100))


__all__ = ["Case", "Till", "make_till", "notify", "pays", "people", "yuan"]
