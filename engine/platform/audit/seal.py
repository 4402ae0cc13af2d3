"""The sealer: chains every line of every tenant in order and signs the last link of each day."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRoot, AuditRow, AuditSeal
from engine.platform.database import system_work
from engine.platform.ids import made_before
from engine.platform.settings import settings

GENESIS = bytes(32)
LONGEST_TRANSACTION = timedelta(minutes=15)
COLUMNS = (
    "id", "tenant_id", "at", "actor_id", "actor_name", "action",
    "subject_kind", "subject_id", "instance_id", "before", "after",
)  # fmt: skip


def link(previous: bytes, row: AuditRow) -> bytes:
    """SHA-256 over the link before and the row's columns as canonical JSON (sorted keys, UTC)."""
    content = {name: getattr(row, name) for name in COLUMNS}
    return hashlib.sha256(previous + orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).digest()


def signing_key() -> Ed25519PrivateKey:
    seed = base64.b64decode(settings().signing_key.get_secret_value(), validate=True)
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> bytes:
    return signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def root_message(tenant_id: UUID, day: str, seq: int, digest: bytes) -> bytes:
    return orjson.dumps(["certflow.audit.root.1", tenant_id, day, seq, digest.hex()])


def _unsealed(session: Session, limit: int) -> Sequence[AuditRow]:
    """Lines without a seal, in order. Looks back from the newest seal only as far as a transaction can last."""
    newest = session.scalar(select(AuditSeal.audit_id).order_by(AuditSeal.audit_id.desc()).limit(1))
    rows = select(AuditRow).where(~select(AuditSeal.audit_id).where(AuditSeal.audit_id == AuditRow.id).exists())
    if newest is not None:
        rows = rows.where(AuditRow.id > made_before(newest, LONGEST_TRANSACTION))
    return session.scalars(rows.order_by(AuditRow.tenant_id, AuditRow.id).limit(limit)).all()


def _tip(session: Session, tenant_id: UUID) -> tuple[int, bytes]:
    last = select(AuditSeal.seq, AuditSeal.hash).where(AuditSeal.tenant_id == tenant_id)
    found = session.execute(last.order_by(AuditSeal.seq.desc()).limit(1)).one_or_none()
    return (found.seq, found.hash) if found else (0, GENESIS)


def seal_once(limit: int = 2000) -> int:
    """Chain what is not chained yet; returns how many lines. One sealer runs at a time (advisory lock)."""
    with system_work() as session:
        if not session.scalar(select(func.pg_try_advisory_xact_lock(0x5EA1))):
            return 0
        rows = _unsealed(session, limit)
        tips: dict[UUID, tuple[int, bytes]] = {}
        seals = []
        for row in rows:
            seq, previous = tips.get(row.tenant_id) or _tip(session, row.tenant_id)
            digest = link(previous, row)
            tips[row.tenant_id] = (seq + 1, digest)
            seals.append(
                {"audit_id": row.id, "tenant_id": row.tenant_id, "seq": seq + 1, "hash": digest,
                 "sealed_at": clock.now()}
            )  # fmt: skip
        if seals:
            session.execute(insert(AuditSeal), seals)
    return len(seals)


def sign_finished_days() -> int:
    """Sign the last link of every finished day that has no root yet; returns how many days."""
    with system_work() as session:
        day = func.date(func.timezone("Asia/Shanghai", AuditSeal.sealed_at))
        signed_seq = (
            select(func.coalesce(func.max(AuditRoot.seq), 0))
            .where(AuditRoot.tenant_id == AuditSeal.tenant_id)
            .scalar_subquery()
        )
        tips = (
            select(AuditSeal.tenant_id, day.label("day"), AuditSeal.seq, AuditSeal.hash)
            .ext(distinct_on(AuditSeal.tenant_id, day))
            .where(AuditSeal.seq > signed_seq, day < clock.today())
            .order_by(AuditSeal.tenant_id, day, AuditSeal.seq.desc())
        )
        finished_days = session.execute(tips).all()
        for tenant_id, finished, seq, digest in finished_days:
            signature = signing_key().sign(root_message(tenant_id, finished.isoformat(), seq, digest))
            session.add(
                AuditRoot(
                    tenant_id=tenant_id,
                    day=finished,
                    seq=seq,
                    hash=digest,
                    signature=signature,
                    public_key=public_key(),
                )
            )
    return len(finished_days)
