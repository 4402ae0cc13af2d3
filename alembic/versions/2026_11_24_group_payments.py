"""Group orders, course orders, pictures of questions, machines of exam rooms.

Revision: group_payments, after second_half.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import postgresql

revision: str = 'group_payments'
down_revision: str | Sequence[str] | None = 'desk_rules'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('exam_machine',
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('room', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('registered_by', sa.Uuid(), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('browser', sa.Text(), nullable=False),
    sa.Column('screen', sa.Text(), nullable=False),
    sa.Column('skew_ms', sa.BigInteger(), nullable=False),
    sa.Column('delay_ms', sa.BigInteger(), nullable=False),
    sa.Column('problems', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_exam_machine_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_machine')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_exam_machine_tenant_id_code'))
    )
    op.create_index(op.f('ix_exam_machine_institution_id'), 'exam_machine', ['institution_id'], unique=False)
    op.create_index(op.f('ix_exam_machine_tenant_id'), 'exam_machine', ['tenant_id'], unique=False)
    op.create_index('uq_exam_machine_name', 'exam_machine', ['tenant_id', 'institution_id', 'room', 'name'], unique=True, postgresql_where=sa.text('retired_at is null'))
    op.create_table('group_member',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('held', 'settled', 'surplus', 'released')", name=op.f('ck_group_member_state')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_group_member_amount')),
    sa.ForeignKeyConstraint(['group_id'], ['pay_order.id'], name=op.f('fk_group_member_group_id')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_group_member_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member')),
    sa.UniqueConstraint('tenant_id', 'group_id', 'order_id', name=op.f('uq_group_member_tenant_id_group_id_order_id'))
    )
    op.create_index(op.f('ix_group_member_group_id'), 'group_member', ['group_id'], unique=False)
    op.create_index(op.f('ix_group_member_order_id'), 'group_member', ['order_id'], unique=False)
    op.create_index(op.f('ix_group_member_tenant_id'), 'group_member', ['tenant_id'], unique=False)
    op.create_index('uq_group_member_held', 'group_member', ['tenant_id', 'order_id'], unique=True, postgresql_where=sa.text("state = 'held'"))
    op.add_column('course', sa.Column('fee_fen', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('enrolment', sa.Column('order_id', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_enrolment_order_id'), 'enrolment', ['order_id'], unique=False)
    op.add_column('pay_order', sa.Column('kind', sa.Text(), server_default='case', nullable=False))
    op.add_column('pay_order', sa.Column('subject_id', sa.Uuid(), nullable=True))
    op.add_column('pay_order', sa.Column('entrusted_at', sa.DateTime(timezone=True), nullable=True))
    op.alter_column('pay_order', 'application_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.alter_column('pay_order', 'plan_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.create_index('uq_pay_order_course', 'pay_order', ['tenant_id', 'person_id', 'subject_id'], unique=True, postgresql_where=sa.text("kind = 'course' and status in ('open', 'paid', 'waived')"))
    op.add_column('question_version', sa.Column('pictures', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.drop_index(op.f('uq_refund_live'), table_name='refund', postgresql_where="(status <> ALL (ARRAY['refused'::text, 'nothing'::text]))")
    op.create_index('uq_refund_live', 'refund', ['tenant_id', 'payment_id', 'order_id'], unique=True, postgresql_where=sa.text("status not in ('refused', 'nothing')"))
    op.create_check_constraint(op.f("ck_pay_order_kind"), "pay_order", "(kind = 'case') = (application_id is not null)")
    op.create_check_constraint(op.f("ck_course_fee"), "course", "fee_fen between 0 and 10000000")
