"""The signature under an application: the pledge at its moment, and a drawn or typed name where one is given."""

import base64
import binascii
import secrets
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, files
from engine.platform.errors import AppError
from engine.platform.files import images
from engine.platform.people import Actor
from processes.apply.declared import answers_of
from processes.apply.errors import SignatureUnreadable
from processes.apply.models import Application, ApplicationSignature, Material
from processes.apply.signing import PLEDGE, digest_of

HEAD = "data:image/png;base64,"
MOST_BYTES = 150_000
LEAST_INK = 60  # dark pixels of a drawing shrunk to 240 pixels: less is a slip of the finger


def sign(session: Session, application: Application) -> ApplicationSignature:
    """Keep that the applicant made the pledge now, and the digest of what he signed. A second time changes nothing."""
    known = signature_of(session, application.id)
    if known is not None:
        return known
    now, name = clock.now(), str(answers_of(application, "identity").get("name", application.name))
    row = ApplicationSignature(
        application_id=application.id,
        pledge=PLEDGE,
        signed_name=name,
        how="pledge",
        digest=digest_of(application, _handed_in(session, application.id), name=name, signed_at=now),
        code=secrets.token_hex(10),
        signed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def add_hand(session: Session, actor: Actor, application: Application, *, drawing: bytes | None) -> None:
    """Put the applicant's hand under it: a drawing kept as a file, or the name that he typed."""
    row = sign(session, application)
    if drawing is not None:
        row.file_id = files.store(session, drawing, filename="签名.png", allow=frozenset({"image"})).id
    row.how = "typed" if drawing is None else "drawn"
    audit.record(
        session, actor, "application.signed", subject=("application", application.id),
        instance_id=application.instance_id, after={"signed_by": row.how, "hash": row.digest},
    )  # fmt: skip
    session.flush()


def read_drawing(posted: str) -> bytes | None:
    """The picture of a drawing as a browser posts it; None where nothing was drawn. Raises SignatureUnreadable."""
    if not posted:
        return None
    if not posted.startswith(HEAD) or len(posted) > MOST_BYTES:
        raise SignatureUnreadable
    try:
        data = base64.b64decode(posted.removeprefix(HEAD), validate=True)
        picture = images.harmless(data, "PNG")
    except (binascii.Error, ValueError, AppError):
        raise SignatureUnreadable from None
    with Image.open(BytesIO(picture.data)) as image:
        small = image.convert("L")
        small.thumbnail((240, 240))
        if sum(small.histogram()[:160]) < LEAST_INK:
            raise SignatureUnreadable
    return data


def signature_of(session: Session, application_id: UUID) -> ApplicationSignature | None:
    return session.scalar(select(ApplicationSignature).where(ApplicationSignature.application_id == application_id))


def is_unchanged(session: Session, application: Application, row: ApplicationSignature) -> bool:
    """Whether what is kept now is still what was signed."""
    handed_in = _handed_in(session, application.id)
    return row.digest == digest_of(application, handed_in, name=row.signed_name, signed_at=row.signed_at)


def _handed_in(session: Session, application_id: UUID) -> list[Material]:
    rows = select(Material).where(Material.application_id == application_id, Material.handed_in_at.is_not(None))
    return list(session.scalars(rows))
