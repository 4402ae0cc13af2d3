"""Read verdicts, conclusions, faults and notices of an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.apply.models import Material
from processes.apply.rules.materials import KINDS
from processes.review.models import (
    BlindReview,
    Conclusion,
    CorrectionNotice,
    FaultConsent,
    FieldFault,
    MaterialVerdict,
    Supervision,
)
from processes.review.reasons import reason
from processes.review.rules import STEPS


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: a material (`material_id`, `kind`) or a declared step (`step`)."""

    title: str
    reason: str
    text: str
    material_id: UUID | None = None
    kind: str = ""
    step: str = ""

    def as_item(self) -> dict[str, Any]:
        """As kept in a notice."""
        return {
            "title": self.title,
            "reason": self.reason,
            "text": self.text,
            "material_id": str(self.material_id) if self.material_id else None,
            "kind": self.kind,
            "step": self.step,
        }

    @classmethod
    def from_item(cls, item: dict[str, Any]) -> "Fault":
        return cls(**{**item, "material_id": UUID(item["material_id"]) if item["material_id"] else None})


def standing(session: Session, application_id: UUID, stage: str) -> dict[UUID, MaterialVerdict]:
    """What a stage last said of each material it has judged, by material."""
    rows = select(MaterialVerdict).where(
        MaterialVerdict.application_id == application_id, MaterialVerdict.stage == stage, ~MaterialVerdict.superseded
    )
    return {row.material_id: row for row in session.scalars(rows)}


def passed_before(session: Session, material: Material, stage: str, round_no: int) -> bool:
    """Whether a stage has passed this very file in an earlier round, whatever it said later."""
    earlier = select(MaterialVerdict.id).where(
        MaterialVerdict.material_id == material.id,
        MaterialVerdict.sha256 == material.sha256,
        MaterialVerdict.stage == stage,
        MaterialVerdict.verdict == "pass",
        MaterialVerdict.round < round_no,
    )
    return session.scalar(earlier.limit(1)) is not None


def consent(session: Session, material: Material, stage: str, round_no: int) -> FaultConsent | None:
    """A supervisor's consent to fault this very file in this round."""
    given = select(FaultConsent).where(
        FaultConsent.material_id == material.id,
        FaultConsent.sha256 == material.sha256,
        FaultConsent.stage == stage,
        FaultConsent.round == round_no,
    )
    return session.scalars(given).first()


def current_materials(session: Session, application_id: UUID) -> list[Material]:
    """What stands handed in now, in the order it was asked for."""
    rows = select(Material).where(
        Material.application_id == application_id, Material.handed_in_at.is_not(None), ~Material.replaced
    )
    order = list(KINDS)
    return sorted(session.scalars(rows), key=lambda row: order.index(row.kind))


def faults(session: Session, application_id: UUID, stage: str) -> list[Fault]:
    """Everything that a stage finds wrong with what is handed in now."""
    verdicts = standing(session, application_id, stage)
    found = [
        Fault(row.title, reason(row.kind, verdict.reason_code), verdict.text, row.id, row.kind)
        for row in current_materials(session, application_id)
        if (verdict := verdicts.get(row.id)) is not None and verdict.verdict == "return"
    ]
    return [
        *found,
        *(Fault(STEPS[row.step], "", row.text, step=row.step) for row in open_fields(session, application_id)),
    ]


def open_fields(session: Session, application_id: UUID) -> Sequence[FieldFault]:
    """Declared steps that a conclusion in force faulted and that are not answered yet."""
    rows = (
        select(FieldFault)
        .join(Conclusion, Conclusion.id == FieldFault.conclusion_id)
        .where(
            FieldFault.application_id == application_id,
            FieldFault.answered_at.is_(None),
            Conclusion.taken_back_at.is_(None),
        )
    )
    return session.scalars(rows.order_by(FieldFault.step.desc())).all()


def answered_fields(session: Session, application_id: UUID) -> Sequence[FieldFault]:
    """What the applicant put right in words, oldest first."""
    rows = select(FieldFault).where(FieldFault.application_id == application_id, FieldFault.answered_at.is_not(None))
    return session.scalars(rows.order_by(FieldFault.answered_at)).all()


