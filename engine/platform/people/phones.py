"""A person's phone becomes another one: proved by the old phone's code, or by staff who looked at the ID card."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import audit, clock, crypto, notices, outbox, ports
from engine.platform.database import system_work, work
from engine.platform.errors import AppError
from engine.platform.ids import new_id
from engine.platform.people import queries
from engine.platform.people.actor import Actor
from engine.platform.people.codes import normal_phone, use_code
from engine.platform.people.errors import PhoneTaken, ProofExpired, SamePhone
from engine.platform.people.models import Account, Person, PhoneChange
from engine.platform.people.passwords import close_others
from engine.platform.people.service import keep_phone
from engine.platform.sms import SmsGateway, SmsRefused
from engine.platform.text import mask_phone

PROOF_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class PhoneChanged:
    """Both phones are to be told; the numbers stay encrypted in the row."""

    change_id: UUID


def spend_code(phone: str, code: str) -> None:
    """Spend a code sent to a phone; a wrong one counts. Raises WrongPhone, WrongCode, CodeExpired."""
    phone, refusal = normal_phone(phone), None
    with system_work() as system:
        try:
            use_code(system, phone, code)
        except AppError as error:
            refusal = error  # the attempt counts, so it must be committed
    if refusal is not None:
        raise refusal


def proof_of_old(actor: Actor) -> str:
    """What shows, for PROOF_FOR in this browser, that the old phone's code was right."""
    until = int((clock.now() + PROOF_FOR).timestamp())
    return f"{until}.{_seal(actor, until)}"


def refuse_stale(actor: Actor, proof: str) -> None:
    """Raises ProofExpired, also for a proof of another browser."""
    until, _, seal = proof.partition(".")
    if not until.isascii() or not until.isdigit() or len(until) > 12 or int(until) <= clock.now().timestamp():
        raise ProofExpired
    if not secrets.compare_digest(_seal(actor, int(until)).encode(), seal.encode(errors="replace")):
        raise ProofExpired


def refuse_taken(person: Person, phone: str) -> str:
    """The plain number, if it may become this person's. Raises WrongPhone, SamePhone, PhoneTaken."""
    phone = normal_phone(phone)
    index = crypto.blind_index("phone", phone)
    if index == person.phone_index:
        raise SamePhone
    with system_work() as system:
        taken = system.scalar(select(Account.id).where(Account.phone_index == index, Account.id != person.account_id))
    if taken is not None:
        raise PhoneTaken
    return phone


def change_phone(session: Session, actor: Actor, person: Person, phone: str, *, how: str, **served_as: str) -> None:
    """Make `phone`, whose code was spent, the person's. Every other browser is signed out, both phones are told.

    `served_as` goes into the trail: the role in which staff did it.

    Raises WrongPhone, SamePhone, PhoneTaken.
    """
    phone, old = refuse_taken(person, phone), queries.phone_of(person)
    try:
        with system_work() as system:
            account = system.get_one(Account, person.account_id, with_for_update=True)
            account.phone_encrypted = crypto.encrypt(phone, account.id)
            account.phone_index = crypto.blind_index("phone", phone)
            close_others(system, account.id, keep=actor.session_id if actor.person_id == person.id else None)
    except IntegrityError:  # somebody registered with it in this very moment
        raise PhoneTaken from None
    change_id = new_id()
    session.add(
        PhoneChange(
            id=change_id,
            person_id=person.id,
            old_phone_encrypted=crypto.encrypt(old, change_id) if old else None,
            new_phone_encrypted=crypto.encrypt(phone, change_id),
            how=how,
            changed_by=actor.person_id,
            changed_at=clock.now(),
        )
    )
    keep_phone(person, phone)
    audit.record(
        session,
        actor,
        "account.phone_changed",
        subject=("person", person.id),
        before={"phone": mask_phone(old) if old else None},
        after={"phone": mask_phone(phone), "proved_by": how, **served_as},
    )
    body = f"登录和接收通知的手机号码已改为 {mask_phone(phone)}。如非本人办理，请立即拨打服务电话。"
    notices.send(session, person.id, "account.phone_changed", title="手机号码已变更", body=body)
    outbox.record(session, PhoneChanged(change_id))
    session.flush()


@outbox.remote_subscriber(PhoneChanged)
def tell_both(tenant_id: UUID, reference: UUID, event: PhoneChanged) -> None:
    """Tell the old phone and the new one; a number that is dead by now is no failure."""
    with work(tenant_id) as session:
        row = session.get_one(PhoneChange, event.change_id)
        old, new = (
            crypto.decrypt(sealed, row.id) if sealed else None
            for sealed in (row.old_phone_encrypted, row.new_phone_encrypted)
        )
        hotline = queries.authority(session).hotline
    text = f"【匠程】您的手机号码已变更为 {mask_phone(new or '')}。如非本人办理，请立即拨打 {hotline}。"
    for place, phone in enumerate((new, old)):
        if phone is None:
            continue
        try:
            ports.get(SmsGateway).send(phone, text, serial=f"{reference}-{place}")
        except SmsRefused:
            continue


def _seal(actor: Actor, until: int) -> str:
    session_id = actor.session_id.hex() if actor.session_id else ""
    return crypto.blind_index("phone proof", f"{actor.account_id}:{session_id}:{until}").hex()
