"""The migrations make exactly the schema that the models name."""

from engine.platform.database import migrations, owner_engine
from tests.support.database import Database


def test_every_change_of_a_model_has_its_migration(committed_database: Database) -> None:
    with owner_engine().connect() as connection:
        assert migrations.differences(connection) == []


def test_migrating_twice_changes_nothing(committed_database: Database) -> None:
    migrations.upgrade(committed_database.owner_url)
    with owner_engine().connect() as connection:
        assert migrations.differences(connection) == []
