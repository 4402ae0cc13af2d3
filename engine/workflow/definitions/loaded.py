"""A deployment in memory: parsed once in a process, shared by every case of it, changed by nobody."""

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import NotFound
from engine.workflow import decisions
from engine.workflow.models import DeploymentFile
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.parser import parse

KEPT = 16  # deployments in memory; a running case of an older one is read again when needed


@dataclass(frozen=True, slots=True)
class Loaded:
    """Specs by process, decision tables and forms by key, and each process's own file."""

    hash: str
    specs: dict[str, Process]
    tables: dict[str, decisions.DecisionTable]
    forms: dict[str, dict[str, Any]]
    files: dict[str, bytes]

    def form(self, key: str) -> dict[str, Any]:
        try:
            return self.forms[key]
        except KeyError:
            raise NotFound from None


_cache: OrderedDict[str, Loaded] = OrderedDict()
_lock = threading.Lock()


def loaded(session: Session, deployment_hash: str) -> Loaded:
    """The deployment behind a hash. The hash is of the contents, so the cache may serve every tenant."""
    with _lock:
        found = _cache.get(deployment_hash)
        if found is not None:
            _cache.move_to_end(deployment_hash)
            return found
    rows = select(DeploymentFile.path, DeploymentFile.body).where(DeploymentFile.deployment_hash == deployment_hash)
    files = {path: bytes(body) for path, body in session.execute(rows)}
    if not files:
        raise NotFound
    made = read(deployment_hash, files)
    with _lock:
        _cache[deployment_hash] = made
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return made


def read(deployment_hash: str, files: dict[str, bytes]) -> Loaded:
    tables: dict[str, decisions.DecisionTable] = {}
    forms: dict[str, dict[str, Any]] = {}
    for path, body in files.items():
        if path.endswith(".dmn"):
            tables.update(decisions.read(body))
        elif path.startswith("forms/") and path.endswith(".json"):
            forms[path.removeprefix("forms/").removesuffix(".json")] = json.loads(body)
    return Loaded(deployment_hash, parse(files), tables, forms, files)
