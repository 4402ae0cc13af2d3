"""Fixtures of every test: a real PostgreSQL, a tenant, sessions that leave nothing behind."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from engine.platform import clock, database
from engine.platform.people import passwords
from tests.support import database as support
from tests.support import time
from tests.support.database import OTHER_TENANT, TENANT, Cluster, Database, RunningCluster
from tests.support.kept import Kept

TOGETHER = {
    **dict.fromkeys(
        (
            "tests/browser/test_account",
            "tests/browser/test_correction",
            "tests/browser/test_learner",
            "tests/browser/test_questions",
            "tests/browser/test_reviewer",
        ),
        "another browser",
    ),
    "tests/browser/": "browser",
    "tests/web/entry/test_processes.py": "installation",
    "tests/web/entry/test_drill.py": "installation",
    "tests/web/entry/test_surroundings.py": "installation",
}
"""Tests that share an installation and a browser stay on one worker: two such groups take half of the time of one.
They take longest, so they come first. Journeys that move the clock are all of one group."""

RUNNING = pytest.StashKey[RunningCluster]()


def _running(config: pytest.Config) -> RunningCluster:
    """The cluster of this run, started when first asked for."""
    if RUNNING not in config.stash:
        config.stash[RUNNING] = RunningCluster()
    return config.stash[RUNNING]


def together(nodeid: str) -> str:
    """The group of a test; one that needs nobody else is its own."""
    return next((group for begins, group in TOGETHER.items() if nodeid.startswith(begins)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Groups stay whole. (The mark `xdist_group` has no effect since pytest 9.2.)"""
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = together
    return scheduler


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = ["browser", "another browser", "installation"]
    items.sort(key=lambda item: order.index(group) if (group := together(item.nodeid)) in order else len(order))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Under xdist the controller starts the cluster and tells each worker where it is."""
    node.workerinput["cluster"] = _running(node.config).cluster.as_json()


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUNNING in config.stash:
        config.stash[RUNNING].stop()
        del config.stash[RUNNING]


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings of a test installation, whose files live in a temporary folder."""
    support.set_environment(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Argon2 as everywhere, but at a price that hundreds of sign-ins can pay; a hash carries its own parameters."""
    passwords._hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    passwords._nobody = passwords._hasher.hash("nobody")


@pytest.fixture(autouse=True)
def beginning() -> Iterator[None]:
    """Every test begins on the same working-day morning."""
    time.begin()
    yield
    clock.adopt(0)


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    handed = getattr(pytestconfig, "workerinput", {}).get("cluster")
    return Cluster(**handed) if handed else _running(pytestconfig).cluster


@pytest.fixture(scope="session")
def worker_database(cluster: Cluster, environment: None) -> Iterator[str]:
    """The database that rolled-back tests of this worker share."""
    with support.clone(cluster, "worker") as name:
        yield name


@pytest.fixture
def shared_database(cluster: Cluster, worker_database: str) -> None:
    """Settings point at the worker's database. Nothing may be committed there."""
    support.use(cluster, worker_database)


@pytest.fixture
def tenant() -> UUID:
    """The authority that exists in every database."""
    return TENANT


@pytest.fixture
def other_tenant() -> UUID:
    """A second authority, which must never see the first one's rows."""
    return OTHER_TENANT


@pytest.fixture
def session(shared_database: None, tenant: UUID) -> Iterator[Session]:
    """The app role in the tenant; rolled back at the end."""
    with support.rolled_back(database.app_engine(), tenant) as session:
        yield session


@pytest.fixture
def system_session(shared_database: None) -> Iterator[Session]:
    """The system role, without a tenant; rolled back at the end. It does not see what `session` wrote."""
    with support.rolled_back(database.system_engine(), None) as session:
        yield session


@pytest.fixture(scope="session")
def kept_database(cluster: Cluster, environment: None) -> Iterator[Kept]:
    kept = Kept(cluster)
    yield kept
    kept.end()


@pytest.fixture
def committed_database(cluster: Cluster, kept_database: Kept) -> Iterator[Database]:
    """A database as it was founded, for what commits: races, forgotten tenants, workers, browsers."""
    yield support.use(cluster, kept_database.take())
    kept_database.give_back()
