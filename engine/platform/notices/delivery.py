"""Carrying a notice out as a text message. Its failure is written on the notice, where operators see it."""

from uuid import UUID

from engine.platform import clock, crypto, outbox, ports
from engine.platform.database import work
from engine.platform.notices.models import Notice, SmsState
from engine.platform.notices.service import NoticeSmsWanted
from engine.platform.people.models import Person
from engine.platform.sms import SmsGateway, SmsRefused, SmsUnavailable


@outbox.remote_subscriber(NoticeSmsWanted)
def deliver(tenant_id: UUID, reference: UUID, event: NoticeSmsWanted) -> None:
    """Send it and note the outcome. Raises SmsUnavailable, so that the outbox tries again."""
    with work(tenant_id) as session:
        notice = session.get_one(Notice, event.notice_id)
        if notice.sms_state != SmsState.WAITING:
            return
        text = f"{notice.title}。{notice.body}"
        phone = _phone(session.get(Person, notice.person_id))
    try:
        if phone is None:
            raise SmsRefused("no_phone")
        ports.get(SmsGateway).send(phone, text, serial=str(reference))
    except SmsRefused as refusal:
        _note(tenant_id, event.notice_id, SmsState.REFUSED, str(refusal))
    except SmsUnavailable as failure:
        _note(tenant_id, event.notice_id, SmsState.WAITING, str(failure))
        raise
    else:
        _note(tenant_id, event.notice_id, SmsState.SENT, None)


def _phone(person: Person | None) -> str | None:
    if person is None or person.phone_encrypted is None:
        return None
    return crypto.decrypt(person.phone_encrypted, person.id)


def _note(tenant_id: UUID, notice_id: UUID, state: SmsState, error: str | None) -> None:
    with work(tenant_id) as session:
        notice = session.get_one(Notice, notice_id)
        notice.sms_state, notice.sms_error = state, error
        if state is SmsState.SENT:
            notice.sms_sent_at = clock.now()
