"""Read applications, their materials and what they still need."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.platform import files
from engine.platform.people import Actor
from engine.workflow.models import Instance, WorkItem
from processes.apply.declared import answers_of, declared
from processes.apply.errors import NoSuchApplication, NoSuchMaterial, NotYourApplication
from processes.apply.models import INSTITUTION, Application, Material, Status, StudyEntry, WorkEntry
from processes.apply.rules.materials import KINDS, Kind, required

CONFIRM_FORM = "apply/confirm"


def application(session: Session, application_id: UUID, *, lock: bool = False) -> Application:
    """Raises NoSuchApplication. With `lock` the row is held until the end of the transaction and read anew."""
    return _one(session, select(Application).where(Application.id == application_id), lock=lock)


def by_number(session: Session, no: str) -> Application:
    """Raises NoSuchApplication."""
    return _one(session, select(Application).where(Application.no == no), lock=False)


def own(session: Session, actor: Actor, application_id: UUID, *, lock: bool = False) -> Application:
    """An application of the actor. Raises NoSuchApplication, NotYourApplication."""
    return _owned(actor, application(session, application_id, lock=lock))


def own_by_number(session: Session, actor: Actor, no: str) -> Application:
    """Raises NoSuchApplication, NotYourApplication."""
    return _owned(actor, by_number(session, no))


def mine(session: Session, person_id: UUID) -> Sequence[Application]:
    """A person's applications, newest first."""
    newest = select(Application).where(Application.person_id == person_id).order_by(Application.id.desc())
    return session.scalars(newest).all()


def draft_of(session: Session, person_id: UUID, plan_id: UUID) -> Application | None:
    """The draft a person has begun in a plan."""
    statement = select(Application).where(
        Application.person_id == person_id, Application.plan_id == plan_id, Application.status == Status.DRAFT
    )
    return session.scalar(statement.order_by(Application.id.desc()).limit(1))


def unfinished_cases(session: Session, plan_id: UUID) -> Sequence[UUID]:
    """The running cases of a plan whose time to hand in, or to be offered a place, is still running."""
    statement = select(Application.instance_id).where(
        Application.plan_id == plan_id,
        Application.status.in_((Status.DRAFT, Status.WAITING)),
        Application.instance_id.is_not(None),
    )
    return [found for found in session.scalars(statement.order_by(Application.instance_id)) if found]


def live(session: Session, person_id: UUID, plan_line_id: UUID) -> Application | None:
    """The application, in whatever state but ended, that a person has for a plan line."""
    statement = select(Application).where(
        Application.person_id == person_id,
        Application.plan_line_id == plan_line_id,
        Application.status != Status.ENDED,
    )
    return session.scalar(statement)


def confirmation(session: Session, row: Application) -> WorkItem | None:
    """The open task in which the applicant confirms what a clerk has registered."""
    if row.source != INSTITUTION or row.status != Status.DRAFT:
        return None
    waiting = select(WorkItem).where(WorkItem.instance_id == row.instance_id, WorkItem.status == "open")
    return session.scalar(waiting.where(WorkItem.form_key == CONFIRM_FORM))


def confirm_by(session: Session, rows: Iterable[Application]) -> dict[UUID, datetime]:
    """By when the applicants of registered drafts have to confirm, by instance; drafts that don't wait are left out."""
    drafts = [row.instance_id for row in rows if row.status == Status.DRAFT]
    waiting = select(WorkItem.instance_id, WorkItem.due_at).where(
        WorkItem.instance_id.in_(drafts), WorkItem.status == "open", WorkItem.form_key == CONFIRM_FORM
    )
    return {row.instance_id: row.due_at for row in session.execute(waiting)}


def handed_in_by_number(session: Session, row: Application) -> Application | None:
    """Another account's application for the same line with the same document, handed in and not ended."""
    statement = select(Application).where(
        Application.id != row.id,
        Application.id_number_index == row.id_number_index,
        Application.plan_line_id == row.plan_line_id,
        Application.status.not_in((Status.DRAFT, Status.ENDED)),
    )
    return session.scalar(statement.limit(1))


def resting_on_identity(session: Session, person_id: UUID) -> Application | None:
    """What was handed in as this person and is still under way, or was certified."""
    under_way = Application.status.not_in((Status.DRAFT, Status.ENDED))
    statement = select(Application).where(
        Application.person_id == person_id, under_way | (Application.outcome == "certified")
    )
    return session.scalar(statement.order_by(Application.id).limit(1))


def live_by_number(session: Session, row: Application, plan_line_id: UUID) -> Application | None:
    """Another application, in whatever state but ended, with the same document for a plan line."""
    statement = select(Application).where(
        Application.id != row.id,
        Application.id_number_index == row.id_number_index,
        Application.plan_line_id == plan_line_id,
        Application.status != Status.ENDED,
    )
    return session.scalar(statement.limit(1))


