"""Voiding by two people, issuing again with a new number, and holding what rests on a changed result."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.certify import queries
from processes.certify.errors import NotPassed, NotValid, OwnCertificate, SamePerson, VoidNotAsked
from processes.certify.models import BatchStatus, Certificate, CertificateState, Eligible, EligibleState
from processes.certify.service import issue
from processes.mark import queries as marks
from processes.mark.events import ResultChanged


def ask(session: Session, actor: Actor, row: Certificate, *, reason: str) -> None:
    """Ask for a certificate to be voided. Raises NotValid."""
    row = queries.certificate(session, row.id, lock=True)
    if row.state == CertificateState.VOID:
        raise NotValid
    row.void_reason, row.void_asked_by, row.void_asked_at = reason, actor.person_id, clock.now()
    _record(session, actor, row, "certificate.void_asked", {"reason": reason})


def approve(session: Session, actor: Actor, row: Certificate, *, again: bool = False) -> None:
    """Void it; with `again` the person waits for another one, which gets a new number. A case that has not come to its
    end goes on waiting for that one, or ends without a certificate.

    Raises VoidNotAsked, SamePerson, NotValid, OwnCertificate; NotPassed when another one is not deserved.
    """
    row = queries.certificate(session, row.id, lock=True)
    if row.state == CertificateState.VOID:
        raise NotValid
    if row.void_asked_by is None:
        raise VoidNotAsked
    if row.void_asked_by == actor.person_id:
        raise SamePerson
    _refuse_own(actor, row)
    application = applications.application(session, row.application_id)
    if again:
        _must_have_passed(session, application)
    row.state, row.voided_by, row.voided_at = CertificateState.VOID, actor.person_id, clock.now()
    session.flush()
    _record(session, actor, row, "certificate.voided", {"reason": row.void_reason, "again": again})
    before = session.get_one(Eligible, row.eligible_id)
    before.state = EligibleState.ISSUED
    session.flush()
    ends = not again and queries.awaits_issue(session, application.id)
    if again:
        session.add(
            Eligible(
                application_id=before.application_id, person_id=before.person_id, plan_id=before.plan_id,
                institution_id=before.institution_id, occupation=before.occupation, grade=before.grade,
                replaces=row.id,
            )
        )  # fmt: skip
        session.flush()
    if ends:
        commands.correlate(session, "certificate.refused", str(application.id), {"certify_outcome": "refused"})
    what = "将以新编号补发，发证后另行通知。" if again else "如有疑问，请拨打咨询电话。"
    what = f"本次不予发证，办理终止。{what}" if ends else what
    notices.send(
        session, row.person_id, "certificate.voided", title="证书已作废",
        body=f"申请编号 {application.no}。证书 {row.number} 已作废，原因：{row.void_reason}。{what}",
        link=f"/my/cases/{application.no}/certificate", sms=True,
    )  # fmt: skip


def refuse(session: Session, actor: Actor, row: Certificate) -> None:
    """The second person does not agree: the certificate stays as it is. Raises VoidNotAsked, SamePerson,
    OwnCertificate.
    """
    row = queries.certificate(session, row.id, lock=True)
    if row.void_asked_by is None or row.state == CertificateState.VOID:
        raise VoidNotAsked
    if row.void_asked_by == actor.person_id:
        raise SamePerson
    _refuse_own(actor, row)
    row.void_asked_by = row.void_asked_at = None
    _record(session, actor, row, "certificate.void_refused", {"reason": row.void_reason})
    row.void_reason = ""


def release(session: Session, actor: Actor, row: Certificate) -> None:
    """A held certificate is good after all: every subject is passed again. Held while it was drawn, it is issued now.

    Raises NotValid, OwnCertificate, NotPassed.
    """
    row = queries.certificate(session, row.id, lock=True)
    if row.state != CertificateState.HELD:
        raise NotValid
    _refuse_own(actor, row)
    _must_have_passed(session, applications.application(session, row.application_id))
    row.state, row.held_reason = CertificateState.VALID, ""
    _record(session, actor, row, "certificate.released", {})
    batch = queries.batch(session, row.batch_id)
    untold = row.issued_at is None and (row.replaces is not None or queries.awaits_issue(session, row.application_id))
    if batch.status == BatchStatus.ISSUED and untold:
        issue.issue_one(session, actor, row, batch)


def hand_out(session: Session, actor: Actor, row: Certificate, *, how: str) -> None:
    """The paper certificate was signed for, or sent with a courier's number. Raises NotValid."""
    row = queries.certificate(session, row.id, lock=True)
    if row.state != CertificateState.VALID:
        raise NotValid
    row.handed_out_at, row.handed_out_how = clock.now(), how
    _record(session, actor, row, "certificate.handed_out", {"how": how})


@outbox.subscriber(ResultChanged)
def hold(session: Session, event: ResultChanged) -> None:
    """A result has changed: what is not passed any more holds the certificate, and takes whoever waits for one off
    the list, until it is passed after all. A batch that is numbered keeps its row: the certificate, held, needs it.
    """
    application = applications.application(session, event.application_id)
    if not marks.still_to_pass(session, application):
        _wait_again(session, application)
        return
    valid = select(Certificate).where(
        Certificate.application_id == application.id, Certificate.state == CertificateState.VALID
    )
    for row in session.scalars(valid.with_for_update()):
        row.state, row.held_reason = CertificateState.HELD, "成绩更正后有科目不合格"
        _record(session, Actor.system(row.tenant_id), row, "certificate.held", {"reason": row.held_reason})
    numbered = select(Certificate.id).where(Certificate.eligible_id == Eligible.id).exists()
    waiting = select(Eligible).where(
        Eligible.application_id == application.id, Eligible.state != EligibleState.ISSUED, ~numbered
    )
    for eligible in session.scalars(waiting.with_for_update()):
        eligible.state, eligible.batch_id = EligibleState.LEFT, None
    session.flush()


def _wait_again(session: Session, application: Application) -> None:
    """Who had left the list because of a result that is passed after all stands on it again, as long as before."""
    left = select(Eligible).where(Eligible.application_id == application.id, Eligible.state == EligibleState.LEFT)
    for row in session.scalars(left.with_for_update()):
        row.state = EligibleState.WAITING
    session.flush()


def _refuse_own(actor: Actor, row: Certificate) -> None:
    if row.person_id == actor.person_id:
        raise OwnCertificate


def _must_have_passed(session: Session, application: Application) -> None:
    if marks.still_to_pass(session, application):
        raise NotPassed(name=application.name)


def _record(session: Session, actor: Actor, row: Certificate, action: str, after: dict[str, object]) -> None:
    session.flush()
    audit.record(
        session, actor, action, subject=("certificate", row.id),
        after={"number": row.number, "state": row.state, **after},
    )  # fmt: skip
