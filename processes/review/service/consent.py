"""A supervisor's word before an unchanged file, passed in an earlier round, may be faulted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, notices
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.workflow.models import Participation
from processes.apply.models import Application, Material
from processes.review import queries
from processes.review.errors import NothingToConsent, OwnConsent
from processes.review.models import FaultConsent
from processes.review.rules import LEAST_SUPERVISOR_REASON, MOST_TEXT, STAGES


def ask_consent(
    session: Session, actor: Actor, application: Application, material: Material, *, stage: str, text: str
) -> int:
    """Tell the supervisors what is found wrong; returns how many were told. Raises InvalidForm, NothingToConsent."""
    text = text.strip()
    if not text:
        raise InvalidForm([FieldError("text", "请先填写告知申请人的说明，督导员据此决定")], {"text": text})
    _needed(session, material, stage)
    asked = [one for one in people.members(session, "authority:supervisor") if one.id != application.person_id]
    for supervisor in asked:
        notices.send(
            session,
            supervisor.id,
            "review.consent_asked",
            title=f"{actor.name}请您同意再次退回“{material.title}”",
            body=f"申请编号 {application.no}。这份材料上一轮已通过，没有改动。{actor.name}认为：{text}",
            link=f"/review/{application.no}/material/{material.id}/consent",
        )
    audit.record(
        session,
        actor,
        "review.consent_asked",
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={"material": material.title, "stage": stage, "text": text},
    )
    return len(asked)


def give_consent(
    session: Session, actor: Actor, application: Application, material: Material, *, stage: str, reason: str
) -> FaultConsent:
    """Let an unchanged file be faulted in this round, with the reason. Given once more it stays as it was.

    Raises InvalidForm, NothingToConsent, OwnConsent.
    """
    reason = reason.strip()
    took_part = select(Participation.id).where(
        Participation.instance_id == application.instance_id, Participation.person_id == actor.person_id
    )
    if application.person_id == actor.person_id or session.scalar(took_part.limit(1)) is not None:
        raise OwnConsent
    round_no = _needed(session, material, stage)
    if (given := queries.consent(session, material, stage, round_no)) is not None:
        return given
    if not LEAST_SUPERVISOR_REASON <= len(reason) <= MOST_TEXT:
        sentence = f"请写明同意的理由，{LEAST_SUPERVISOR_REASON}—{MOST_TEXT} 字，您输入了 {len(reason)} 字"
        raise InvalidForm([FieldError("reason", sentence)], {"reason": reason})
    row = FaultConsent(
        application_id=application.id,
        material_id=material.id,
        stage=stage,
        round=round_no,
        sha256=material.sha256,
        reason=reason,
        person_id=actor.person_id,
        person_name=actor.name,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "review.consent_given",
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={
            "material": material.title,
            "stage": stage,
            "round": round_no,
            "sha256": material.sha256,
            "text": reason,
        },
    )
    return row


def _needed(session: Session, material: Material, stage: str) -> int:
    """The round in which the consent is needed. Raises NothingToConsent."""
    round_no = queries.round_of(session, material.application_id)
    current = not material.replaced and material.handed_in_at is not None
    if stage not in STAGES or not current or not queries.passed_before(session, material, stage, round_no):
        raise NothingToConsent
    return round_no
