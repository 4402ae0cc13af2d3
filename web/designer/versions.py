"""Deployments as versions: who brought them, who approved them, how many cases run on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.errors import NotFound
from engine.platform.people.actor import SYSTEM_PERSON
from engine.platform.people.models import Person
from engine.platform.text import datetime_cn
from engine.workflow.models import Deployment, DeploymentFile, Instance
from engine.workflow.outline import Outline, outlines
from web.ui.views import Tag


@dataclass(frozen=True)
class Version:
    """`running` counts the cases that began on it and go on."""

    id: UUID
    number: int
    hash: str
    note: str
    tag: Tag
    by: str
    at: str
    approved_by: str
    approved_at: str
    running: int
    proposed_by: UUID
    waits: bool


@dataclass(frozen=True)
class Drawn:
    """A process of a version, by its file."""

    path: str
    outline: Outline
    xml: bytes


def versions(session: Session) -> list[Version]:
    """Newest first."""
    rows = session.scalars(select(Deployment).order_by(Deployment.number.desc())).all()
    counted = select(Instance.deployment_hash, func.count()).where(Instance.status == "active")
    running = dict(session.execute(counted.group_by(Instance.deployment_hash)).all())
    names = _names(session, {person for row in rows for person in (row.deployed_by, row.approved_by) if person})
    return [_version(row, running.get(row.hash, 0), names) for row in rows]


def version(session: Session, number: int) -> Version:
    """Raises NotFound."""
    found = next((each for each in versions(session) if each.number == number), None)
    if found is None:
        raise NotFound
    return found


def files(session: Session, deployment_hash: str) -> dict[str, bytes]:
    """Contents by path."""
    rows = select(DeploymentFile.path, DeploymentFile.body).where(DeploymentFile.deployment_hash == deployment_hash)
    return {path: bytes(body) for path, body in session.execute(rows.order_by(DeploymentFile.path))}


def drawn(contents: dict[str, bytes]) -> list[Drawn]:
    """The processes of a version, in the order of their files."""
    diagrams = ((path, body) for path, body in contents.items() if path.endswith(".bpmn"))
    return [Drawn(path, outline, body) for path, body in diagrams for outline in outlines(body)]


def process_of(contents: dict[str, bytes], process: str) -> Drawn:
    """Raises NotFound."""
    found = next((each for each in drawn(contents) if each.outline.process == process), None)
    if found is None:
        raise NotFound
    return found


def changed_in(session: Session, path: str) -> set[int]:
    """The versions in which a file differs from the version before."""
    rows = (
        select(Deployment.number, DeploymentFile.sha256)
        .join(DeploymentFile, DeploymentFile.deployment_hash == Deployment.hash)
        .where(DeploymentFile.path == path)
        .order_by(Deployment.number)
    )
    changed, before = set(), None
    for number, sha256 in session.execute(rows):
        if sha256 != before:
            changed.add(number)
        before = sha256
    return changed


def before(all_versions: Sequence[Version], number: int) -> Version | None:
    """The version that came before one, for comparing."""
    return next((each for each in all_versions if each.number < number), None)


def _version(row: Deployment, running: int, names: dict[UUID, str]) -> Version:
    waits = not row.active and row.approved_by is None
    tag = Tag("生效", "ok") if row.active else Tag("待批准", "info") if waits else Tag("已停用")
    return Version(
        id=row.id,
        number=row.number,
        hash=row.hash,
        note=row.note or "（未写说明）",
        tag=tag,
        by=names.get(row.deployed_by, "系统"),
        at=datetime_cn(row.deployed_at),
        approved_by=names.get(row.approved_by, "系统") if row.approved_by else "",
        approved_at=datetime_cn(row.approved_at) if row.approved_at else "",
        running=running,
        proposed_by=row.deployed_by,
        waits=waits,
    )


def _names(session: Session, people: set[UUID]) -> dict[UUID, str]:
    wanted = select(Person.id, Person.name).where(Person.id.in_(people - {SYSTEM_PERSON}))
    return dict(session.execute(wanted).all())
