"""The audit trail as it was sealed: each line's very bytes, with the hashes and signed days that guard them."""

import base64

from sqlalchemy import Connection, select

from engine.platform.audit.models import AuditRoot, AuditRow, AuditSeal
from engine.platform.audit.seal import COLUMNS, GENESIS, public_key
from engine.platform.takeout.rows import as_json, stream
from engine.platform.takeout.sinks import Sink


def write_chain(connection: Connection, sink: Sink) -> tuple[int, int]:
    """Write `audit/chain.jsonl`, `audit/roots.jsonl` and the key; returns how many lines and signed days."""
    lines = roots = 0
    seal, row, root = AuditSeal.__table__, AuditRow.__table__, AuditRoot.__table__
    chained = select(seal.c.seq, seal.c.hash, *(row.c[name] for name in COLUMNS)).join(row, row.c.id == seal.c.audit_id)
    with sink.file("audit/chain.jsonl") as out:
        for one in stream(connection, chained.order_by(seal.c.seq)):
            content = as_json({name: one._mapping[row.c[name]] for name in COLUMNS}).decode()
            out.write(as_json({"seq": one.seq, "hash": one.hash.hex(), "line": content}) + b"\n")
            lines += 1
    with sink.file("audit/roots.jsonl") as out:
        for one in stream(connection, select(root).order_by(root.c.day)):
            said = {name: getattr(one, name).hex() for name in ("hash", "signature", "public_key")}
            out.write(as_json({"tenant_id": one.tenant_id, "day": one.day, "seq": one.seq} | said) + b"\n")
            roots += 1
    with sink.file("audit/public_key.json") as out:
        key = {"algorithm": "Ed25519", "hex": public_key().hex(), "base64": base64.b64encode(public_key()).decode()}
        out.write(as_json(key | {"genesis": GENESIS.hex()}) + b"\n")
    return lines, roots
