"""Notices and their text messages."""

from uuid import UUID

import pytest

from engine.platform import clock, crypto, notices, outbox, ports
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.people.models import Person
from engine.platform.sms import SmsGateway, SmsRefused, SmsUnavailable

PHONE = "13800000021"


class Gateway:
    """Notes what it is given, after the failures it was told to make."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.sent = list(failures), list[tuple[str, str, str]]()

    def send(self, phone: str, text: str, *, serial: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((phone, text, serial))


def bound(gateway: Gateway) -> Gateway:
    ports.bind(SmsGateway, lambda: gateway)
    return gateway


@pytest.fixture(autouse=True)
def _bindings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_factories", dict(ports._factories))


@pytest.fixture
def person_id(committed_database: str, tenant: UUID) -> UUID:
    person_id = new_id()
    with work(tenant) as session:
        sealed = crypto.encrypt(PHONE, person_id)
        session.add(Person(id=person_id, account_id=new_id(), created_at=clock.now(), phone_encrypted=sealed))
    return person_id


def tell(tenant: UUID, person_id: UUID, *, sms: bool = True) -> UUID:
    with work(tenant) as session:
        notice = notices.send(session, person_id, "test", title="已收件", body="我们会尽快审核。", sms=sms)
        return notice.id


def test_a_notice_is_unread_until_it_is_read(tenant: UUID, person_id: UUID) -> None:
    first, second = tell(tenant, person_id, sms=False), tell(tenant, person_id, sms=False)
    with work(tenant) as session:
        assert [notice.id for notice in notices.unread(session, person_id)] == [second, first]
        notices.mark_read(session, person_id, first)
        assert [notice.id for notice in notices.unread(session, person_id)] == [second]
        notices.mark_read(session, new_id())
        assert notices.unread(session, person_id)
        notices.mark_read(session, person_id)
        assert not notices.unread(session, person_id)
        assert len(notices.notices_of(session, person_id)) == 2


def test_without_sms_nothing_is_sent(tenant: UUID, person_id: UUID) -> None:
    gateway = bound(Gateway())
    tell(tenant, person_id, sms=False)
    assert outbox.drain(tenant) == 0
    assert gateway.sent == []


def test_the_message_goes_to_the_phone_once(tenant: UUID, person_id: UUID) -> None:
    gateway = bound(Gateway())
    notice_id = tell(tenant, person_id)
    outbox.drain(tenant)
    ((phone, text, _),) = gateway.sent
    assert (phone, text) == (PHONE, "已收件。我们会尽快审核。")
    with work(tenant) as session:
        notice = session.get_one(notices.Notice, notice_id)
        assert (notice.sms_state, notice.sms_error) == ("sent", None)
        assert notice.sms_sent_at is not None


def test_a_refusal_is_final_and_visible(tenant: UUID, person_id: UUID) -> None:
    bound(Gateway(SmsRefused("number_not_in_service")))
    notice_id = tell(tenant, person_id)
    outbox.drain(tenant)
    with work(tenant) as session:
        (failed,) = notices.undelivered(session)
        assert (failed.id, failed.sms_state, failed.sms_error) == (notice_id, "refused", "number_not_in_service")


def test_silence_is_visible_and_tried_again_with_the_same_serial(tenant: UUID, person_id: UUID) -> None:
    gateway = bound(Gateway(SmsUnavailable("ReadTimeout")))
    tell(tenant, person_id)
    with pytest.raises(SmsUnavailable):
        outbox.drain(tenant)
    with work(tenant) as session:
        (failed,) = notices.undelivered(session)
        assert (failed.sms_state, failed.sms_error) == ("waiting", "ReadTimeout")
    outbox.drain(tenant)
    assert len(gateway.sent) == 1
    with work(tenant) as session:
        assert notices.undelivered(session) == []


def test_a_person_without_a_phone_is_a_refusal(tenant: UUID, committed_database: str) -> None:
    bound(Gateway())
    tell(tenant, new_id())
    outbox.drain(tenant)
    with work(tenant) as session:
        assert [notice.sms_error for notice in notices.undelivered(session)] == ["no_phone"]
