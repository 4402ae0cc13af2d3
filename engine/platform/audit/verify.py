"""Re-computing the whole chain, to show that no line was changed, dropped or slipped in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRoot, AuditRow, AuditSeal
from engine.platform.audit.seal import GENESIS, link, public_key, root_message
from engine.platform.database import system_work

UNSEALED_LIMIT = timedelta(hours=1)


@dataclass
class Report:
    """What the check found. `ok` only when no problem was."""

    lines: int = 0
    roots: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(tenant_id: UUID | None = None) -> Report:
    """Check every tenant's chain, every line's presence in it and every daily root; or those of one tenant."""
    report = Report()
    with system_work() as session:
        hashes = _check_chains(session, report, tenant_id)
        _check_unsealed(session, report, tenant_id)
        _check_roots(session, report, hashes, tenant_id)
    return report


def _check_chains(session: Session, report: Report, tenant_id: UUID | None) -> dict[UUID, dict[int, bytes]]:
    hashes: dict[UUID, dict[int, bytes]] = defaultdict(dict)
    rows = (
        select(AuditSeal, AuditRow)
        .outerjoin(AuditRow, AuditRow.id == AuditSeal.audit_id)
        .order_by(AuditSeal.tenant_id, AuditSeal.seq)
        .execution_options(yield_per=1000)
    )
    if tenant_id is not None:
        rows = rows.where(AuditSeal.tenant_id == tenant_id)
    for seal, row in session.execute(rows):
        chain = hashes[seal.tenant_id]
        previous = chain.get(seal.seq - 1, GENESIS)
        report.lines += 1
        if seal.seq != len(chain) + 1:
            report.problems.append(f"第 {len(chain) + 1} 条起的链不连续（见到第 {seal.seq} 条）")
        if row is None:
            report.problems.append(f"第 {seal.seq} 条记录已不存在")
        elif link(previous, row) != seal.hash:
            report.problems.append(f"第 {seal.seq} 条记录与封存时不一致")
        chain[seal.seq] = seal.hash
    return hashes


def _check_unsealed(session: Session, report: Report, tenant_id: UUID | None) -> None:
    late = select(AuditRow.id).where(
        AuditRow.at < clock.now() - UNSEALED_LIMIT,
        ~select(AuditSeal.audit_id).where(AuditSeal.audit_id == AuditRow.id).exists(),
    )
    if tenant_id is not None:
        late = late.where(AuditRow.tenant_id == tenant_id)
    for audit_id in session.scalars(late.limit(20)):
        report.problems.append(f"记录 {audit_id} 超过 1 小时未封存")


def _check_roots(
    session: Session, report: Report, hashes: dict[UUID, dict[int, bytes]], tenant_id: UUID | None
) -> None:
    roots = select(AuditRoot) if tenant_id is None else select(AuditRoot).where(AuditRoot.tenant_id == tenant_id)
    for root in session.scalars(roots):
        report.roots += 1
        message = root_message(root.tenant_id, root.day.isoformat(), root.seq, root.hash)
        if root.public_key != public_key():
            report.problems.append(f"{root.day} 的每日签名使用了别的密钥")
        try:
            Ed25519PublicKey.from_public_bytes(root.public_key).verify(root.signature, message)
        except InvalidSignature:
            report.problems.append(f"{root.day} 的每日签名无效")
        if hashes.get(root.tenant_id, {}).get(root.seq) != root.hash:
            report.problems.append(f"{root.day} 的每日签名与链不符")
