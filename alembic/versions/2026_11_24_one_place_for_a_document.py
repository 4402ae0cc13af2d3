"""One document has one place in a plan line, and nobody waives what he owes himself.

Revision: one_place, after wizard.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "one_place"
down_revision: str | Sequence[str] | None = "wizard"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "uq_application_document",
        "application",
        ["tenant_id", "id_number_index", "plan_line_id"],
        unique=True,
        postgresql_where=sa.text("status not in ('draft', 'ended')"),
    )
    op.create_check_constraint(op.f("ck_pay_order_waived_by_another"), "pay_order", "waived_by <> person_id")
