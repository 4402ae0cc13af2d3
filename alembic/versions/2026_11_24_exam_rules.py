"""Two people change a score; machines, scripts and certificates keep to their rules.

Revision: exam_rules, after one_place.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision: str = "exam_rules"
down_revision: str | Sequence[str] | None = "inbox_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("certificate", sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("objection", sa.Column("score_wished", sa.BigInteger(), nullable=True))
    op.add_column("objection", sa.Column("confirmed_by", sa.Uuid(), nullable=True))
    op.add_column("objection", sa.Column("confirmed_by_name", sa.Text(), nullable=True))
    op.add_column("objection", sa.Column("refused_by_name", sa.Text(), nullable=True))
    op.add_column("objection", sa.Column("refused_because", sa.Text(), server_default="", nullable=False))
    op.add_column("plan", sa.Column("needs_script", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("sitting", sa.Column("move_code", sa.Text(), nullable=True))
    op.add_column("sitting", sa.Column("move_proof", sa.Text(), nullable=True))
    op.add_column("sitting", sa.Column("handover_proof", sa.Text(), nullable=True))
    op.add_column("sitting", sa.Column("unscripted_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_eligible_state"), "eligible", type_="check")
    op.create_check_constraint(
        op.f("ck_eligible_state"), "eligible", "state in ('waiting', 'batched', 'issued', 'left')"
    )
    op.create_check_constraint(op.f("ck_objection_four_eyes"), "objection", "confirmed_by <> decided_by")
    # an objection upheld before, by one person, stays as it was: where there is one, the rule is for what comes
    op.execute("""
        do $$ begin
            alter table objection add constraint ck_objection_confirmed
                check (score_after is null or confirmed_by is not null);
        exception when check_violation then
            alter table objection add constraint ck_objection_confirmed
                check (score_after is null or confirmed_by is not null) not valid;
        end $$
    """)
