"""Putting new definitions in force. Running cases keep the ones they began with."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.database import tenant_of
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow.errors import BadDefinition, NotWaiting, OwnProposal
from engine.workflow.lint import check
from engine.workflow.models import Deployment, DeploymentFile

_found_sound: set[str] = set()
"""Digests without an error; handlers and groups are the process's own and don't change while it runs."""


def digest(files: Mapping[str, bytes]) -> str:
    """The hash of a deployment: SHA-256 over paths and contents, in order."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return whole.hexdigest()


def propose(session: Session, actor: Actor, files: Mapping[str, bytes], *, note: str) -> Deployment:
    """Check and keep definitions; a second person puts them in force. The same files again are the same deployment:
    one that is out of force waits again, as proposed by this person. Raises BadDefinition with every problem found.
    """
    name = digest(files)
    _sound(name, files)
    _one_at_a_time(session)
    found = session.scalar(select(Deployment).where(Deployment.hash == name))
    if found is not None:
        if not found.active and found.approved_at is not None:
            _propose_again(session, actor, found, note)
        return found
    number = (session.scalar(select(func.max(Deployment.number))) or 0) + 1
    deployment = Deployment(
        hash=name, number=number, note=note, active=False, deployed_by=actor.person_id, deployed_at=clock.now()
    )
    session.add(deployment)
    session.flush()
    rows = [
        {"deployment_hash": name, "path": path, "sha256": hashlib.sha256(body).hexdigest(), "body": body}
        for path, body in sorted(files.items())
    ]
    session.execute(insert(DeploymentFile), rows)
    _record(session, actor, deployment, "definitions.proposed")
    return deployment


def approve(session: Session, actor: Actor, deployment_id: UUID) -> Deployment:
    """Put proposed definitions in force for new cases; what is in force stays so. Raises NotFound, OwnProposal, or
    NotWaiting for a version that was put out of force: bringing it back takes two people as well."""
    _one_at_a_time(session)
    deployment = session.get(Deployment, deployment_id, with_for_update=True, populate_existing=True)
    if deployment is None:
        raise NotFound
    if deployment.deployed_by == actor.person_id and not actor.is_system:
        raise OwnProposal
    if deployment.active:
        return deployment
    if deployment.approved_at is not None:
        raise NotWaiting
    _activate(session, actor, deployment)
    return deployment


def deploy(session: Session, actor: Actor, files: Mapping[str, bytes], *, note: str) -> Deployment:
    """Check definitions and put them in force at once, as the software does with its own. Raises BadDefinition."""
    deployment = propose(session, actor, files, note=note)
    if not deployment.active:
        _activate(session, actor, deployment)
    return deployment


def _sound(name: str, files: Mapping[str, bytes]) -> None:
    """Raises BadDefinition. What this process found sound once is not checked again for the next authority."""
    if name in _found_sound:
        return
    problems = check(files)
    if any(problem.is_error for problem in problems):
        raise BadDefinition(problems)
    _found_sound.add(name)


def _one_at_a_time(session: Session) -> None:
    """The same files sent twice at once: the second waits here, and then finds the first."""
    key = func.hashtextextended(f"definitions {tenant_of(session)}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def _propose_again(session: Session, actor: Actor, deployment: Deployment, note: str) -> None:
    deployment.note, deployment.deployed_by, deployment.deployed_at = note, actor.person_id, clock.now()
    deployment.approved_by = deployment.approved_at = None
    session.flush()
    _record(session, actor, deployment, "definitions.proposed")


def _activate(session: Session, actor: Actor, deployment: Deployment) -> None:
    session.execute(update(Deployment).where(Deployment.active).values(active=False))
    deployment.active, deployment.approved_by, deployment.approved_at = True, actor.person_id, clock.now()
    session.flush()
    _record(session, actor, deployment, "definitions.deployed")


def _record(session: Session, actor: Actor, deployment: Deployment, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=("deployment", deployment.id),
        after={"number": deployment.number, "hash": deployment.hash, "note": deployment.note},
    )
