"""What papers say of candidates, gathered for many at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.text import mask_id
from processes.apply.declared import answers_of
from processes.apply.models import Application, Material
from processes.arrange.models import Admission
from processes.arrange.queries import Seated
from processes.arrange.service.problem import units
from processes.catalogue.models import Institution
from processes.plans import queries as plans

FIRST = "正考"
RETAKE = "补考"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`id_number` is masked; `portrait` is JPEG, None where none was handed in."""

    admission: Admission
    name: str
    sex: str
    id_number: str
    line: str
    institution: str
    employer: str
    attempt: str
    ticket: str
    portrait: bytes | None = None


def candidates(
    session: Session, rows: Sequence[tuple[Admission, Application, str | None]], *, portraits: bool = False
) -> dict[UUID, Candidate]:
    """By admission. With `portraits` the photos are read too."""
    applications = {application.id: application for _, application, _ in rows}
    titles = {
        line_id: plans.line_title(plans.line(session, line_id)) for line_id in {row.plan_line_id for row, _, _ in rows}
    }
    institutions = {
        row.id: row.short_name
        for row in session.scalars(
            select(Institution).where(Institution.id.in_({row.institution_id for row, _, _ in rows}))
        )
    }
    unit = units(session, applications)
    photos = portraits_of(session, applications) if portraits else {}
    found = {}
    for row, application, ticket in rows:
        identity = answers_of(application, "identity")
        employer = unit.get(application.id, "")
        found[row.id] = Candidate(
            admission=row,
            name=application.name,
            sex=_sex(str(identity.get("id_number", ""))),
            id_number=mask_id(str(identity.get("id_number", ""))),
            line=titles[row.plan_line_id],
            institution=institutions.get(row.institution_id, ""),
            employer="" if employer.startswith("point ") else employer,
            attempt=FIRST if row.attempt == 1 else RETAKE,
            ticket=ticket or "",
            portrait=photos.get(application.id),
        )
    return found


def of_seated(session: Session, rows: Sequence[Seated], *, portraits: bool = False) -> dict[UUID, Candidate]:
    known = {each.admission.id: (each.admission, each.application, each.ticket) for each in rows}
    return candidates(session, list(known.values()), portraits=portraits)


def portraits_of(session: Session, application_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The portrait that stands handed in, by application."""
    statement = (
        select(Material.application_id, files.StoredFile)
        .join(files.StoredFile, files.StoredFile.id == Material.file_id)
        .where(
            Material.application_id.in_(tuple(application_ids)),
            Material.kind == "portrait",
            Material.handed_in_at.is_not(None),
            ~Material.replaced,
        )
    )
    found = {}
    for application_id, stored in session.execute(statement):
        try:
            found[application_id] = files.open_bytes(stored)
        except files.Missing:
            continue
    return found


def _sex(number: str) -> str:
    """By the 17th digit of an ID number (GB 11643)."""
    if len(number) != 18 or not number[:17].isdigit():
        return ""
    return "男" if int(number[16]) % 2 else "女"
