"""Grants and row-level security, derived from the models so that a new table is never forgotten.

A table with `tenant_id` is forced under row-level security and open to the app role; a table without one is
closed to it. A model says what differs in its table's `info`:

    info={"app": ("select", "insert")}      what the app role may do (append-only tables, readable globals)
    info={"system": ("select", "update")}   what the system role may do, in every tenant; without it: nothing
"""

from sqlalchemy import Connection, Table, text

from engine.platform.database.base import Base

APP, SYSTEM = "certflow_app", "certflow_system"
EVERYTHING = ("select", "insert", "update", "delete")
TENANT_RULE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"


def app_verbs(table: Table) -> tuple[str, ...]:
    default = EVERYTHING if "tenant_id" in table.c and not table.info.get("global") else ()
    verbs: tuple[str, ...] = table.info.get("app", default)
    return verbs


def system_verbs(table: Table) -> tuple[str, ...]:
    verbs: tuple[str, ...] = table.info.get("system", ())
    return verbs


def is_tenants(table: Table) -> bool:
    """Whether rows belong to one tenant. A global table may name a tenant without belonging to it."""
    return "tenant_id" in table.c and not table.info.get("global")


def protect(connection: Connection) -> None:
    """Bring grants and policies of every table to what the models say. Idempotent; run by the owner."""

    def run(statement: str) -> None:
        connection.execute(text(statement))

    run(f"grant usage on schema public to {APP}, {SYSTEM}")
    for table in Base.metadata.sorted_tables:
        name = table.name
        run(f"revoke all on {name} from {APP}, {SYSTEM}")
        if app_verbs(table):
            run(f"grant {', '.join(app_verbs(table))} on {name} to {APP}")
        if system_verbs(table):
            run(f"grant {', '.join(system_verbs(table))} on {name} to {SYSTEM}")
        if not is_tenants(table):
            continue
        run(f"alter table {name} enable row level security")
        run(f"alter table {name} force row level security")
        run(f"drop policy if exists tenant on {name}")
        run(f"create policy tenant on {name} to {APP} using ({TENANT_RULE}) with check ({TENANT_RULE})")
        run(f"drop policy if exists system on {name}")
        if system_verbs(table):
            run(f"create policy system on {name} to {SYSTEM} using (true) with check (true)")
