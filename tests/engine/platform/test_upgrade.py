"""A database of the first half of the life is brought to the present with its plans in it."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, text

from engine.platform.database import migrations
from engine.platform.database.engines import psycopg_url
from engine.platform.embedded.cluster import ADMINISTRATOR, OWNER
from tests.support.database import TENANT, Cluster, administrator

NAME = "first_half"
PLAN = """
    insert into plan (id, tenant_id, title, note, status, opens_at, closes_at, waiting_list, first_review_days,
        approval_days, correction_days, most_returns, take_back_minutes, sampling_percent, drafted_by, drafted_at,
        returned_reason, taken)
    values (gen_random_uuid(), :tenant, '2026 年第三批', '', 'open', '2026-10-01T00:00:00+08', '2026-11-01T00:00:00+08',
        true, 3, 5, 5, 2, 2, 10, gen_random_uuid(), now(), '', 0)
"""


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database of the owner without a table."""
    with administrator(cluster) as connection:
        connection.execute(f"create database {NAME} owner {OWNER}")
    yield cluster.url(OWNER, NAME)
    with administrator(cluster) as connection:
        connection.execute(f"drop database {NAME} with (force)")


def test_plans_of_the_first_half_get_the_figures_of_the_second(cluster: Cluster, empty: str) -> None:
    engine = create_engine(psycopg_url(empty), poolclass=NullPool)
    with engine.begin() as connection:
        config = Config(migrations.ALEMBIC)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(PLAN), {"tenant": TENANT})
    migrations.upgrade(empty)
    everything = create_engine(psycopg_url(cluster.url(ADMINISTRATOR, NAME)), poolclass=NullPool)
    with everything.begin() as connection:
        row = connection.execute(text("select exam_from, exam_until, pay_hours, training_required from plan")).one()
    assert (str(row.exam_from), str(row.exam_until), row.pay_hours, row.training_required) == (
        "2026-11-02", "2027-03-01", 72, True,
    )  # fmt: skip
