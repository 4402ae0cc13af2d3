"""Handing in materials: uploads of a draft, and corrections of what was returned."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, files, throttle
from engine.platform.files import StoredFile
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import portrait, queries
from processes.apply.errors import AlreadyHandedIn, MaterialNotWanted
from processes.apply.models import Application, Material, Status
from processes.apply.rules.materials import KINDS, Kind

MOST_UPLOADS = (60, 3600)  # of one person in so many seconds


def upload(
    session: Session, actor: Actor, application: Application, kind: Kind, *, data: bytes, filename: str
) -> Material:
    """Keep a file for one requirement of a draft; the file that was there before is given up.

    Raises AlreadyHandedIn, MaterialNotWanted, TooMany, a FileRefused, or a refusal of the portrait.
    """
    if application.status != Status.DRAFT:
        raise AlreadyHandedIn(no=application.no)
    if kind not in queries.needed(application):
        raise MaterialNotWanted
    throttle.hit(f"upload:{application.person_id}", *MOST_UPLOADS)
    stored = _store(session, kind, data, filename)
    _hold(session, application, Status.DRAFT)
    material = session.scalar(_staged(application, kind.code))
    if material is None:
        material = Material(application_id=application.id, kind=kind.code, title=kind.title)
        session.add(material)
    material.file_id, material.sha256, material.uploaded_at = stored.id, stored.sha256, clock.now()
    session.flush()
    audit.record(
        session,
        actor,
        "material.uploaded",
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={"kind": kind.code, "sha256": stored.sha256},
    )
    return material


def remove(session: Session, actor: Actor, application: Application, kind: str) -> None:
    """Take a file back out of a draft. Removing what is not there changes nothing. Raises AlreadyHandedIn."""
    _hold(session, application, Status.DRAFT)
    material = session.scalar(_staged(application, kind))
    if material is None:
        return
    session.delete(material)
    audit.record(
        session,
        actor,
        "material.removed",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"kind": kind, "sha256": material.sha256},
    )
    session.flush()


def hand_in(session: Session, application: Application) -> list[UUID]:
    """Hand in the draft's materials; files of kinds that are no longer asked for are dropped."""
    wanted = {kind.code for kind in queries.needed(application)}
    staged = Material.application_id == application.id, Material.handed_in_at.is_(None)
    session.execute(delete(Material).where(*staged, Material.kind.not_in(wanted)))
    rows = session.scalars(select(Material).where(*staged)).all()
    for row in rows:
        row.handed_in_at = clock.now()
    session.flush()
    return [row.id for row in queries.materials(session, application.id)]


def stage_correction(
    session: Session, actor: Actor, application: Application, faulted: Material, *, data: bytes, filename: str
) -> Material:
    """Keep a new file beside a returned one until the correction is handed in; the returned one stays on record.

    Raises AlreadyHandedIn when it was corrected meanwhile, TooMany, or a FileRefused.
    """
    kind = KINDS[faulted.kind]
    throttle.hit(f"upload:{application.person_id}", *MOST_UPLOADS)
    stored = _store(session, kind, data, filename)
    _hold(session, application, Status.SUBMITTED)
    session.refresh(faulted)
    if faulted.replaced:
        raise AlreadyHandedIn(no=application.no)
    material = session.scalar(_staged(application, kind.code))
    if material is None:
        material = Material(
            application_id=application.id,
            kind=kind.code,
            title=kind.title,
            required=faulted.required,
            round=faulted.round + 1,
            replaces=faulted.id,
        )
        session.add(material)
    material.file_id, material.sha256, material.uploaded_at = stored.id, stored.sha256, clock.now()
    session.flush()
    audit.record(
        session,
        actor,
        "material.corrected",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"kind": kind.code, "sha256": faulted.sha256},
        after={"kind": kind.code, "sha256": stored.sha256},
    )
    return material


def unstage_correction(session: Session, actor: Actor, application: Application, kind: str) -> None:
    """Take back a staged correction that is not handed in; the returned file is untouched. Raises AlreadyHandedIn."""
    _hold(session, application, Status.SUBMITTED)
    material = session.scalar(_staged(application, kind))
    if material is None or material.replaces is None:
        return
    session.delete(material)
    audit.record(
        session,
        actor,
        "material.correction_removed",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"kind": kind, "sha256": material.sha256},
    )
    session.flush()


def hand_in_corrections(session: Session, application: Application) -> Sequence[Material]:
    """Put the staged corrections in the place of what was returned, and answer them."""
    staged = queries.staged(session, application.id)
    for material in staged:
        material.handed_in_at = clock.now()
        if material.replaces is not None:
            session.get_one(Material, material.replaces).replaced = True
    session.flush()
    return staged


def _hold(session: Session, application: Application, status: Status) -> None:
    """Keep the case from being handed in, or from ending, until the file is written: taking a file in takes seconds.

    Raises AlreadyHandedIn when it happened meanwhile.
    """
    commands.hold(session, application.instance_id)
    session.refresh(application)
    if application.status != status:
        raise AlreadyHandedIn(no=application.no)


def _store(session: Session, kind: Kind, data: bytes, filename: str) -> StoredFile:
    if kind.code == "portrait":
        data = portrait.normalised(data)
    return files.store(session, data, filename=filename, allow=kind.accepts)


def _staged(application: Application, kind: str) -> Select[Material]:
    return select(Material).where(
        Material.application_id == application.id, Material.kind == kind, Material.handed_in_at.is_(None)
    )
