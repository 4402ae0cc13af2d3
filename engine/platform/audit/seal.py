"""The sealer: chains every line of every tenant in order and signs the last link of each day."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRoot, AuditRow, AuditSeal
from engine.platform.database import system_work
from engine.platform.settings import settings

GENESIS = bytes(32)
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


def _unsealed(session: Session, limit: int) -> Iterable[AuditRow]:
    rows = (
        select(AuditRow)
        .where(~select(AuditSeal.audit_id).where(AuditSeal.audit_id == AuditRow.id).exists())
        .order_by(AuditRow.tenant_id, AuditRow.id)
        .limit(limit)
    )
    return session.scalars(rows).all()


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
        _sign_finished_days(session)
    return len(seals)


def _sign_finished_days(session: Session) -> None:
    """Sign yesterday's last link of every tenant that has none; a day without events has no root."""
    yesterday = clock.today() - timedelta(days=1)
    midnight = clock.shanghai(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    signed = select(AuditRoot.tenant_id).where(AuditRoot.day == yesterday)
    tips = (
        select(AuditSeal.tenant_id, AuditSeal.seq, AuditSeal.hash)
        .distinct(AuditSeal.tenant_id)
        .where(
            AuditSeal.sealed_at < midnight,
            AuditSeal.sealed_at >= midnight - timedelta(days=1),
            AuditSeal.tenant_id.not_in(signed),
        )
        .order_by(AuditSeal.tenant_id, AuditSeal.seq.desc())
    )
    for tenant_id, seq, digest in session.execute(tips).all():
        signature = signing_key().sign(root_message(tenant_id, yesterday.isoformat(), seq, digest))
        session.add(
            AuditRoot(
                tenant_id=tenant_id,
                day=yesterday,
                seq=seq,
                hash=digest,
                signature=signature,
                public_key=public_key(),
            )
        )
