"""Helping somebody at a counter after a look at the ID card: a code to sign in with, another phone. All of it audited.

Clerks serve who applied at their institution; the authority's supervisors serve everybody of the authority. Nobody
serves himself or a colleague: the account of a member of staff is not opened this way.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, crypto, notices, throttle
from engine.platform.errors import AppError, NotFound
from engine.platform.people import Actor, phones
from engine.platform.people import queries as people
from engine.platform.people.codes import request_code
from engine.platform.people.counter import make_counter_code
from engine.platform.people.models import Person
from processes.apply.models import Application

SUPERVISOR = "authority:supervisor"
DAY = 86_400
LOOKUPS, CODES, CODES_EACH = 60, 40, 3  # look-ups an hour and codes a day of one clerk; codes a day for one person


class NobodyToServe(NotFound):
    code = "nobody_to_serve"
    message = "没有找到姓名和证件号码都相符、且在本机构申请过的人。请对照身份证核对；其他机构的申请人请到该机构办理。"


class NotAtCounter(AppError):
    code, status = "not_at_counter", 403
    message = "工作人员的账号不能在窗口办理。忘记密码或更换手机号码的，请联系本单位的管理员。"


def find(session: Session, actor: Actor, *, name: str, id_number: str) -> list[Person]:
    """Who has that name and document number and may be served by the actor: several where somebody has two accounts.

    Raises NobodyToServe, TooMany.
    """
    throttle.hit(f"counter-lookup:{actor.person_id}", LOOKUPS, 3600)
    index = crypto.blind_index("id_number", "".join(id_number.split()))
    rows = session.scalars(select(Person).where(Person.id_number_index == index).order_by(Person.id.desc())).all()
    found = [row for row in rows if row.name == name.strip() and _serves(session, actor, row.id)]
    if not found:
        raise NobodyToServe
    for row in found:
        audit.record_reading(
            session, actor, "identity.looked_up", subject=("person", row.id), after=_as(session, actor, row.id)
        )
    return found


def served(session: Session, actor: Actor, person_id: UUID) -> Person:
    """A person whom the actor may serve. Raises NobodyToServe, NotAtCounter."""
    if not _serves(session, actor, person_id):
        raise NobodyToServe
    row = people.person(session, person_id)
    if row.id == actor.person_id or people.actor(session, row.id).is_staff:
        raise NotAtCounter
    return row


def hand_out_code(session: Session, actor: Actor, person: Person) -> str:
    """A code for the person to sign in with, to be read to him once. Raises TooMany, NotAtCounter, NobodyToServe."""
    served(session, actor, person.id)
    throttle.hit(f"counter-codes:{actor.person_id}", CODES, DAY)
    throttle.hit(f"counter-code-for:{person.id}", CODES_EACH, DAY)
    code = make_counter_code(person.account_id)
    audit.record(
        session, actor, "account.counter_code", subject=("person", person.id), after=_as(session, actor, person.id)
    )
    body = "工作人员核对您的身份证后，为您发放了一次性登录码，10 分钟内有效。如非本人到场办理，请立即拨打服务电话。"
    notices.send(session, person.id, "account.counter_code", title="窗口登录码已发放", body=body, sms=True)
    return code


def send_code(session: Session, actor: Actor, person: Person, phone: str) -> None:
    """A code to the phone that is to become the person's. Raises WrongPhone, PhoneTaken, SamePhone, TooMany."""
    served(session, actor, person.id)
    throttle.hit(f"counter-phones:{actor.person_id}", CODES, DAY)
    request_code(session, phones.refuse_taken(person, phone))


def change_phone(session: Session, actor: Actor, person: Person, phone: str, code: str) -> None:
    """Another phone for somebody without the old one. Raises WrongCode, CodeExpired, PhoneTaken, NotAtCounter."""
    served(session, actor, person.id)
    phone = phones.refuse_taken(person, phone)
    phones.spend_code(phone, code)
    phones.change_phone(session, actor, person, phone, how="counter", **_as(session, actor, person.id))


def _serves(session: Session, actor: Actor, person_id: UUID) -> bool:
    return actor.in_group(SUPERVISOR) or _institution(session, actor, person_id) is not None


def _institution(session: Session, actor: Actor, person_id: UUID) -> UUID | None:
    """The institution of the actor at which the person has applied."""
    own = actor.institutions_as("clerk")
    wanted = select(Application.institution_id).where(
        Application.person_id == person_id, Application.institution_id.in_(own)
    )
    return session.scalar(wanted.order_by(Application.id.desc()).limit(1)) if own else None


def _as(session: Session, actor: Actor, person_id: UUID) -> dict[str, str]:
    institution = _institution(session, actor, person_id)
    if institution is None:
        return {"role": SUPERVISOR}
    return {"role": "institution:clerk", "institution_id": str(institution)}