def fields(session: Session, application_id: UUID) -> tuple[list[FieldFault], list[FieldFault]]:
    """Declared steps that were faulted: those that still wait, and those the applicant has put right. One statement."""
    rows = (
        select(FieldFault, Conclusion.taken_back_at)
        .join(Conclusion, Conclusion.id == FieldFault.conclusion_id)
        .where(FieldFault.application_id == application_id)
        .order_by(FieldFault.answered_at, FieldFault.step.desc())
    )
    found = session.execute(rows).all()
    waiting = [row for row, taken_back in found if row.answered_at is None and taken_back is None]
    return waiting, [row for row, _ in found if row.answered_at is not None]


def open_notice(session: Session, application_id: UUID) -> CorrectionNotice | None:
    """The notice that waits for a correction."""
    rows = _notices(application_id).where(CorrectionNotice.closed_at.is_(None))
    return session.scalars(rows.limit(1)).first()


def notices(session: Session, application_id: UUID) -> Sequence[CorrectionNotice]:
    """All notices, newest first."""
    return session.scalars(_notices(application_id)).all()


def round_of(session: Session, application_id: UUID) -> int:
    """The round of judging that is under way: one more than the corrections handed in."""
    corrected = select(func.count()).select_from(CorrectionNotice)
    corrected = corrected.where(CorrectionNotice.application_id == application_id, CorrectionNotice.corrected)
    return 1 + (session.scalar(corrected) or 0)


def faults_to_correct(session: Session, application_id: UUID) -> list[Fault]:
    """What the open notice asks for; empty when nothing does."""
    return faults_of(open_notice(session, application_id))


def faults_of(notice: CorrectionNotice | None) -> list[Fault]:
    """What a notice asks for; nothing without one."""
    return [Fault.from_item(item) for item in notice.items] if notice else []


def last_conclusion(session: Session, application_id: UUID) -> Conclusion | None:
    """The newest conclusion in force."""
    rows = _conclusions(application_id).where(Conclusion.taken_back_at.is_(None))
    return session.scalars(rows.limit(1)).first()


def conclusions(session: Session, application_id: UUID) -> Sequence[Conclusion]:
    """Every conclusion, taken back or not, newest first."""
    return session.scalars(_conclusions(application_id)).all()


def last_supervision(session: Session, application_id: UUID) -> Supervision | None:
    rows = select(Supervision).where(Supervision.application_id == application_id).order_by(Supervision.id.desc())
    return session.scalars(rows.limit(1)).first()


def last_blind(session: Session, application_id: UUID) -> BlindReview | None:
    rows = select(BlindReview).where(BlindReview.application_id == application_id).order_by(BlindReview.id.desc())
    return session.scalars(rows.limit(1)).first()


def done_by(session: Session, person_id: UUID, *, limit: int, offset: int = 0) -> Sequence[Conclusion]:
    """What a person concluded, newest first."""
    rows = select(Conclusion).where(Conclusion.person_id == person_id).order_by(Conclusion.id.desc())
    return session.scalars(rows.limit(limit).offset(offset)).all()


def tally(session: Session, person_id: UUID) -> tuple[int, int]:
    """How many conclusions a person made today that are in force, and how many of them return."""
    today = clock.shanghai(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = select(func.count(), func.count().filter(Conclusion.conclusion == "return")).where(
        Conclusion.person_id == person_id, Conclusion.concluded_at >= today, Conclusion.taken_back_at.is_(None)
    )
    done, returned = session.execute(rows).one()
    return done, returned


def _notices(application_id: UUID) -> Select[CorrectionNotice]:
    wanted = select(CorrectionNotice).where(CorrectionNotice.application_id == application_id)
    return wanted.order_by(CorrectionNotice.id.desc())


def _conclusions(application_id: UUID) -> Select[Conclusion]:
    wanted = select(Conclusion).where(Conclusion.application_id == application_id)
    return wanted.order_by(Conclusion.id.desc())
