"""What a reviewer has before him: the application, its materials with files and verdicts, the history."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from engine.platform.files import StoredFile
from engine.platform.people import Actor
from processes.apply.errors import NoSuchApplication
from processes.apply.models import Application, Material
from processes.apply.rules.materials import KINDS
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine
from processes.review.models import CorrectionNotice, FaultConsent, MaterialVerdict


@dataclass(frozen=True, slots=True)
class Case:
    application: Application
    title: str  # 电工 · 三级/高级工
    round: int = 1  # of judging; one more than the corrections handed in


@dataclass(frozen=True, slots=True)
class Original:
    """A material in force, its file, and what the stage last said of it."""

    material: Material
    file: StoredFile
    verdict: MaterialVerdict | None


def case(session: Session, no: str) -> Case:
    """One statement. Raises NoSuchApplication."""
    corrected = select(func.count()).where(
        CorrectionNotice.application_id == Application.id, CorrectionNotice.corrected
    )
    rows = select(Application, PlanLine, corrected.scalar_subquery())
    rows = rows.join(PlanLine, PlanLine.id == Application.plan_line_id)
    found = session.execute(rows.where(Application.no == no)).first()
    if found is None:
        raise NoSuchApplication
    application, line, corrections = found
    return Case(application, f"{line.occupation_name} · {Grade(line.grade).title}", 1 + corrections)


def originals(session: Session, application_id: UUID, stage: str) -> list[Original]:
    """In the order they were asked for; one statement."""
    said = and_(MaterialVerdict.material_id == Material.id, MaterialVerdict.stage == stage, ~MaterialVerdict.superseded)
    rows = (
        select(Material, StoredFile, MaterialVerdict)
        .join(StoredFile, StoredFile.id == Material.file_id)
        .outerjoin(MaterialVerdict, said)
        .where(Material.application_id == application_id, Material.handed_in_at.is_not(None), ~Material.replaced)
    )
    order = list(KINDS)
    found = [Original(*row) for row in session.execute(rows)]
    return sorted(found, key=lambda one: order.index(one.material.kind))


@dataclass(slots=True)
class Version:
    """A file that was handed in for one requirement; what was ever said of it, newest first; who let it be faulted."""

    material: Material
    file: StoredFile
    verdicts: list[MaterialVerdict]
    consents: list[FaultConsent]

    def passed_before(self, stage: str, round_no: int) -> bool:
        """Whether a stage has passed this very file in an earlier round."""
        return any(
            (one.stage, one.verdict, one.sha256) == (stage, "pass", self.material.sha256) and one.round < round_no
            for one in self.verdicts
        )

    def consent(self, stage: str, round_no: int) -> FaultConsent | None:
        return next((one for one in self.consents if (one.stage, one.round) == (stage, round_no)), None)


def versions(session: Session, application_id: UUID, kind: str) -> list[Version]:
    """Every file handed in for a kind of material, the newest first; one statement."""
    rows = (
        select(Material, StoredFile, MaterialVerdict, FaultConsent)
        .join(StoredFile, StoredFile.id == Material.file_id)
        .outerjoin(MaterialVerdict, MaterialVerdict.material_id == Material.id)
        .outerjoin(FaultConsent, FaultConsent.material_id == Material.id)
        .where(Material.application_id == application_id, Material.kind == kind, Material.handed_in_at.is_not(None))
        .order_by(Material.round.desc(), MaterialVerdict.id.desc())
    )
    found: dict[UUID, Version] = {}
    for material, file, verdict, consent in session.execute(rows):
        version = found.setdefault(material.id, Version(material, file, [], []))
        if verdict is not None and verdict not in version.verdicts:
            version.verdicts.append(verdict)
        if consent is not None and consent not in version.consents:
            version.consents.append(consent)
    return list(found.values())


def may_see(actor: Actor, application: Application) -> bool:
    """First reviewers of the very institution that judges it and the authority's reviewers; nobody sees a draft."""
    if application.submitted_at is None:
        return False
    if actor.has_any_role(("authority:approver", "authority:supervisor")):
        return True
    return actor.in_group(f"institution:{application.institution_id}:first_review")
