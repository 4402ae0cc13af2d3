"""Reading what is deployed."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import NotFound
from engine.workflow import decisions
from engine.workflow.definitions.loaded import loaded
from engine.workflow.errors import NothingDeployed, UnknownProcess
from engine.workflow.models import Deployment, DeploymentFile
from engine.workflow.spiff.nodes import Process


def latest(session: Session) -> Deployment | None:
    """The deployment in force; None where nothing was deployed yet."""
    return session.scalar(select(Deployment).where(Deployment.active))


def active(session: Session) -> Deployment:
    """The deployment in force. Raises NothingDeployed."""
    found = latest(session)
    if found is None:
        raise NothingDeployed
    return found


def specs(session: Session, deployment_hash: str) -> Mapping[str, Process]:
    return loaded(session, deployment_hash).specs


def form(session: Session, deployment_hash: str, key: str) -> dict[str, Any]:
    """The form's JSON as written. Raises NotFound."""
    return loaded(session, deployment_hash).form(key)


def bpmn_xml(session: Session, deployment_hash: str, process: str) -> bytes:
    """The file that draws a process. Raises UnknownProcess."""
    deployment = loaded(session, deployment_hash)
    spec = deployment.specs.get(process)
    if spec is None or spec.file is None:
        raise UnknownProcess(process=process)
    return deployment.files[spec.file]


def decide(session: Session, deployment_hash: str, table: str, variables: Mapping[str, Any]) -> decisions.Outcome:
    """What a decision table of the deployment answers. Raises NotFound, DecisionFailed."""
    found = loaded(session, deployment_hash).tables.get(table)
    if found is None:
        raise NotFound
    return found.decide(variables)


def every_file(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every file of every deployment with its path: `<number>/<path>`; what is in force now says so in its number."""
    files = (
        select(Deployment.number, Deployment.active, DeploymentFile.path, DeploymentFile.body)
        .join(DeploymentFile, DeploymentFile.deployment_hash == Deployment.hash)
        .where(DeploymentFile.tenant_id == Deployment.tenant_id)
        .order_by(Deployment.number, DeploymentFile.path)
        .execution_options(yield_per=20)
    )
    for number, in_force, path, body in session.execute(files):
        yield f"{number:04d}{'-active' if in_force else ''}/{path}", bytes(body)
