"""Handing in materials: uploads of a draft, and corrections of what was returned."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, files, throttle
from engine.platform.files import StoredFile
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import portrait, queries
from processes.apply.errors import AlreadyHandedIn, MaterialNotWanted, NoSuchMaterial, UploadedElsewhere
from processes.apply.models import Application, Material, Status
from processes.apply.portrait import Crop
from processes.apply.rules.materials import DOCUMENT, KINDS, Kind

MOST_UPLOADS = (60, 3600)  # of one person in so many seconds


def upload(
    session: Session,
    actor: Actor,
    application: Application,
    kind: Kind,
    *,
    data: bytes,
    filename: str,
    seen: str | None = None,
) -> Material:
    """Keep a file for one requirement of a draft; the file that was there before is given up.

    `seen` names the file that the page showed there, empty for none; None says nothing. Raises AlreadyHandedIn,
    MaterialNotWanted, UploadedElsewhere, TooMany, a FileRefused, or a refusal of the portrait.
    """
    if application.status != Status.DRAFT:
        raise AlreadyHandedIn(no=application.no)
    kind = next((each for each in queries.needed(application) if each.code == kind.code), kind)
    if all(each.code != kind.code for each in queries.needed(application)):
        raise MaterialNotWanted
    throttle.hit(f"upload:{application.person_id}", *MOST_UPLOADS)
    kept = _store(session, kind, data, filename)
    _hold(session, application, Status.DRAFT)
    material = session.scalar(_staged(application, kind.code))
    _refuse_unseen(session, material, seen)
    if material is None:
        material = Material(application_id=application.id, kind=kind.code)
        session.add(material)
    material.title = kind.title
    kept.put_into(material)
    session.flush()
    audit.record(
        session,
        actor,
        "material.uploaded",
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={"kind": kind.code, "sha256": kept.stored.sha256},
    )
    return material


def remove(session: Session, actor: Actor, application: Application, kind: str, *, seen: str | None = None) -> None:
    """Take a file back out of a draft. Removing what is not there changes nothing.

    Raises AlreadyHandedIn, UploadedElsewhere.
    """
    _hold(session, application, Status.DRAFT)
    material = session.scalar(_staged(application, kind))
    if material is None:
        return
    _refuse_unseen(session, material, seen)
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
        row.handed_in_at, row.source_file_id = clock.now(), None
    session.flush()
    return [row.id for row in queries.materials(session, application.id)]


def stage_correction(
    session: Session,
    actor: Actor,
    application: Application,
    faulted: Material,
    *,
    data: bytes,
    filename: str,
    seen: str | None = None,
) -> Material:
    """Keep a new file beside a returned one until the correction is handed in; the returned one stays on record.

    Raises AlreadyHandedIn when it was corrected meanwhile, UploadedElsewhere, TooMany, or a FileRefused.
    """
    kind = KINDS[faulted.kind]
    throttle.hit(f"upload:{application.person_id}", *MOST_UPLOADS)
    kept = _store(session, kind, data, filename)
    _hold(session, application, Status.SUBMITTED)
    session.refresh(faulted)
    if faulted.replaced:
        raise AlreadyHandedIn(no=application.no)
    material = session.scalar(_staged(application, kind.code))
    _refuse_unseen(session, material, seen)
    if material is None:
        material = Material(
            application_id=application.id,
            kind=kind.code,
            title=faulted.title,
            required=faulted.required,
            round=faulted.round + 1,
            replaces=faulted.id,
        )
        session.add(material)
    kept.put_into(material)
    session.flush()
    audit.record(
        session,
        actor,
        "material.corrected",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"kind": kind.code, "sha256": faulted.sha256},
        after={"kind": kind.code, "sha256": kept.stored.sha256},
    )
    return material


def unstage_correction(
    session: Session, actor: Actor, application: Application, kind: str, *, seen: str | None = None
) -> None:
    """Take back a staged correction that is not handed in; the returned file is untouched.

    Raises AlreadyHandedIn, UploadedElsewhere.
    """
    _hold(session, application, Status.SUBMITTED)
    material = session.scalar(_staged(application, kind))
    if material is None or material.replaces is None:
        return
    _refuse_unseen(session, material, seen)
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
        material.handed_in_at, material.source_file_id = clock.now(), None
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


def move_portrait(
    session: Session, actor: Actor, application: Application, crop: Crop, *, seen: str | None = None
) -> Material:
    """Cut the staged portrait anew out of its source, as its owner moved the frame.

    Raises NoSuchMaterial without a portrait that may still be moved, AlreadyHandedIn, UploadedElsewhere.
    """
    _hold(session, application, Status(application.status))
    material = session.scalar(_staged(application, "portrait"))
    if material is None or material.source_file_id is None:
        raise NoSuchMaterial
    _refuse_unseen(session, material, seen)
    kept_source = session.get_one(StoredFile, material.source_file_id)
    data = portrait.cut(files.open_bytes(kept_source), crop)
    stored = files.store(session, data, filename=kept_source.filename, allow=KINDS["portrait"].accepts)
    before = material.sha256
    _Kept(stored, kept_source, crop).put_into(material)
    session.flush()
    if stored.sha256 != before:
        audit.record(
            session,
            actor,
            "material.portrait_moved",
            subject=("application", application.id),
            instance_id=application.instance_id,
            before={"kind": "portrait", "sha256": before},
            after={"kind": "portrait", "sha256": stored.sha256},
        )
    return material


def drop_document(session: Session, application: Application) -> None:
    """Give up the staged pictures of an identity document: its owner applies with another kind of document now."""
    session.execute(
        delete(Material).where(
            Material.application_id == application.id, Material.handed_in_at.is_(None), Material.kind.in_(DOCUMENT)
        )
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """An upload in the storage; a portrait with its source and the part that was cut out."""

    stored: StoredFile
    source: StoredFile | None = None
    crop: Crop | None = None

    def put_into(self, material: Material) -> None:
        material.file_id, material.sha256, material.uploaded_at = self.stored.id, self.stored.sha256, clock.now()
        material.source_file_id = self.source.id if self.source else None
        material.crop = self.crop.as_json() if self.crop else None


def _store(session: Session, kind: Kind, data: bytes, filename: str) -> _Kept:
    original = portrait.source(data) if kind.code == "portrait" else None
    if original is None:
        return _Kept(files.store(session, data, filename=filename, allow=kind.accepts))
    crop = portrait.proposed(*portrait.size(original))
    kept_source = files.store(session, original, filename=filename, allow=kind.accepts)
    cut = portrait.cut(original, crop)
    return _Kept(files.store(session, cut, filename=filename, allow=kind.accepts), kept_source, crop)


def _refuse_unseen(session: Session, there: Material | None, seen: str | None) -> None:
    """Raises UploadedElsewhere when the file that is there is not the one the page showed."""
    if seen is not None and there is not None and str(there.file_id) != seen:
        raise UploadedElsewhere(filename=session.get_one(StoredFile, there.file_id).filename)


def _staged(application: Application, kind: str) -> Select[Material]:
    return select(Material).where(
        Material.application_id == application.id, Material.kind == kind, Material.handed_in_at.is_(None)
    )
