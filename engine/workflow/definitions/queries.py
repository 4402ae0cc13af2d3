"""Reading what is deployed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import NotFound
from engine.workflow import decisions
from engine.workflow.definitions.loaded import loaded
from engine.workflow.errors import NothingDeployed, UnknownProcess
from engine.workflow.models import Deployment
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
