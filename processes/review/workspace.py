"""What a reviewer has before him: the application, its materials with files and verdicts, the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from engine.platform.files import StoredFile
from engine.platform.people import Actor
from processes.apply.errors import NoSuchApplication
from processes.apply.models import Application, Material
from processes.apply.rules.materials import KINDS
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine
from processes.review.models import MaterialVerdict


@dataclass(frozen=True, slots=True)
class Case:
    application: Application
    title: str  # 电工 · 三级/高级工


@dataclass(frozen=True, slots=True)
class Original:
    """A material in force, its file, and what the stage last said of it."""

    material: Material
    file: StoredFile
    verdict: MaterialVerdict | None


def case(session: Session, no: str) -> Case:
    """Raises NoSuchApplication."""
    rows = select(Application, PlanLine).join(PlanLine, PlanLine.id == Application.plan_line_id)
    found = session.execute(rows.where(Application.no == no)).first()
    if found is None:
        raise NoSuchApplication
    application, line = found
    return Case(application, f"{line.occupation_name} · {Grade(line.grade).title}")


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


def history(session: Session, application_id: UUID) -> Sequence[MaterialVerdict]:
    """Everything that was ever said of the materials, newest first."""
    rows = select(MaterialVerdict).where(MaterialVerdict.application_id == application_id)
    return session.scalars(rows.order_by(MaterialVerdict.id.desc())).all()


def may_see(actor: Actor, application: Application) -> bool:
    """First reviewers of the very institution that judges it and the authority's reviewers; nobody sees a draft."""
    if application.submitted_at is None:
        return False
    if actor.has_any_role(("authority:approver", "authority:supervisor")):
        return True
    return actor.in_group(f"institution:{application.institution_id}:first_review")
