"""Reading templates, batches and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.workflow.models import MessageSubscription
from processes.apply import queries as applications
from processes.apply.declared import answers_of
from processes.apply.models import Application, Material
from processes.certify.errors import NoSuchBatch, NoSuchCertificate, NoSuchTemplate
from processes.certify.models import (
    Certificate,
    CertificateBatch,
    CertificateTemplate,
    Eligible,
    EligibleState,
)
from processes.certify.rules.numbers import NUMBERED
from processes.mark import queries as marks

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who passed; `why` says what is missing for a certificate, empty when nothing is."""

    row: Eligible
    application: Application
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """How many wait for certificates of one occupation and grade."""

    occupation: str
    grade: str
    count: int


def template(session: Session, template_id: UUID) -> CertificateTemplate:
    """Raises NoSuchTemplate."""
    found = session.get(CertificateTemplate, template_id)
    if found is None:
        raise NoSuchTemplate
    return found


def templates(session: Session, occupation: str | None = None) -> Sequence[CertificateTemplate]:
    """The templates in use; with an occupation those that serve it, its own before the general ones."""
    rows = select(CertificateTemplate).where(CertificateTemplate.active)
    if occupation is not None:
        serves = CertificateTemplate.occupation.is_(None) | (CertificateTemplate.occupation == occupation)
        rows = rows.where(serves).order_by(CertificateTemplate.occupation.is_(None))
    return session.scalars(rows.order_by(CertificateTemplate.name)).all()


def waiting_groups(session: Session) -> Sequence[Group]:
    rows = select(Eligible.occupation, Eligible.grade, func.count()).where(Eligible.state == EligibleState.WAITING)
    grouped = rows.group_by(Eligible.occupation, Eligible.grade).order_by(Eligible.occupation, Eligible.grade)
    return [Group(*row) for row in session.execute(grouped)]


def waiting(session: Session, occupation: str, grade: str) -> list[Waiting]:
    """Who waits for a certificate of this occupation and grade, longest first."""
    rows = (
        select(Eligible, Application)
        .join(Application, Application.id == Eligible.application_id)
        .where(Eligible.state == EligibleState.WAITING, Eligible.occupation == occupation, Eligible.grade == grade)
    )
    return [
        Waiting(row, application, missing(session, application))
        for row, application in session.execute(rows.order_by(Eligible.since))
    ]


def of_batch(session: Session, batch_id: UUID) -> Sequence[tuple[Eligible, Application]]:
    rows = select(Eligible, Application).join(Application, Application.id == Eligible.application_id)
    wanted = rows.where(Eligible.batch_id == batch_id).order_by(Eligible.institution_id, Eligible.since, Eligible.id)
    return [(row, application) for row, application in session.execute(wanted)]


def missing(session: Session, application: Application) -> str:
    """What a certificate can't be made without, in Chinese clauses."""
    identity = answers_of(application, "identity")
    faults = []
    if marks.still_to_pass(session, application):
        faults.append("成绩更正后有科目不合格")
    if not identity.get("name") or not identity.get("id_number"):
        faults.append("缺少姓名或证件号码")
    if portrait(session, application.id) is None:
        faults.append("缺少证件照")
    if application.grade not in NUMBERED:
        faults.append("这一等级没有证书编号规则")
    return "，".join(faults)


def portrait(session: Session, application_id: UUID) -> Material | None:
    return next((row for row in applications.materials(session, application_id) if row.kind == "portrait"), None)


def photo(session: Session, file_id: UUID) -> bytes:
    return files.open_bytes(session.get_one(files.StoredFile, file_id))


def batch(session: Session, batch_id: UUID, *, lock: bool = False) -> CertificateBatch:
    """Raises NoSuchBatch."""
    found = session.get(CertificateBatch, batch_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NoSuchBatch
    return found


def batches(session: Session, *, limit: int = PAGE) -> Sequence[CertificateBatch]:
    return session.scalars(select(CertificateBatch).order_by(CertificateBatch.id.desc()).limit(limit)).all()


def counts(session: Session, batch_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many people are in each batch."""
    rows = select(Eligible.batch_id, func.count()).where(Eligible.batch_id.in_(batch_ids)).group_by(Eligible.batch_id)
    return {batch_id: count for batch_id, count in session.execute(rows) if batch_id is not None}


def certificates(session: Session, batch_id: UUID, *, lock: bool = False) -> Sequence[Certificate]:
    rows = select(Certificate).where(Certificate.batch_id == batch_id).order_by(Certificate.number)
    if lock:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return session.scalars(rows).all()


def certificate(session: Session, certificate_id: UUID, *, lock: bool = False) -> Certificate:
    """Raises NoSuchCertificate."""
    found = session.get(Certificate, certificate_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NoSuchCertificate
    return found


def by_number(session: Session, number: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.number == number.strip().upper()))


def of_application(session: Session, application_id: UUID) -> Sequence[Certificate]:
    """A case's certificates, the newest first."""
    rows = select(Certificate).where(Certificate.application_id == application_id)
    return session.scalars(rows.order_by(Certificate.id.desc())).all()


def found(session: Session, words: str, *, limit: int = PAGE) -> Sequence[Certificate]:
    """By the whole number, or by the beginning of the name."""
    words = words.strip()
    rows = select(Certificate).order_by(Certificate.id.desc()).limit(limit)
    if words:
        rows = rows.where((Certificate.number == words.upper()) | Certificate.name.startswith(words, autoescape=True))
    return session.scalars(rows).all()


def awaits_issue(session: Session, application_id: UUID) -> bool:
    """Whether the case itself still waits for `certificate.issued`: it has not come to its end."""
    waits = select(MessageSubscription.id).where(
        MessageSubscription.name == "certificate.issued", MessageSubscription.key == str(application_id)
    )
    return session.scalar(waits.limit(1)) is not None
