"""The definitions that come with the software: processes/**/*.bpmn|dmn and forms/**/*.json."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import system_work, work
from engine.platform.people import Actor
from engine.platform.people.models import Authority
from engine.workflow import definitions
from web.entry.installation import ROOT

PATTERNS = {"processes": ("*.bpmn", "*.dmn"), "forms": ("*.json",)}


def files() -> Mapping[str, bytes]:
    """Content by path, relative to the root and with forward slashes."""
    found: list[Path] = []
    for folder, patterns in PATTERNS.items():
        for pattern in patterns:
            found.extend((ROOT / folder).rglob(pattern))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(found)}


def authorities() -> list[Authority]:
    with system_work() as session:
        return list(session.scalars(select(Authority).order_by(Authority.slug)))


def deploy(tenant_id: UUID, note: str) -> bool:
    """Make the software's definitions the authority's active ones. False when they are already. Raises BadDefinition."""
    given = files()
    with work(tenant_id) as session:
        before = definitions.latest(session)
        after = definitions.deploy(session, Actor.system(tenant_id), given, note=note)
        return before is None or before.hash != after.hash


def deploy_everywhere(note: str) -> list[tuple[str, bool]]:
    """Deploy for every authority: its name, and whether something changed."""
    return [(authority.name, deploy(authority.id, note)) for authority in authorities()]
