"""What the tests of accounts share: codes, the clock, a gateway that keeps messages."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.platform import clock, crypto
from engine.platform.database import system_work, work
from engine.platform.people.models import Account, SmsCode
from processes.plans import queries as plans
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.web.visitor import Visitor

OLD, NEW = "19900000301", "19900000302"
SECRET = "三明沙县小吃真好吃 88"
NUMBER = builders.identity()["id_number"]


def institution_of(tenant: UUID, plan: Plan) -> UUID:
    with work(tenant) as session:
        return plans.institutions(session, plan.id)[0].institution.id


def code_for(phone: str) -> str:
    with system_work() as system:
        rows = select(SmsCode).where(SmsCode.phone_index == crypto.blind_index("phone", phone))
        row = system.scalars(rows.order_by(SmsCode.created_at.desc()).limit(1)).one()
        return crypto.decrypt(row.code_encrypted, row.id)


def account_phone(tenant: UUID, phone: str) -> UUID | None:
    with system_work() as system:
        return system.scalar(select(Account.id).where(Account.phone_index == crypto.blind_index("phone", phone)))


def pass_time(by: timedelta) -> None:
    with system_work() as system:
        clock.move(system, by)


def set_password(visitor: Visitor, **known: str) -> int:
    answers = {"new": SECRET, "again": SECRET} | known
    return visitor.post("/account/password", answers).status_code


class Gateway:
    """Keeps what is sent and what is read out, as (phone, text)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.called: list[tuple[str, str]] = []

    def send(self, phone: str, text: str, *, serial: str) -> None:
        self.sent.append((phone, text))

    def read_out(self, phone: str, text: str, *, serial: str) -> None:
        self.called.append((phone, text))
