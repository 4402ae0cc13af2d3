"""From a pass to a certificate, on real PostgreSQL."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.audit.seal import public_key
from engine.platform.notices import Notice
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from engine.workflow.commands.time import move_due
from engine.workflow.errors import FourEyes
from engine.workflow.models import Incident
from processes.apply.models import Application
from processes.certify import queries, signing
from processes.certify.errors import (
    AlreadyBatched,
    NobodyChosen,
    NotPassed,
    NotReady,
    NotValid,
    OwnCertificate,
    SamePerson,
    VoidNotAsked,
)
from processes.certify.models import Certificate, CertificateState
from processes.certify.rules import layout
from processes.certify.service import batches, issue, templates, void
from processes.mark.models import ResultState
from tests.processes.certify.builders import DAY, GRADE, OCCUPATION, CertificateDesk
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by


def test_a_batch_is_approved_numbered_drawn_and_ends_the_cases(desk: CertificateDesk, session: Session) -> None:
    one, other = desk.passed("林晓岚"), desk.passed("陈志远")
    first, second = desk.issue(one, other)
    assert first.number.endswith("263000001")
    assert second.number.endswith("263000002")
    assert {desk.case(row).end_name for row in (one, other)} == {"已发证"}
    told = session.scalars(select(Notice.kind).where(Notice.person_id == one.person_id)).all()
    assert "certificate.issued" in told
    assert not session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()


def test_the_page_says_what_was_certified(desk: CertificateDesk, session: Session) -> None:
    (row,) = desk.issue(desk.passed("林晓岚"))
    page = PdfReader(BytesIO(files.open_bytes(session.get_one(files.StoredFile, row.pdf_file_id)))).pages[0]
    text = page.extract_text()
    for words in ("职业技能等级证书", "林晓岚", "化工总控工", "三级/高级工", row.number, "2026年12月20日"):
        assert words in text
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    assert len(page.images) == 2  # the portrait and the QR code


def test_the_signature_holds_without_a_database_and_for_these_facts_alone(desk: CertificateDesk) -> None:
    (row,) = desk.issue(desk.passed())
    facts = issue.signed_facts(row)
    assert signing.verify(public_key(), facts, row.signature)
    assert not signing.verify(public_key(), facts.replace(b'"3"', b'"1"'), row.signature)
    assert not signing.verify(public_key(), facts, "bm90aGluZw==")


def test_nobody_approves_his_own_batch(desk: CertificateDesk, session: Session) -> None:
    both = make_staff(session, "一人两职", "authority:certificates", "authority:certificate_approver")
    row = desk.passed()
    batch = batches.make(
        session, both, occupation=OCCUPATION, grade=GRADE, chosen=desk.eligible(row), template=desk.template,
        issued_on=DAY,
    )  # fmt: skip
    desk.approver = both
    with pytest.raises(FourEyes), session.begin_nested():
        desk.decide(batch)


def test_a_returned_batch_gives_its_people_back(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch, "return", "照片不清楚")
    assert batch.status == "returned"
    assert desk.eligible(row)
    told = select(Notice.kind).where(Notice.person_id == desk.maker.person_id)
    assert session.scalars(told).all() == ["batch.returned"]
    desk.issue(row)


def test_nobody_is_in_two_batches(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    chosen = desk.eligible(row)
    desk.submit(row)
    asked = {"occupation": OCCUPATION, "grade": GRADE, "template": desk.template, "issued_on": DAY}
    with pytest.raises(AlreadyBatched):
        batches.make(session, desk.maker, chosen=chosen, **asked)  # type: ignore[arg-type]
    with pytest.raises(NobodyChosen):
        batches.make(session, desk.maker, chosen=[], **asked)  # type: ignore[arg-type]


def test_without_a_portrait_there_is_no_certificate(desk: CertificateDesk) -> None:
    row = desk.passed("林晓岚")
    desk.without_portrait(row)
    with pytest.raises(NotReady, match="林晓岚的资料不全，不能制证：缺少证件照"):
        desk.submit(row)


def test_who_waits_too_long_is_remembered(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    pass_by(timedelta(days=40))
    move_due(session, desk.case(row).id)
    told = session.scalars(select(Notice.kind).where(Notice.person_id == desk.maker.person_id)).all()
    assert told == ["certificate.overdue"]


def test_voiding_takes_two_people_and_the_new_one_gets_a_new_number(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    (first,) = desk.issue(row)
    with pytest.raises(VoidNotAsked):
        void.approve(session, desk.approver, first)
    void.ask(session, desk.maker, first, reason="姓名有误")
    with pytest.raises(SamePerson):
        void.approve(session, desk.maker, first)
    void.approve(session, desk.approver, first, again=True)
    with pytest.raises(NotValid):
        void.approve(session, desk.approver, first)
    (second,) = desk.issue(row)
    assert second.number != first.number
    assert second.replaces == first.id
    numbers = session.scalars(select(Certificate.number)).all()
    assert len(set(numbers)) == len(numbers) == 2
    assert desk.case(row).end_name == "已发证"


def test_a_refused_voiding_changes_nothing(desk: CertificateDesk, session: Session) -> None:
    (row,) = desk.issue(desk.passed())
    void.ask(session, desk.maker, row, reason="申请人要求")
    void.refuse(session, desk.approver, row)
    assert (row.state, row.void_asked_by) == (CertificateState.VALID, None)


def test_a_changed_result_holds_the_certificate(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    (certificate,) = desk.issue(row)
    desk.fails_after_all(row)
    assert certificate.state == CertificateState.HELD
    with pytest.raises(NotValid):
        void.hand_out(session, desk.maker, certificate, how="本人签收")
    with pytest.raises(NotPassed):
        void.release(session, desk.approver, certificate)
    desk.score(row, ResultState.PASSED, 700)
    void.release(session, desk.approver, certificate)
    void.hand_out(session, desk.maker, certificate, how="SF1234567890")
    assert certificate.handed_out_how == "SF1234567890"


def test_a_new_version_of_a_template_leaves_what_was_printed(desk: CertificateDesk, session: Session) -> None:
    (row,) = desk.issue(desk.passed())
    templates.keep(session, desk.maker, name=desk.template.name, elements=layout.standard())
    assert [each.version for each in queries.templates(session)] == [2]
    assert queries.template(session, row.template_id).version == 1


def _as_approver(desk: CertificateDesk, row: Application) -> Actor:
    """The candidate also approves certificates."""
    person = desk.session.get_one(Person, row.person_id)
    grant(desk.session, Actor.system(desk.plan.tenant_id), person, "authority:certificate_approver")
    return people.actor(desk.session, person.id)


def test_a_result_corrected_while_the_batch_is_submitted_takes_the_person_out(
    desk: CertificateDesk, session: Session
) -> None:
    failed, passed = desk.passed("林晓岚"), desk.passed("陈志远")
    batch = desk.submit(failed, passed)
    desk.fails_after_all(failed)
    desk.decide(batch)
    desk.render(batch)
    assert [row.name for row in queries.certificates(session, batch.id)] == ["陈志远"]


def test_a_result_corrected_while_the_pages_are_drawn_holds_the_certificate(
    desk: CertificateDesk, session: Session
) -> None:
    row = desk.passed()
    batch = desk.submit(row)
    desk.decide(batch)
    desk.fails_after_all(row)
    desk.render(batch)
    assert [each.state for each in queries.certificates(session, batch.id)] == [CertificateState.HELD]
    assert not session.scalars(select(Notice).where(Notice.kind == "certificate.issued")).all()
    assert desk.case(row).status == "active", "nobody has got a certificate yet"


def test_who_has_failed_is_not_put_into_a_batch_nor_approved_in_one(desk: CertificateDesk) -> None:
    row = desk.passed("林晓岚")
    batch = desk.submit(row)
    desk.score(row, ResultState.FAILED, 500)  # the office has not heard of it yet
    with pytest.raises(NotReady, match="林晓岚的资料不全，不能制证：成绩更正后有科目不合格"):
        desk.decide(batch)


def test_who_failed_after_all_gets_no_new_certificate_for_a_voided_one(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    (certificate,) = desk.issue(row)
    desk.fails_after_all(row)
    void.ask(session, desk.maker, certificate, reason="成绩更正后不合格")
    with pytest.raises(NotPassed):
        void.approve(session, desk.approver, certificate, again=True)
    void.approve(session, desk.approver, certificate)
    assert not desk.eligible(row)


def test_nobody_approves_a_batch_with_himself_in_it(desk: CertificateDesk) -> None:
    row = desk.passed()
    desk.approver = _as_approver(desk, row)
    with pytest.raises(OwnCertificate):
        desk.decide(desk.submit(row))


def test_nobody_releases_his_own_certificate(desk: CertificateDesk, session: Session) -> None:
    row = desk.passed()
    (certificate,) = desk.issue(row)
    desk.fails_after_all(row)
    desk.score(row, ResultState.PASSED, 700)
    with pytest.raises(OwnCertificate):
        void.release(session, _as_approver(desk, row), certificate)
