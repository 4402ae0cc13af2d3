"""PostgreSQL: connections by role, units of work, tenants."""

from engine.platform.database.base import Base, TenantRow
from engine.platform.database.engines import app_engine, dispose, lost_connection, owner_engine, system_engine
from engine.platform.database.numbers import next_number
from engine.platform.database.work import join_tenant, system_work, tenant_of, work

__all__ = [
    "Base",
    "TenantRow",
    "app_engine",
    "dispose",
    "join_tenant",
    "lost_connection",
    "next_number",
    "owner_engine",
    "system_engine",
    "system_work",
    "tenant_of",
    "work",
]
