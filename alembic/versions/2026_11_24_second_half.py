"""The second half of a life: pay, train, questions, papers, arrangement, exam, marks, certificates.

Revision: second_half, after 0001.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import postgresql

revision: str = 'second_half'
down_revision: str | Sequence[str] | None = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('admission',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('plan_line_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('subjects', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('admitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('waiting', 'seated', 'left')", name=op.f('ck_admission_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission')),
    sa.UniqueConstraint('tenant_id', 'application_id', 'attempt', name=op.f('uq_admission_tenant_id_application_id_attempt'))
    )
    op.create_index(op.f('ix_admission_tenant_id'), 'admission', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_admission_tenant_id_plan_id_state'), 'admission', ['tenant_id', 'plan_id', 'state'], unique=False)
    op.create_table('arrange_proposal',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('milliseconds', sa.BigInteger(), nullable=True),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('places', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('unseated', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('shortages', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('asked', 'ready', 'adopted', 'dropped')", name=op.f('ck_arrange_proposal_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrange_proposal'))
    )
    op.create_index(op.f('ix_arrange_proposal_tenant_id'), 'arrange_proposal', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_arrange_proposal_tenant_id_plan_id_state'), 'arrange_proposal', ['tenant_id', 'plan_id', 'state'], unique=False)
    op.create_table('arrange_rules',
    sa.Column('ticket_template', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrange_rules')),
    sa.UniqueConstraint('tenant_id', name=op.f('uq_arrange_rules_tenant_id'))
    )
    op.create_index(op.f('ix_arrange_rules_tenant_id'), 'arrange_rules', ['tenant_id'], unique=False)
    op.create_table('certificate_number_count',
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_number_count')),
    sa.UniqueConstraint('tenant_id', 'institution_id', 'year', 'grade', name=op.f('uq_certificate_number_count_tenant_id_institution_id_year_grade'))
    )
    op.create_index(op.f('ix_certificate_number_count_tenant_id'), 'certificate_number_count', ['tenant_id'], unique=False)
    op.create_table('certificate_template',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=True),
    sa.Column('elements', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template')),
    sa.UniqueConstraint('tenant_id', 'name', 'version', name=op.f('uq_certificate_template_tenant_id_name_version'))
    )
    op.create_index(op.f('ix_certificate_template_tenant_id'), 'certificate_template', ['tenant_id'], unique=False)
    op.create_index('uq_certificate_template_active', 'certificate_template', ['tenant_id', 'name'], unique=True, postgresql_where=sa.text('active'))
    op.create_table('element_table',
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('edition', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('imported_by', sa.Uuid(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_element_table')),
    sa.UniqueConstraint('tenant_id', 'occupation', 'grade', 'edition', name=op.f('uq_element_table_tenant_id_occupation_grade_edition'))
    )
    op.create_index(op.f('ix_element_table_tenant_id'), 'element_table', ['tenant_id'], unique=False)
    op.create_index('uq_element_table_active', 'element_table', ['tenant_id', 'occupation', 'grade'], unique=True, postgresql_where=sa.text('active'))
    op.create_table('examiner_score',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('scored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('score between 0 and 1000', name=op.f('ck_examiner_score_score')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_examiner_score')),
    sa.UniqueConstraint('tenant_id', 'application_id', 'subject', 'attempt', 'person_id', name=op.f('uq_examiner_score_tenant_id_application_id_subject_attempt_person_id'))
    )
    op.create_index(op.f('ix_examiner_score_tenant_id'), 'examiner_score', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_examiner_score_tenant_id_application_id'), 'examiner_score', ['tenant_id', 'application_id'], unique=False)
    op.create_table('pay_count',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_count')),
    sa.UniqueConstraint('tenant_id', 'kind', 'day', name=op.f('uq_pay_count_tenant_id_kind_day'))
    )
    op.create_index(op.f('ix_pay_count_tenant_id'), 'pay_count', ['tenant_id'], unique=False)
    op.create_table('pay_order',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('payer', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_why', sa.Text(), nullable=False),
    sa.Column('waived_reason', sa.Text(), nullable=False),
    sa.Column('waived_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('open', 'paid', 'closed', 'waived', 'refunded')", name=op.f('ck_pay_order_status')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_pay_order_amount')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_order')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_pay_order_tenant_id_no'))
    )
    op.create_index(op.f('ix_pay_order_application_id'), 'pay_order', ['application_id'], unique=False)
    op.create_index(op.f('ix_pay_order_tenant_id'), 'pay_order', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_pay_order_tenant_id_status_opened_at'), 'pay_order', ['tenant_id', 'status', 'opened_at'], unique=False)
    op.create_index('uq_pay_order_open', 'pay_order', ['tenant_id', 'application_id'], unique=True, postgresql_where=sa.text("status = 'open'"))
    op.create_table('payment_notice',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('notice_no', sa.Text(), nullable=False),
    sa.Column('trade_no', sa.Text(), nullable=False),
    sa.Column('transaction_no', sa.Text(), nullable=False),
    sa.Column('merchant', sa.Text(), nullable=False),
    sa.Column('ours', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_notice')),
    sa.UniqueConstraint('tenant_id', 'channel', 'notice_no', name=op.f('uq_payment_notice_tenant_id_channel_notice_no'))
    )
    op.create_index(op.f('ix_payment_notice_tenant_id'), 'payment_notice', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_payment_notice_tenant_id_received_at'), 'payment_notice', ['tenant_id', 'received_at'], unique=False)
    op.create_index(op.f('ix_payment_notice_trade_no'), 'payment_notice', ['trade_no'], unique=False)
    op.create_table('question_campaign',
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('range_ids', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('most', sa.BigInteger(), nullable=False),
    sa.Column('most_each', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token_sha256', sa.Text(), nullable=False),
    sa.Column('token_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_campaign')),
    sa.UniqueConstraint('tenant_id', 'token_sha256', name=op.f('uq_question_campaign_tenant_id_token_sha256'))
    )
    op.create_index(op.f('ix_question_campaign_tenant_id'), 'question_campaign', ['tenant_id'], unique=False)
    op.create_table('question_count',
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_count')),
    sa.UniqueConstraint('tenant_id', 'occupation', 'grade', name=op.f('uq_question_count_tenant_id_occupation_grade'))
    )
    op.create_index(op.f('ix_question_count_tenant_id'), 'question_count', ['tenant_id'], unique=False)
    op.create_table('reconciliation',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('bill_count', sa.BigInteger(), nullable=False),
    sa.Column('bill_fen', sa.BigInteger(), nullable=False),
    sa.Column('own_count', sa.BigInteger(), nullable=False),
    sa.Column('own_fen', sa.BigInteger(), nullable=False),
    sa.Column('differences', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconciliation')),
    sa.UniqueConstraint('tenant_id', 'channel', 'day', name=op.f('uq_reconciliation_tenant_id_channel_day'))
    )
    op.create_index(op.f('ix_reconciliation_tenant_id'), 'reconciliation', ['tenant_id'], unique=False)
    op.create_table('skill_sheet',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('closed_by', sa.Uuid(), nullable=False),
    sa.Column('closed_by_name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_sheet')),
    sa.UniqueConstraint('tenant_id', 'application_id', 'subject', 'attempt', name=op.f('uq_skill_sheet_tenant_id_application_id_subject_attempt'))
    )
    op.create_index(op.f('ix_skill_sheet_tenant_id'), 'skill_sheet', ['tenant_id'], unique=False)
    op.create_table('subject_result',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=True),
    sa.Column('paper_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('pending', 'passed', 'failed', 'absent', 'disqualified', 'postponed')", name=op.f('ck_subject_result_state')),
    sa.CheckConstraint('score is null or score between 0 and 1000', name=op.f('ck_subject_result_score')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject_result')),
    sa.UniqueConstraint('tenant_id', 'application_id', 'subject', 'attempt', name=op.f('uq_subject_result_tenant_id_application_id_subject_attempt'))
    )
    op.create_index(op.f('ix_subject_result_tenant_id'), 'subject_result', ['tenant_id'], unique=False)
    op.create_table('ticket_count',
    sa.Column('prefix', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_count')),
    sa.UniqueConstraint('tenant_id', 'prefix', name=op.f('uq_ticket_count_tenant_id_prefix'))
    )
    op.create_index(op.f('ix_ticket_count_tenant_id'), 'ticket_count', ['tenant_id'], unique=False)
    op.create_table('trade_number',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trade_number')),
    sa.UniqueConstraint('number', name=op.f('uq_trade_number_number')),
    info={'app': ('select', 'insert'), 'system': ('select',)}
    )
    op.create_index(op.f('ix_trade_number_tenant_id'), 'trade_number', ['tenant_id'], unique=False)
    op.create_table('training_proof_count',
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_proof_count')),
    sa.UniqueConstraint('tenant_id', 'year', name=op.f('uq_training_proof_count_tenant_id_year'))
    )
    op.create_index(op.f('ix_training_proof_count_tenant_id'), 'training_proof_count', ['tenant_id'], unique=False)
    op.create_table('certificate_batch',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('occupation_name', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('draft', 'submitted', 'returned', 'approved', 'issued')", name=op.f('ck_certificate_batch_status')),
    sa.CheckConstraint('approved_by is null or approved_by <> made_by', name=op.f('ck_certificate_batch_four_eyes')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_batch_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_batch')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_certificate_batch_tenant_id_no'))
    )
    op.create_index(op.f('ix_certificate_batch_tenant_id'), 'certificate_batch', ['tenant_id'], unique=False)
    op.create_table('course',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('occupation', sa.Text(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('quiz_questions', sa.BigInteger(), nullable=False),
    sa.Column('quiz_pass', sa.BigInteger(), nullable=False),
    sa.Column('free_choice', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("category in ('theory', 'skill', 'general')", name=op.f('ck_course_category')),
    sa.CheckConstraint('quiz_questions between 0 and 100 and quiz_pass between 1 and 100', name=op.f('ck_course_quiz')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_course_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_course_tenant_id_code'))
    )
    op.create_index(op.f('ix_course_institution_id'), 'course', ['institution_id'], unique=False)
    op.create_index(op.f('ix_course_tenant_id'), 'course', ['tenant_id'], unique=False)
    op.create_table('element_import',
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('tree', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('problems', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('uploaded_by', sa.Uuid(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('table_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['table_id'], ['element_table.id'], name=op.f('fk_element_import_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_element_import'))
    )
    op.create_index(op.f('ix_element_import_tenant_id'), 'element_import', ['tenant_id'], unique=False)
    op.create_table('element_range',
    sa.Column('table_id', sa.Uuid(), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('level', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('weight', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['element_range.id'], name=op.f('fk_element_range_parent_id')),
    sa.ForeignKeyConstraint(['table_id'], ['element_table.id'], name=op.f('fk_element_range_table_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_element_range'))
    )
    op.create_index(op.f('ix_element_range_tenant_id'), 'element_range', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_element_range_tenant_id_table_id_place'), 'element_range', ['tenant_id', 'table_id', 'place'], unique=False)
    op.create_table('exam_room',
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=False),
    sa.Column('columns', sa.BigInteger(), nullable=False),
    sa.Column('subjects', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_exam_room_capacity')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_exam_room_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_room')),
    sa.UniqueConstraint('tenant_id', 'institution_id', 'name', name=op.f('uq_exam_room_tenant_id_institution_id_name'))
    )
    op.create_index(op.f('ix_exam_room_tenant_id'), 'exam_room', ['tenant_id'], unique=False)
    op.create_table('invoice',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('buyer_kind', sa.Text(), nullable=False),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('details_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('rounds', sa.BigInteger(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('download', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('courier', sa.Text(), nullable=False),
    sa.Column('courier_no', sa.Text(), nullable=False),
    sa.Column('shipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('red_number', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('requested', 'refused', 'issued', 'shipped', 'signed', 'cancelled', 'reversed')", name=op.f('ck_invoice_status')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_invoice_amount')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_invoice_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_invoice_tenant_id_no'))
    )
    op.create_index(op.f('ix_invoice_order_id'), 'invoice', ['order_id'], unique=False)
    op.create_index(op.f('ix_invoice_tenant_id'), 'invoice', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_invoice_tenant_id_status_requested_at'), 'invoice', ['tenant_id', 'status', 'requested_at'], unique=False)
    op.create_index('uq_invoice_live', 'invoice', ['tenant_id', 'order_id'], unique=True, postgresql_where=sa.text("status not in ('cancelled', 'reversed')"))
    op.create_table('ledger_entry',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reference_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('debit', sa.Text(), nullable=False),
    sa.Column('credit', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_ledger_entry_amount')),
    sa.CheckConstraint('debit <> credit', name=op.f('ck_ledger_entry_two_sides')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_ledger_entry_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('tenant_id', 'reference_id', name=op.f('uq_ledger_entry_tenant_id_reference_id')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_ledger_entry_order_id'), 'ledger_entry', ['order_id'], unique=False)
    op.create_index(op.f('ix_ledger_entry_tenant_id'), 'ledger_entry', ['tenant_id'], unique=False)
    op.create_table('objection',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('result_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('score_before', sa.BigInteger(), nullable=True),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('score_after', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_by_name', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("decision is null or decision in ('upheld', 'rejected')", name=op.f('ck_objection_decision')),
    sa.ForeignKeyConstraint(['result_id'], ['subject_result.id'], name=op.f('fk_objection_result_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_objection_tenant_id_no'))
    )
    op.create_index(op.f('ix_objection_result_id'), 'objection', ['result_id'], unique=False)
    op.create_index(op.f('ix_objection_tenant_id'), 'objection', ['tenant_id'], unique=False)
    op.create_index('uq_objection_open', 'objection', ['tenant_id', 'result_id'], unique=True, postgresql_where=sa.text('decided_at is null'))
    op.create_table('paper',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('table_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('structure', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('cooling_days', sa.BigInteger(), nullable=False),
    sa.Column('importance', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('progress', sa.BigInteger(), nullable=False),
    sa.Column('progress_note', sa.Text(), nullable=False),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('report', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('assembled_by', sa.Uuid(), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('content_sha256', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('blueprint', 'assembling', 'short', 'assembled', 'sealed', 'discarded')", name=op.f('ck_paper_status')),
    sa.CheckConstraint('approved_by is null or approved_by <> assembled_by', name=op.f('ck_paper_four_eyes')),
    sa.ForeignKeyConstraint(['table_id'], ['element_table.id'], name=op.f('fk_paper_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_paper_tenant_id_no'))
    )
    op.create_index(op.f('ix_paper_tenant_id'), 'paper', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_paper_tenant_id_occupation_grade_status'), 'paper', ['tenant_id', 'occupation', 'grade', 'status'], unique=False)
    op.create_table('payment_attempt',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('trade_no', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('wanted', 'ready', 'failed', 'closed', 'paid')", name=op.f('ck_payment_attempt_status')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_payment_attempt_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_attempt')),
    sa.UniqueConstraint('trade_no', name=op.f('uq_payment_attempt_trade_no'))
    )
    op.create_index(op.f('ix_payment_attempt_order_id'), 'payment_attempt', ['order_id'], unique=False)
    op.create_index(op.f('ix_payment_attempt_tenant_id'), 'payment_attempt', ['tenant_id'], unique=False)
    op.create_table('ticket',
    sa.Column('admission_id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['admission_id'], ['admission.id'], name=op.f('fk_ticket_admission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('tenant_id', 'admission_id', name=op.f('uq_ticket_tenant_id_admission_id')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_ticket_tenant_id_no'))
    )
    op.create_index(op.f('ix_ticket_tenant_id'), 'ticket', ['tenant_id'], unique=False)
    op.create_table('training_regulation',
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_training_regulation_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_regulation')),
    sa.UniqueConstraint('tenant_id', 'occupation', 'grade', 'institution_id', name='owner', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_training_regulation_tenant_id'), 'training_regulation', ['tenant_id'], unique=False)
    op.create_table('assessment_point',
    sa.Column('table_id', sa.Uuid(), nullable=False),
    sa.Column('range_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('importance', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("importance in ('X', 'Y', 'Z')", name=op.f('ck_assessment_point_importance')),
    sa.ForeignKeyConstraint(['range_id'], ['element_range.id'], name=op.f('fk_assessment_point_range_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['table_id'], ['element_table.id'], name=op.f('fk_assessment_point_table_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_point')),
    sa.UniqueConstraint('tenant_id', 'range_id', 'code', name=op.f('uq_assessment_point_tenant_id_range_id_code'))
    )
    op.create_index(op.f('ix_assessment_point_table_id'), 'assessment_point', ['table_id'], unique=False)
    op.create_index(op.f('ix_assessment_point_tenant_id'), 'assessment_point', ['tenant_id'], unique=False)
    op.create_table('eligible',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=True),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('waiting', 'batched', 'issued')", name=op.f('ck_eligible_state')),
    sa.ForeignKeyConstraint(['batch_id'], ['certificate_batch.id'], name=op.f('fk_eligible_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_eligible'))
    )
    op.create_index(op.f('ix_eligible_batch_id'), 'eligible', ['batch_id'], unique=False)
    op.create_index(op.f('ix_eligible_tenant_id'), 'eligible', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_eligible_tenant_id_occupation_grade_state'), 'eligible', ['tenant_id', 'occupation', 'grade', 'state'], unique=False)
    op.create_index('uq_eligible_open', 'eligible', ['tenant_id', 'application_id'], unique=True, postgresql_where=sa.text("state <> 'issued'"))
    op.create_table('enrolment',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('plan_id', sa.Uuid(), nullable=True),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('regulation_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('studied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_link', sa.Text(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('learning', 'completed', 'confirmed', 'done', 'exempt', 'failed', 'closed')", name=op.f('ck_enrolment_state')),
    sa.ForeignKeyConstraint(['regulation_id'], ['training_regulation.id'], name=op.f('fk_enrolment_regulation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('tenant_id', 'application_id', name=op.f('uq_enrolment_tenant_id_application_id'))
    )
    op.create_index(op.f('ix_enrolment_person_id'), 'enrolment', ['person_id'], unique=False)
    op.create_index(op.f('ix_enrolment_regulation_id'), 'enrolment', ['regulation_id'], unique=False)
    op.create_index(op.f('ix_enrolment_tenant_id'), 'enrolment', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_enrolment_tenant_id_institution_id_state'), 'enrolment', ['tenant_id', 'institution_id', 'state'], unique=False)
    op.create_table('exam_session',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('plan_line_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('room_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('void', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_exam_session_time')),
    sa.ForeignKeyConstraint(['room_id'], ['exam_room.id'], name=op.f('fk_exam_session_room_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_session'))
    )
    op.create_index(op.f('ix_exam_session_tenant_id'), 'exam_session', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_exam_session_tenant_id_plan_id_starts_at'), 'exam_session', ['tenant_id', 'plan_id', 'starts_at'], unique=False)
    op.create_index('uq_exam_session_room', 'exam_session', ['tenant_id', 'room_id', 'starts_at'], unique=True, postgresql_where=sa.text('not void'))
    op.create_table('key_correction',
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('approved_by <> asked_by', name=op.f('ck_key_correction_four_eyes')),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_key_correction_paper_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_correction'))
    )
    op.create_index(op.f('ix_key_correction_tenant_id'), 'key_correction', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_key_correction_tenant_id_paper_id_place'), 'key_correction', ['tenant_id', 'paper_id', 'place'], unique=False)
    op.create_table('lesson',
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(kind = 'text') = (file_id is null)", name=op.f('ck_lesson_file')),
    sa.CheckConstraint("kind in ('text', 'pdf', 'video')", name=op.f('ck_lesson_kind')),
    sa.CheckConstraint('seconds between 60 and 10800', name=op.f('ck_lesson_seconds')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_lesson_course_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_lesson_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson'))
    )
    op.create_index(op.f('ix_lesson_course_id'), 'lesson', ['course_id'], unique=False)
    op.create_index(op.f('ix_lesson_file_id'), 'lesson', ['file_id'], unique=False)
    op.create_index(op.f('ix_lesson_tenant_id'), 'lesson', ['tenant_id'], unique=False)
    op.create_table('paper_opening',
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_opening_paper_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_opening')),
    sa.UniqueConstraint('tenant_id', 'paper_id', 'starts_at', name=op.f('uq_paper_opening_tenant_id_paper_id_starts_at')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_paper_opening_tenant_id'), 'paper_opening', ['tenant_id'], unique=False)
    op.create_table('payment',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('transaction_no', sa.Text(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind in ('settled', 'late', 'double', 'wrong_amount')", name=op.f('ck_payment_kind')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payment_amount')),
    sa.ForeignKeyConstraint(['attempt_id'], ['payment_attempt.id'], name=op.f('fk_payment_attempt_id')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_payment_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('tenant_id', 'channel', 'transaction_no', name=op.f('uq_payment_tenant_id_channel_transaction_no'))
    )
    op.create_index(op.f('ix_payment_order_id'), 'payment', ['order_id'], unique=False)
    op.create_index(op.f('ix_payment_tenant_id'), 'payment', ['tenant_id'], unique=False)
    op.create_index('uq_payment_settling', 'payment', ['tenant_id', 'order_id'], unique=True, postgresql_where=sa.text("kind = 'settled'"))
    op.create_table('regulation_course',
    sa.Column('regulation_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('minutes between 1 and 6000', name=op.f('ck_regulation_course_minutes')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_regulation_course_course_id')),
    sa.ForeignKeyConstraint(['regulation_id'], ['training_regulation.id'], name=op.f('fk_regulation_course_regulation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regulation_course')),
    sa.UniqueConstraint('tenant_id', 'regulation_id', 'course_id', name=op.f('uq_regulation_course_tenant_id_regulation_id_course_id'))
    )
    op.create_index(op.f('ix_regulation_course_tenant_id'), 'regulation_course', ['tenant_id'], unique=False)
    op.create_table('certificate',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('eligible_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('id_kind', sa.Text(), nullable=False),
    sa.Column('id_number_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('employer', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('occupation_name', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('institution_name', sa.Text(), nullable=False),
    sa.Column('authority_name', sa.Text(), nullable=False),
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('photo_file_id', sa.Uuid(), nullable=False),
    sa.Column('pdf_file_id', sa.Uuid(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('held_reason', sa.Text(), nullable=False),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=False),
    sa.Column('void_asked_by', sa.Uuid(), nullable=True),
    sa.Column('void_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by', sa.Uuid(), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_out_how', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('valid', 'held', 'void')", name=op.f('ck_certificate_state')),
    sa.CheckConstraint('voided_by is null or voided_by <> void_asked_by', name=op.f('ck_certificate_four_eyes')),
    sa.ForeignKeyConstraint(['batch_id'], ['certificate_batch.id'], name=op.f('fk_certificate_batch_id')),
    sa.ForeignKeyConstraint(['eligible_id'], ['eligible.id'], name=op.f('fk_certificate_eligible_id')),
    sa.ForeignKeyConstraint(['pdf_file_id'], ['stored_file.id'], name=op.f('fk_certificate_pdf_file_id')),
    sa.ForeignKeyConstraint(['photo_file_id'], ['stored_file.id'], name=op.f('fk_certificate_photo_file_id')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_template_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('tenant_id', 'eligible_id', name=op.f('uq_certificate_tenant_id_eligible_id')),
    sa.UniqueConstraint('tenant_id', 'number', name=op.f('uq_certificate_tenant_id_number'))
    )
    op.create_index(op.f('ix_certificate_batch_id'), 'certificate', ['batch_id'], unique=False)
    op.create_index(op.f('ix_certificate_tenant_id'), 'certificate', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_certificate_tenant_id_application_id'), 'certificate', ['tenant_id', 'application_id'], unique=False)
    op.create_index(op.f('ix_certificate_tenant_id_name'), 'certificate', ['tenant_id', 'name'], unique=False, postgresql_ops={'name': 'text_pattern_ops'})
    op.create_table('enrolment_course',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_enrolment_course_course_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_enrolment_course_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment_course')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', 'course_id', name=op.f('uq_enrolment_course_tenant_id_enrolment_id_course_id'))
    )
    op.create_index(op.f('ix_enrolment_course_tenant_id'), 'enrolment_course', ['tenant_id'], unique=False)
    op.create_table('exemption',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('proof_no', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('asked', 'agreed', 'granted', 'refused')", name=op.f('ck_exemption_status')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_exemption_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_exemption_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemption'))
    )
    op.create_index(op.f('ix_exemption_enrolment_id'), 'exemption', ['enrolment_id'], unique=False)
    op.create_index(op.f('ix_exemption_file_id'), 'exemption', ['file_id'], unique=False)
    op.create_index(op.f('ix_exemption_tenant_id'), 'exemption', ['tenant_id'], unique=False)
    op.create_index('uq_exemption_open', 'exemption', ['tenant_id', 'enrolment_id'], unique=True, postgresql_where=sa.text("status in ('asked', 'agreed')"))
    op.create_table('invigilation',
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('chief', sa.Boolean(), nullable=False),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['replaces'], ['invigilation.id'], name=op.f('fk_invigilation_replaces')),
    sa.ForeignKeyConstraint(['session_id'], ['exam_session.id'], name=op.f('fk_invigilation_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invigilation'))
    )
    op.create_index(op.f('ix_invigilation_tenant_id'), 'invigilation', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_invigilation_tenant_id_person_id'), 'invigilation', ['tenant_id', 'person_id'], unique=False)
    op.create_index('uq_invigilation_live', 'invigilation', ['tenant_id', 'session_id', 'person_id'], unique=True, postgresql_where=sa.text('ended_at is null'))
    op.create_table('learning_session',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beats', sa.BigInteger(), nullable=False),
    sa.Column('credited', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_learning_session_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_learning_session_lesson_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_session'))
    )
    op.create_index(op.f('ix_learning_session_enrolment_id'), 'learning_session', ['enrolment_id'], unique=False)
    op.create_index(op.f('ix_learning_session_tenant_id'), 'learning_session', ['tenant_id'], unique=False)
    op.create_index('uq_learning_session_open', 'learning_session', ['tenant_id', 'person_id'], unique=True, postgresql_where=sa.text('closed_at is null'))
    op.create_table('lesson_progress',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('seconds >= 0', name=op.f('ck_lesson_progress_seconds')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_lesson_progress_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_progress_lesson_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_progress')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', 'lesson_id', name=op.f('uq_lesson_progress_tenant_id_enrolment_id_lesson_id'))
    )
    op.create_index(op.f('ix_lesson_progress_tenant_id'), 'lesson_progress', ['tenant_id'], unique=False)
    op.create_table('question',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('point_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('version_id', sa.Uuid(), nullable=True),
    sa.Column('text_key', sa.Text(), nullable=False),
    sa.Column('duplicate_group', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('submitted', 'returned', 'approved', 'rejected', 'suspended')", name=op.f('ck_question_status')),
    sa.ForeignKeyConstraint(['campaign_id'], ['question_campaign.id'], name=op.f('fk_question_campaign_id')),
    sa.ForeignKeyConstraint(['point_id'], ['assessment_point.id'], name=op.f('fk_question_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_question_tenant_id_no'))
    )
    op.create_index(op.f('ix_question_campaign_id'), 'question', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_question_duplicate_group'), 'question', ['duplicate_group'], unique=False)
    op.create_index(op.f('ix_question_point_id'), 'question', ['point_id'], unique=False)
    op.create_index(op.f('ix_question_tenant_id'), 'question', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_question_tenant_id_author_id'), 'question', ['tenant_id', 'author_id'], unique=False)
    op.create_index(op.f('ix_question_tenant_id_occupation_grade_status'), 'question', ['tenant_id', 'occupation', 'grade', 'status'], unique=False)
    op.create_table('quiz_attempt',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('questions', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('score is null or score between 0 and 100', name=op.f('ck_quiz_attempt_score')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_quiz_attempt_course_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_quiz_attempt_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', 'course_id', 'number', name=op.f('uq_quiz_attempt_tenant_id_enrolment_id_course_id_number'))
    )
    op.create_index(op.f('ix_quiz_attempt_tenant_id'), 'quiz_attempt', ['tenant_id'], unique=False)
    op.create_index('uq_quiz_attempt_open', 'quiz_attempt', ['tenant_id', 'enrolment_id', 'course_id'], unique=True, postgresql_where=sa.text('finished_at is null'))
    op.create_table('refund',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('payment_id', sa.Uuid(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('requested_by', sa.Uuid(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('offline', sa.Boolean(), nullable=False),
    sa.Column('gateway_no', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('requested', 'approved', 'sent', 'failed', 'done', 'refused', 'nothing')", name=op.f('ck_refund_status')),
    sa.CheckConstraint('amount_fen >= 0', name=op.f('ck_refund_amount')),
    sa.CheckConstraint('decided_by is null or decided_by <> requested_by', name=op.f('ck_refund_four_eyes')),
    sa.ForeignKeyConstraint(['order_id'], ['pay_order.id'], name=op.f('fk_refund_order_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_refund_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_refund_tenant_id_no'))
    )
    op.create_index(op.f('ix_refund_order_id'), 'refund', ['order_id'], unique=False)
    op.create_index(op.f('ix_refund_tenant_id'), 'refund', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_refund_tenant_id_status_requested_at'), 'refund', ['tenant_id', 'status', 'requested_at'], unique=False)
    op.create_index('uq_refund_live', 'refund', ['tenant_id', 'payment_id'], unique=True, postgresql_where=sa.text("status not in ('refused', 'nothing')"))
    op.create_table('registry_sync',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('serial', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('waiting', 'accepted', 'refused')", name=op.f('ck_registry_sync_status')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_registry_sync_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registry_sync')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', name=op.f('uq_registry_sync_tenant_id_enrolment_id'))
    )
    op.create_index(op.f('ix_registry_sync_tenant_id'), 'registry_sync', ['tenant_id'], unique=False)
    op.create_table('seat',
    sa.Column('admission_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('ticket_no', sa.Text(), nullable=False),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('void', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['admission_id'], ['admission.id'], name=op.f('fk_seat_admission_id')),
    sa.ForeignKeyConstraint(['session_id'], ['exam_session.id'], name=op.f('fk_seat_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat'))
    )
    op.create_index(op.f('ix_seat_session_id'), 'seat', ['session_id'], unique=False)
    op.create_index(op.f('ix_seat_tenant_id'), 'seat', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_seat_tenant_id_application_id'), 'seat', ['tenant_id', 'application_id'], unique=False)
    op.create_index('uq_seat_place', 'seat', ['tenant_id', 'session_id', 'number'], unique=True, postgresql_where=sa.text('not void'))
    op.create_index('uq_seat_subject', 'seat', ['tenant_id', 'admission_id', 'subject'], unique=True, postgresql_where=sa.text('not void'))
    op.create_index('uq_seat_ticket', 'seat', ['tenant_id', 'ticket_no', 'subject', 'session_id'], unique=True, postgresql_where=sa.text('not void'))
    op.create_table('session_sheet',
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('lines', sa.BigInteger(), nullable=False),
    sa.Column('root', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('closed_by', sa.Uuid(), nullable=False),
    sa.Column('closed_by_name', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['exam_session.id'], name=op.f('fk_session_sheet_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_sheet')),
    sa.UniqueConstraint('tenant_id', 'session_id', name=op.f('uq_session_sheet_tenant_id_session_id')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_session_sheet_tenant_id'), 'session_sheet', ['tenant_id'], unique=False)
    op.create_table('training_proof',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('minutes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('courses', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_training_proof_enrolment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_proof')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', name=op.f('uq_training_proof_tenant_id_enrolment_id')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_training_proof_tenant_id_no')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_training_proof_person_id'), 'training_proof', ['person_id'], unique=False)
    op.create_index(op.f('ix_training_proof_tenant_id'), 'training_proof', ['tenant_id'], unique=False)
    op.create_table('training_result',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('offline_minutes', sa.BigInteger(), nullable=False),
    sa.Column('quiz_score', sa.BigInteger(), nullable=True),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("verdict in ('qualified', 'unqualified')", name=op.f('ck_training_result_verdict')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_training_result_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_result')),
    sa.UniqueConstraint('tenant_id', 'enrolment_id', 'category', name=op.f('uq_training_result_tenant_id_enrolment_id_category'))
    )
    op.create_index(op.f('ix_training_result_tenant_id'), 'training_result', ['tenant_id'], unique=False)
    op.create_table('draw',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cools_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_draw_paper_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_draw_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_draw_tenant_id'), 'draw', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_draw_tenant_id_question_id_cools_until'), 'draw', ['tenant_id', 'question_id', 'cools_until'], unique=False)
    op.create_table('question_version',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('stem', sa.Text(), nullable=False),
    sa.Column('options', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('difficulty', sa.BigInteger(), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_version_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_version')),
    sa.UniqueConstraint('tenant_id', 'question_id', 'number', name=op.f('uq_question_version_tenant_id_question_id_number')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_question_version_tenant_id'), 'question_version', ['tenant_id'], unique=False)
    op.create_table('sitting',
    sa.Column('seat_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('fence', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=True),
    sa.Column('credited_seconds', sa.BigInteger(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_in_how', sa.Text(), nullable=True),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('switches', sa.BigInteger(), nullable=False),
    sa.Column('receipt', sa.Text(), nullable=True),
    sa.Column('admitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('admitted_how', sa.Text(), nullable=True),
    sa.Column('key_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('answered', sa.BigInteger(), nullable=False),
    sa.Column('flagged', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('unsent', sa.BigInteger(), nullable=False),
    sa.Column('active_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('idle_warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('away_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hand_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('skewed', sa.Boolean(), nullable=False),
    sa.Column('move_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handover', sa.Boolean(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('expected', 'admitted', 'running', 'handed_in', 'absent', 'disqualified', 'postponed')", name=op.f('ck_sitting_state')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_sitting_seat_id')),
    sa.ForeignKeyConstraint(['session_id'], ['exam_session.id'], name=op.f('fk_sitting_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting')),
    sa.UniqueConstraint('tenant_id', 'seat_id', name=op.f('uq_sitting_tenant_id_seat_id'))
    )
    op.create_index(op.f('ix_sitting_tenant_id'), 'sitting', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_sitting_tenant_id_application_id'), 'sitting', ['tenant_id', 'application_id'], unique=False)
    op.create_index(op.f('ix_sitting_tenant_id_session_id_state'), 'sitting', ['tenant_id', 'session_id', 'state'], unique=False)
    op.create_table('answer_line',
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('client_ms', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('mac', sa.Text(), nullable=False),
    sa.Column('fence', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_answer_line_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_line')),
    sa.UniqueConstraint('tenant_id', 'sitting_id', 'sequence', name=op.f('uq_answer_line_tenant_id_sitting_id_sequence')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_answer_line_tenant_id'), 'answer_line', ['tenant_id'], unique=False)
    op.create_table('late_line',
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('client_ms', sa.BigInteger(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('mac', sa.Text(), nullable=False),
    sa.Column('fence', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('in_time', sa.Boolean(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_late_line_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_line')),
    sa.UniqueConstraint('tenant_id', 'sitting_id', 'sequence', name=op.f('uq_late_line_tenant_id_sitting_id_sequence'))
    )
    op.create_index(op.f('ix_late_line_tenant_id'), 'late_line', ['tenant_id'], unique=False)
    op.create_table('paper_item',
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('point_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_item_paper_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['point_id'], ['assessment_point.id'], name=op.f('fk_paper_item_point_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_paper_item_question_id')),
    sa.ForeignKeyConstraint(['version_id'], ['question_version.id'], name=op.f('fk_paper_item_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_item')),
    sa.UniqueConstraint('tenant_id', 'paper_id', 'place', name=op.f('uq_paper_item_tenant_id_paper_id_place')),
    sa.UniqueConstraint('tenant_id', 'paper_id', 'question_id', name=op.f('uq_paper_item_tenant_id_paper_id_question_id'))
    )
    op.create_index(op.f('ix_paper_item_question_id'), 'paper_item', ['question_id'], unique=False)
    op.create_index(op.f('ix_paper_item_tenant_id'), 'paper_item', ['tenant_id'], unique=False)
    op.create_table('question_remark',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('similar', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_remark_question_id')),
    sa.ForeignKeyConstraint(['version_id'], ['question_version.id'], name=op.f('fk_question_remark_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_remark')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_question_remark_tenant_id'), 'question_remark', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_question_remark_tenant_id_question_id'), 'question_remark', ['tenant_id', 'question_id'], unique=False)
    op.create_table('sitting_event',
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_event_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting_event')),
    info={'app': ('select', 'insert')}
    )
    op.create_index(op.f('ix_sitting_event_tenant_id'), 'sitting_event', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_sitting_event_tenant_id_sitting_id_id'), 'sitting_event', ['tenant_id', 'sitting_id', 'id'], unique=False)
    # plans that are there get the figures that the form proposes; the policy is forced again after every upgrade
    op.add_column('plan', sa.Column('exam_from', sa.Date(), nullable=True))
    op.add_column('plan', sa.Column('exam_until', sa.Date(), nullable=True))
    op.add_column('plan', sa.Column('pay_hours', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('training_required', sa.Boolean(), nullable=True))
    op.add_column('plan', sa.Column('training_days', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('exam_minutes', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('late_minutes', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('early_minutes', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('idle_minutes', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('most_switches', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('most_retakes', sa.BigInteger(), nullable=True))
    op.add_column('plan', sa.Column('publicity_days', sa.BigInteger(), nullable=True))
    op.execute("alter table plan no force row level security")
    op.execute("""
        update plan set
            exam_from = (closes_at at time zone 'Asia/Shanghai')::date + 1,
            exam_until = (closes_at at time zone 'Asia/Shanghai')::date + 120,
            pay_hours = 72,
            training_required = true,
            training_days = 30,
            exam_minutes = 90,
            late_minutes = 30,
            early_minutes = 30,
            idle_minutes = 5,
            most_switches = 3,
            most_retakes = 1,
            publicity_days = 5
    """)
    op.alter_column('plan', 'exam_from', nullable=False)
    op.alter_column('plan', 'exam_until', nullable=False)
    op.alter_column('plan', 'pay_hours', nullable=False)
    op.alter_column('plan', 'training_required', nullable=False)
    op.alter_column('plan', 'training_days', nullable=False)
    op.alter_column('plan', 'exam_minutes', nullable=False)
    op.alter_column('plan', 'late_minutes', nullable=False)
    op.alter_column('plan', 'early_minutes', nullable=False)
    op.alter_column('plan', 'idle_minutes', nullable=False)
    op.alter_column('plan', 'most_switches', nullable=False)
    op.alter_column('plan', 'most_retakes', nullable=False)
    op.alter_column('plan', 'publicity_days', nullable=False)
    op.create_check_constraint(op.f('ck_plan_exam_window'), 'plan', 'exam_from <= exam_until')
