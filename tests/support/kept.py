"""A database that the tests of a worker use one after the other: emptied in between, which takes a tenth of the time
of a new one, and its connections stay warm."""

from contextlib import suppress

import psycopg
from psycopg import sql

from engine.platform import database
from engine.platform.embedded.cluster import ADMINISTRATOR
from tests.support.database import Cluster, create, drop

TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by oid"
SEQUENCES = "select schemaname, sequencename, last_value from pg_sequences where schemaname = 'public'"
SCHEMA = """
select md5(string_agg(part, ',' order by part)) from (
    select oid::text || xmin::text from pg_class where relnamespace = 'public'::regnamespace
    union all select oid::text || xmin::text from pg_proc where pronamespace = 'public'::regnamespace
    union all select oid::text || xmin::text from pg_trigger
    union all select oid::text || xmin::text from pg_policy
    union all select oid::text || xmin::text from pg_constraint
    union all select oid::text || xmin::text from pg_namespace
) as schema (part)
"""
"""Changes with every table, function, trigger, grant, policy and constraint that a test made, changed or dropped."""
AT_WORK = (
    "select count(*) from pg_stat_activity where datname = %s and pid <> pg_backend_pid() "
    "and backend_type = 'client backend' and state <> 'idle'"
)


class Kept:
    """`take` gives the name of a database as it was founded; `give_back` empties it, or drops what can't be emptied."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.name = ""
        self._founded: dict[str, bytes] = {}
        self._sequences: list[tuple[str, str, int | None]] = []
        self._tables: list[str] = []
        self._schema = ""

    def take(self) -> str:
        if not self.name:
            self.name = create(self.cluster, "test")
            self._remember()
        return self.name

    def give_back(self) -> None:
        emptied = False
        with suppress(psycopg.Error):
            emptied = self._empty()
        if not emptied:
            self.end()

    def end(self) -> None:
        """Drop the database, if there is one."""
        if self.name:
            database.dispose()
            drop(self.cluster, self.name)
            self.name = ""

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            self.cluster.url(ADMINISTRATOR, self.name), options="-c session_replication_role=replica -c lock_timeout=2s"
        )

    def _remember(self) -> None:
        with self._connect() as connection:
            self._tables = [row[0] for row in connection.execute(TABLES)]
            self._sequences = list(connection.execute(SEQUENCES))
            self._schema = _schema(connection)
            self._founded = {}
            for table in self._tables:
                with connection.cursor().copy(sql.SQL("copy {} to stdout").format(sql.Identifier(table))) as rows:
                    if founded := b"".join(bytes(row) for row in rows):
                        self._founded[table] = founded

    def _empty(self) -> bool:
        """Without triggers and foreign keys, as in a replica. False when somebody is still at work, or the schema is
        another one."""
        with self._connect() as connection:
            row = connection.execute(AT_WORK, (self.name,)).fetchone()
            if (row and row[0]) or _schema(connection) != self._schema:
                return False
            deletes = sql.SQL(";").join(sql.SQL("delete from {}").format(sql.Identifier(one)) for one in self._tables)
            connection.execute(deletes)
            for table, founded in self._founded.items():
                with connection.cursor().copy(sql.SQL("copy {} from stdin").format(sql.Identifier(table))) as rows:
                    rows.write(founded)
            for schema, name, last in self._sequences:
                connection.execute(
                    "select setval(format('%%I.%%I', %s::text, %s::text)::regclass, %s, %s)",
                    (schema, name, last or 1, last is not None),
                )
        return True


def _schema(connection: psycopg.Connection) -> str:
    row = connection.execute(SCHEMA).fetchone()
    assert row
    return str(row[0])
