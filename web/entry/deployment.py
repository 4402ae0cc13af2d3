"""The definitions that come with the software: processes/**/*.bpmn|dmn and forms/**/*.json."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import system_work, work
from engine.platform.people import Actor
from engine.platform.people.models import Authority
from engine.workflow import definitions, lint
from engine.workflow.definitions.deploy import digest
from engine.workflow.models import Deployment
from engine.workflow.problem import Problem
from forms import kit
from web.entry.installation import ROOT

PATTERNS = {"processes": ("*.bpmn", "*.dmn"), "forms": ("*.json",)}


def files() -> Mapping[str, bytes]:
    """Content by path, relative to the root and with forward slashes."""
    found: list[Path] = []
    for folder, patterns in PATTERNS.items():
        for pattern in patterns:
            found.extend((ROOT / folder).rglob(pattern))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(found)}


def check() -> tuple[list[Problem], int]:
    """What is wrong with them, and how many there are. Handlers must be known: call `wire` first."""
    given = files()
    return [*lint.check(given), *kit.faults_in(given)], len(given)


def authorities() -> list[Authority]:
    with system_work() as session:
        return list(session.scalars(select(Authority).order_by(Authority.slug)))


def deploy(tenant_id: UUID, note: str) -> bool:
    """Put the software's definitions in force for an authority. Raises BadDefinition.

    False when they were deployed before: what a designer has put in force since then stays.
    """
    given = files()
    with work(tenant_id) as session:
        if session.scalar(select(Deployment.id).where(Deployment.hash == digest(given))):
            return False
        definitions.deploy(session, Actor.system(tenant_id), given, note=note)
    return True


def deploy_everywhere(note: str) -> list[tuple[str, bool]]:
    """Deploy for every authority: its name, and whether something changed."""
    return [(authority.name, deploy(authority.id, note)) for authority in authorities()]