def registered(
    session: Session, institutions: Iterable[UUID], *, limit: int = 50, offset: int = 0
) -> Sequence[Application]:
    """What the clerks of these institutions have registered, newest first."""
    newest = _registered(institutions).order_by(Application.id.desc())
    return session.scalars(newest.limit(limit).offset(offset)).all()


def registered_count(session: Session, institutions: Iterable[UUID]) -> int:
    return session.scalar(select(func.count()).select_from(_registered(institutions).subquery())) or 0


def studies(session: Session, application_id: UUID) -> Sequence[StudyEntry]:
    rows = select(StudyEntry).where(StudyEntry.application_id == application_id)
    return session.scalars(rows.order_by(StudyEntry.place)).all()


def works(session: Session, application_id: UUID) -> Sequence[WorkEntry]:
    rows = select(WorkEntry).where(WorkEntry.application_id == application_id)
    return session.scalars(rows.order_by(WorkEntry.place)).all()


def needed(row: Application) -> list[Kind]:
    """The materials the chosen rule asks for; before a rule is chosen, those that everybody needs."""
    answers = declared(row)
    return required(
        row.rule_materials or (),
        document=str(answers.get("identity", {}).get("id_kind", "")),
        abroad=bool(answers.get("rule", {}).get("diploma_abroad")),
    )


def materials(session: Session, application_id: UUID) -> list[Material]:
    """What stands handed in now, in the order it was asked for."""
    rows = _materials(application_id).where(Material.handed_in_at.is_not(None), ~Material.replaced)
    return _in_order(session.scalars(rows))


def staged(session: Session, application_id: UUID) -> list[Material]:
    """What is uploaded and not handed in yet: the files of a draft, or of a correction."""
    return _in_order(session.scalars(_materials(application_id).where(Material.handed_in_at.is_(None))))


def staged_files(session: Session, application_id: UUID) -> list[tuple[Material, files.StoredFile]]:
    """What is staged, each with its file; one statement."""
    return _with_files(session, _materials(application_id).where(Material.handed_in_at.is_(None)))


def material_files(session: Session, application_id: UUID) -> list[tuple[Material, files.StoredFile]]:
    """What stands handed in now, each with its file; what is staged where nothing is handed in. One statement."""
    rows = _with_files(session, _materials(application_id).where(~Material.replaced))
    handed_in = [(row, file) for row, file in rows if row.handed_in_at is not None]
    return handed_in or rows


def named_files(session: Session, material_ids: Iterable[UUID]) -> dict[UUID, tuple[Material, files.StoredFile]]:
    """These materials with their files, by their ids; one statement."""
    wanted = select(Material).where(Material.id.in_(tuple(material_ids)))
    return {row.id: (row, file) for row, file in _with_files(session, wanted)}


def material(session: Session, material_id: UUID) -> Material:
    """Raises NoSuchMaterial."""
    found = session.get(Material, material_id)
    if found is None:
        raise NoSuchMaterial
    return found


def owner_of_file(session: Session, file_id: UUID) -> Application | None:
    """The application in which a file was handed in, or is the source of a portrait."""
    statement = select(Application).join(Material, Material.application_id == Application.id)
    named = or_(Material.file_id == file_id, Material.source_file_id == file_id)
    return session.scalar(statement.where(named).limit(1))


def handed_in_as(session: Session, file_id: UUID) -> tuple[Application, Material] | None:
    """The application and the material for which a file was handed in."""
    statement = select(Application, Material).join(Material, Material.application_id == Application.id)
    found = session.execute(statement.where(Material.file_id == file_id).limit(1)).first()
    return (found[0], found[1]) if found is not None else None


def file_of(session: Session, row: Material) -> files.StoredFile:
    return session.get_one(files.StoredFile, row.file_id)


def deployment_of(session: Session, row: Application) -> str:
    """The hash of the definitions that the case runs on."""
    found = select(Instance.deployment_hash).where(Instance.id == row.instance_id)
    return session.execute(found).scalar_one()


def phone(row: Application) -> str:
    """The number the applicant left for this case, empty before the first step."""
    return str(answers_of(row, "identity").get("phone", ""))


def _registered(institutions: Iterable[UUID]) -> Select[Application]:
    return select(Application).where(
        Application.source == INSTITUTION, Application.institution_id.in_(tuple(institutions))
    )


def _materials(application_id: UUID) -> Select[Material]:
    return select(Material).where(Material.application_id == application_id)


def _with_files(session: Session, rows: Select[Material]) -> list[tuple[Material, files.StoredFile]]:
    joined = rows.join(files.StoredFile, files.StoredFile.id == Material.file_id).add_columns(files.StoredFile)
    found: dict[Material, files.StoredFile] = {each[0]: each[1] for each in session.execute(joined)}
    return [(row, found[row]) for row in _in_order(found)]


def _in_order(rows: Iterable[Material]) -> list[Material]:
    order = list(KINDS)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.round))


def _one(session: Session, statement: Select[Application], *, lock: bool) -> Application:
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchApplication
    return found


def _owned(actor: Actor, row: Application) -> Application:
    if row.person_id != actor.person_id:
        raise NotYourApplication
    return row
