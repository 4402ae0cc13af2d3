"""Numbers, pages and the moment a certificate is issued."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, clock, crypto, files, notices
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.settings import settings
from engine.platform.text import date_cn
from engine.workflow import commands
from processes.apply import queries as applications
from processes.apply.declared import answers_of
from processes.apply.models import Application
from processes.catalogue import codes
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.certify import drawing, queries, signing
from processes.certify.errors import NoNumberFor
from processes.certify.models import (
    BatchStatus,
    Certificate,
    CertificateBatch,
    CertificateState,
    CertificateTemplate,
    Eligible,
    EligibleState,
    NumberCount,
)
from processes.certify.rules import numbers
from processes.mark import queries as marks

AT_ONCE = 20  # pages drawn in one transaction


def number_batch(session: Session, actor: Actor, batch: CertificateBatch) -> Sequence[Certificate]:
    """Give everybody in a batch a certificate with a number. Who has one already keeps it; who has failed after all
    leaves the batch. Raises NoNumberFor.
    """
    known = {row.eligible_id for row in queries.certificates(session, batch.id)}
    for row, application in queries.of_batch(session, batch.id):
        if row.id in known:
            continue
        if marks.still_to_pass(session, application):
            row.state, row.batch_id = EligibleState.LEFT, None
        else:
            session.add(_certificate(session, batch, row, application))
        session.flush()
    made = queries.certificates(session, batch.id)
    audit.record(
        session, actor, "batch.numbered", subject=("certificate_batch", batch.id), instance_id=batch.instance_id,
        after={"no": batch.no, "numbers": [row.number for row in made]},
    )  # fmt: skip
    return made


def render_some(session: Session, batch: CertificateBatch) -> int:
    """Draw some of those that have no page yet; returns how many were drawn, 0 when all are."""
    template = queries.template(session, batch.template_id)
    without = [row for row in queries.certificates(session, batch.id) if row.pdf_file_id is None][:AT_ONCE]
    for row in without:
        data = draw(session, row, template)
        row.pdf_file_id = files.store(session, data, filename=f"{row.number}.pdf", allow={"pdf"}).id
    session.flush()
    return len(without)


def issue_batch(session: Session, actor: Actor, batch: CertificateBatch) -> None:
    """Tell every candidate and let the cases end. Issuing again tells nobody twice.

    Who is held goes on waiting: his case ends when the certificate is released, or voided.
    """
    if batch.status == BatchStatus.ISSUED:
        return
    batch.status = BatchStatus.ISSUED
    rows = {row.id: row for row, _ in queries.of_batch(session, batch.id)}
    made = queries.certificates(session, batch.id, lock=True)
    for certificate in made:
        rows[certificate.eligible_id].state = EligibleState.ISSUED
    session.flush()
    for certificate in made:
        if certificate.state == CertificateState.VALID:
            issue_one(session, actor, certificate, batch)


def issue_one(session: Session, actor: Actor, certificate: Certificate, batch: CertificateBatch) -> None:
    """Tell the candidate of a valid certificate, and let his case end if it has not."""
    application = applications.application(session, certificate.application_id)
    certificate.issued_at = clock.now()
    notices.send(
        session, certificate.person_id, "certificate.issued", title="证书已制发",
        body=(
            f"申请编号 {application.no}。{certificate.occupation_name} {Grade(certificate.grade).title}"
            f"职业技能等级证书已制发，编号 {certificate.number}，{date_cn(certificate.issued_on)} 发证。"
            "可以下载电子证书，也可以按通知领取纸质证书。"
        ),
        link=f"/my/cases/{application.no}/certificate", sms=True,
    )  # fmt: skip
    audit.record(
        session, actor, "certificate.issued", subject=("certificate", certificate.id),
        instance_id=application.instance_id, after={"number": certificate.number, "batch": batch.no},
    )  # fmt: skip
    session.flush()
    if queries.awaits_issue(session, application.id):
        commands.correlate(session, "certificate.issued", str(application.id), {"certify_outcome": "issued"})


def draw(session: Session, row: Certificate, template: CertificateTemplate) -> bytes:
    """The certificate's page as PDF."""
    return drawing.draw(
        template.elements,
        values_of(row),
        photo=queries.photo(session, row.photo_file_id),
        address=address_of(row),
        title=f"{row.number} {row.name}",
    )


def values_of(row: Certificate) -> dict[str, str]:
    """The fields a template may name."""
    return {
        "name": row.name,
        "id_kind": codes.label("document_kind", row.id_kind),
        "id_number": crypto.decrypt(row.id_number_encrypted, row.id),
        "occupation": row.occupation_name,
        "occupation_code": row.occupation,
        "grade": Grade(row.grade).title,
        "number": row.number,
        "issued_on": date_cn(row.issued_on),
        "institution": row.institution_name,
        "authority": row.authority_name,
    }


def address_of(row: Certificate) -> str:
    """Where anybody checks the certificate: what its QR code holds."""
    return f"{settings().base_url.rstrip('/')}/verify/{row.number}?k={row.code}"


def signed_facts(row: Certificate) -> bytes:
    return signing.message(
        number=row.number, name=row.name, occupation=row.occupation, grade=row.grade,
        issued_on=row.issued_on.isoformat(), institution=row.institution_name,
    )  # fmt: skip


def _certificate(session: Session, batch: CertificateBatch, row: Eligible, application: Application) -> Certificate:
    if row.grade not in numbers.NUMBERED:
        raise NoNumberFor(grade=Grade(row.grade).title)
    portrait = queries.portrait(session, application.id)
    if portrait is None:
        raise LookupError("a batch was approved without a portrait")
    identity, institution = answers_of(application, "identity"), catalogue.institution(session, row.institution_id)
    certificate_id = new_id()
    works = applications.works(session, application.id)
    made = Certificate(
        id=certificate_id,
        number=_next(session, row, institution.code, batch.issued_on.year),
        eligible_id=row.id,
        batch_id=batch.id,
        application_id=application.id,
        person_id=application.person_id,
        name=identity["name"],
        id_kind=identity["id_kind"],
        id_number_encrypted=crypto.encrypt(identity["id_number"], certificate_id),
        employer=works[-1].employer if works else "",
        occupation=row.occupation,
        occupation_name=batch.occupation_name,
        grade=row.grade,
        institution_id=row.institution_id,
        institution_name=institution.name,
        authority_name=people.authority(session).name,
        template_id=batch.template_id,
        photo_file_id=portrait.file_id,
        issued_on=batch.issued_on,
        code=signing.code_of(certificate_id),
        replaces=row.replaces,
        signature="",
    )
    made.signature = signing.sign(signed_facts(made))
    return made


def _next(session: Session, row: Eligible, institution_code: str, year: int) -> str:
    """The next number of an institution, year and grade; the counter's row is the lock."""
    key = {"institution_id": row.institution_id, "year": year, "grade": row.grade}
    session.execute(
        insert(NumberCount)
        .values(id=new_id(), tenant_id=row.tenant_id, last=0, **key)
        .on_conflict_do_nothing(index_elements=["tenant_id", "institution_id", "year", "grade"])
    )
    count = session.scalars(select(NumberCount).filter_by(**key).with_for_update()).one()
    count.last += 1
    session.flush()
    return numbers.number(institution=institution_code, year=year, grade=row.grade, serial=count.last)


def of_case(session: Session, application_id: UUID) -> Certificate | None:
    """The case's newest certificate."""
    return next(iter(queries.of_application(session, application_id)), None)
