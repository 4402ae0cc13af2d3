"""What a changed result or a void does to a case that still waits for its certificate."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.notices import Notice
from engine.workflow.models import Message
from processes.certify import queries
from processes.certify.models import CertificateState
from processes.certify.service import void
from processes.mark.models import ResultState
from tests.processes.certify.builders import CertificateDesk


def test_a_certificate_held_while_it_was_drawn_is_issued_once_it_is_released(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch)
    desk.fails_after_all(row)
    desk.render(batch)
    (certificate,) = queries.certificates(session, batch.id)
    desk.score(row, ResultState.PASSED, 700)
    void.release(session, desk.approver, certificate)
    told = session.scalars(select(Notice.body).where(Notice.kind == "certificate.issued")).one()
    assert certificate.number in told
    assert (desk.case(row).end_name, certificate.state) == ("已发证", CertificateState.VALID)


def test_a_certificate_released_before_its_batch_is_issued_is_told_of_once(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch)
    desk.fails_after_all(row)
    (certificate,) = queries.certificates(session, batch.id)
    desk.score(row, ResultState.PASSED, 700)
    void.release(session, desk.approver, certificate)
    assert desk.case(row).status == "active"
    desk.render(batch)
    assert len(session.scalars(select(Notice).where(Notice.kind == "certificate.issued")).all()) == 1
    assert desk.case(row).end_name == "已发证"


def test_a_released_certificate_that_was_issued_before_is_not_announced_again(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    (certificate,) = desk.issue(row)
    desk.fails_after_all(row)
    desk.score(row, ResultState.PASSED, 700)
    void.release(session, desk.approver, certificate)
    assert len(session.scalars(select(Notice).where(Notice.kind == "certificate.issued")).all()) == 1
    assert not session.scalars(select(Message.id).where(Message.delivered_at.is_(None))).all()


def test_a_case_whose_certificate_is_voided_while_it_waits_ends_without_one(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch)
    (certificate,) = queries.certificates(session, batch.id)
    void.ask(session, desk.maker, certificate, reason="查实由他人代考")
    void.approve(session, desk.approver, certificate)
    desk.render(batch)
    assert (desk.case(row).status, desk.case(row).end_name) == ("ended", "不予发证")
    told = session.scalars(select(Notice.body).where(Notice.kind == "certificate.voided")).one()
    assert "本次不予发证，办理终止" in told


def test_a_certificate_voided_while_it_waits_is_made_again_and_then_ends_the_case(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch)
    (first,) = queries.certificates(session, batch.id)
    void.ask(session, desk.maker, first, reason="姓名有误")
    void.approve(session, desk.approver, first, again=True)
    desk.render(batch)
    assert desk.case(row).status == "active"
    (second,) = desk.issue(row)
    assert (second.replaces, desk.case(row).end_name) == (first.id, "已发证")


def test_who_is_passed_after_all_stands_on_the_list_again(desk: CertificateDesk, session: Session) -> None:
    row, other = desk.passed("林晓岚"), desk.passed("陈志远")
    batch = desk.submit(row, other)
    desk.fails_after_all(row)
    assert not desk.eligible(row)
    desk.decide(batch)
    desk.render(batch)
    desk.passes_after_all(row)
    assert desk.eligible(row)
    (certificate,) = desk.issue(row)
    assert (certificate.name, desk.case(row).end_name) == ("林晓岚", "已发证")


def test_who_waits_for_another_certificate_keeps_what_it_replaces(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    (first,) = desk.issue(row)
    void.ask(session, desk.maker, first, reason="姓名有误")
    void.approve(session, desk.approver, first, again=True)
    desk.fails_after_all(row)
    desk.passes_after_all(row)
    (second,) = desk.issue(row)
    assert second.replaces == first.id
