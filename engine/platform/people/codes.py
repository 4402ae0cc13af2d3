"""One-time codes by text message."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, crypto, outbox, ports, throttle
from engine.platform.database import system_work
from engine.platform.ids import new_id
from engine.platform.people.errors import CodeExpired, TooManyFromHere, WrongCode, WrongPhone
from engine.platform.people.models import SmsCode
from engine.platform.sms import SmsGateway, VoiceGateway

VALID_FOR = timedelta(minutes=5)
MOST_ATTEMPTS = 5
FROM_HOUR, FROM_DAY = 60, 300
PHONE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True)
class CodeRequested:
    """A code waits to be sent; the code and the phone stay encrypted in its row."""

    code_id: UUID


@dataclass(frozen=True)
class CallRequested:
    """The same, to be read out in a call: for phones on which messages are held back."""

    code_id: UUID


def normal_phone(phone: str) -> str:
    """A mainland mobile number without blanks or the country's prefix. Raises WrongPhone.

    One phone has one spelling, else each spelling would get codes of its own.
    """
    plain = re.sub(r"[\s-]", "", narrow(phone)).removeprefix("+86")
    if not PHONE.fullmatch(plain):
        raise WrongPhone
    return plain


def request_code(session: Session, phone: str, *, address: str = "", voice: bool = False) -> None:
    """Have a six-digit code sent to the phone, or read out there with `voice`.

    Raises WrongPhone, or TooMany after 1 a minute or 10 a day, whichever way they go.

    `address` is whoever asks on the network: it gets FROM_HOUR codes an hour for whatever phones, then TooManyFromHere.
    Nobody can spend the city's messages, and a class that registers together behind one address still can.
    """
    phone = normal_phone(phone)
    index = crypto.blind_index("phone", phone)
    _count_address(address)
    throttle.hit(f"sms-minute:{index.hex()}", 1, 60)
    throttle.hit(f"sms-day:{index.hex()}", 10, 86_400)
    now, code_id = clock.now(), new_id()
    with system_work() as system:
        system.add(
            SmsCode(
                id=code_id,
                phone_encrypted=crypto.encrypt(phone, code_id),
                phone_index=index,
                code_encrypted=crypto.encrypt(f"{secrets.randbelow(1_000_000):06d}", code_id),
                created_at=now,
                expires_at=now + VALID_FOR,
            )
        )
    outbox.record(session, CallRequested(code_id) if voice else CodeRequested(code_id))


def _count_address(address: str) -> None:
    if not address:
        return
    try:
        throttle.hit(f"sms-from-hour:{address}", FROM_HOUR, 3600)
        throttle.hit(f"sms-from-day:{address}", FROM_DAY, 86_400)
    except throttle.TooMany:
        raise TooManyFromHere from None


def use_code(system: Session, phone: str, code: str) -> None:
    """Spend the phone's newest code. Raises CodeExpired or WrongCode; the caller must commit either way."""
    now = clock.now()
    newest = select(SmsCode).where(SmsCode.phone_index == crypto.blind_index("phone", phone))
    row = system.scalar(newest.order_by(SmsCode.created_at.desc()).limit(1).with_for_update())
    if row is None or row.used_at is not None or row.expires_at <= now or row.attempts >= MOST_ATTEMPTS:
        raise CodeExpired
    row.attempts += 1
    typed = narrow(code).strip().encode(errors="replace")
    if not secrets.compare_digest(crypto.decrypt(row.code_encrypted, row.id).encode(), typed):
        raise WrongCode
    row.used_at = now


def narrow(text: str) -> str:
    """Full-width digits, as a Chinese keyboard types them, become plain ones."""
    return unicodedata.normalize("NFKC", text)


@outbox.remote_subscriber(CodeRequested)
def send_code(tenant_id: UUID, reference: UUID, event: CodeRequested) -> None:
    """Hand the code to the gateway; one that is no longer valid is not sent."""
    if waiting := _waiting(event.code_id):
        phone, code = waiting
        ports.get(SmsGateway).send(phone, f"【匠程】验证码 {code}，5 分钟内有效。请勿告诉他人。", serial=str(reference))


@outbox.remote_subscriber(CallRequested)
def call_code(tenant_id: UUID, reference: UUID, event: CallRequested) -> None:
    """Have the code read out, twice."""
    if waiting := _waiting(event.code_id):
        phone, code = waiting
        ports.get(VoiceGateway).read_out(
            phone, f"您好，匠程的验证码是 {code}。再说一遍，{code}。", serial=str(reference)
        )


def _waiting(code_id: UUID) -> tuple[str, str] | None:
    """The phone and the code of a row that is still valid."""
    with system_work() as system:
        row = system.get_one(SmsCode, code_id)
        if row.used_at is not None or row.expires_at <= clock.now():
            return None
        return crypto.decrypt(row.phone_encrypted, row.id), crypto.decrypt(row.code_encrypted, row.id)
