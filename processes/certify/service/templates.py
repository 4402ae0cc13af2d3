"""Formats that the staff lay out themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from processes.certify.models import CertificateTemplate
from processes.certify.rules import layout


def keep(
    session: Session,
    actor: Actor,
    *,
    name: str,
    elements: Sequence[Mapping[str, Any]],
    occupation: str | None = None,
) -> CertificateTemplate:
    """Keep a format under a name; an earlier version stays for what was printed with it. Raises InvalidForm."""
    faults = layout.problems(elements)
    if faults:
        raise InvalidForm(faults, {"name": name, "elements": list(elements), "occupation": occupation})
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"certificate template {name}", 0))))
    known = session.scalars(
        select(CertificateTemplate).where(CertificateTemplate.name == name).order_by(CertificateTemplate.version)
    ).all()
    for before in known:
        before.active = False
    session.flush()
    row = CertificateTemplate(
        name=name,
        version=known[-1].version + 1 if known else 1,
        occupation=occupation or None,
        elements=[dict(element) for element in elements],
        made_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "template.kept", subject=("certificate_template", row.id),
        after={"name": name, "version": row.version},
    )  # fmt: skip
    return row
