"""The first half of a life: platform, engine, catalogue, plans, applications, reviews.

Revision: 0001.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0001'
down_revision: str | Sequence[str] | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('phone_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('login', sa.Text(), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login')),
    sa.UniqueConstraint('phone_index', name=op.f('uq_account_phone_index'))
    )
    op.create_table('application',
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('plan_line_id', sa.Uuid(), nullable=True),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('point_id', sa.Uuid(), nullable=True),
    sa.Column('occupation', sa.Text(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('category', sa.Text(), nullable=True),
    sa.Column('rule_id', sa.Text(), nullable=True),
    sa.Column('rule_sentence', sa.Text(), nullable=True),
    sa.Column('rule_materials', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('decision', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('finished', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('id_number_index', sa.LargeBinary(), nullable=True),
    sa.Column('declared_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('identity_result', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('draft', 'waiting', 'submitted', 'approved', 'ended')", name=op.f('ck_application_status')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_application_tenant_id_no'))
    )
    op.create_index(op.f('ix_application_person_id'), 'application', ['person_id'], unique=False)
    op.create_index(op.f('ix_application_plan_id'), 'application', ['plan_id'], unique=False)
    op.create_index(op.f('ix_application_plan_line_id'), 'application', ['plan_line_id'], unique=False)
    op.create_index(op.f('ix_application_tenant_id'), 'application', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_application_tenant_id_id_number_index'), 'application', ['tenant_id', 'id_number_index'], unique=False)
    op.create_index(op.f('ix_application_tenant_id_name'), 'application', ['tenant_id', 'name'], unique=False, postgresql_ops={'name': 'text_pattern_ops'})
    op.create_index('uq_application_live', 'application', ['tenant_id', 'person_id', 'plan_line_id'], unique=True, postgresql_where=sa.text("status <> 'ended'"))
    op.create_table('application_count',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_count')),
    sa.UniqueConstraint('tenant_id', 'day', name=op.f('uq_application_count_tenant_id_day'))
    )
    op.create_index(op.f('ix_application_count_tenant_id'), 'application_count', ['tenant_id'], unique=False)
    op.create_table('audit',
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('actor_name', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_instance_id_id'), 'audit', ['instance_id', 'id'], unique=False)
    op.create_index(op.f('ix_audit_subject_id_id'), 'audit', ['subject_id', 'id'], unique=False)
    op.create_index(op.f('ix_audit_tenant_id'), 'audit', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_audit_tenant_id_at'), 'audit', ['tenant_id', 'at'], unique=False)
    op.create_table('audit_root',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('tenant_id', 'day', name=op.f('pk_audit_root'))
    )
    op.create_table('audit_seal',
    sa.Column('audit_id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('audit_id', name=op.f('pk_audit_seal')),
    sa.UniqueConstraint('tenant_id', 'seq', name=op.f('uq_audit_seal_tenant_id_seq'))
    )
    op.create_table('authority',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=True),
    sa.Column('hotline', sa.Text(), nullable=False),
    sa.Column('service_hours', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authority')),
    sa.UniqueConstraint('host', name=op.f('uq_authority_host')),
    sa.UniqueConstraint('slug', name=op.f('uq_authority_slug'))
    )
    op.create_table('clock',
    sa.Column('id', sa.SmallInteger(), nullable=False),
    sa.Column('offset_seconds', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock'))
    )
    op.create_table('correction_notice_count',
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_notice_count')),
    sa.UniqueConstraint('tenant_id', 'year', name=op.f('uq_correction_notice_count_tenant_id_year'))
    )
    op.create_index(op.f('ix_correction_notice_count_tenant_id'), 'correction_notice_count', ['tenant_id'], unique=False)
    op.create_table('deployment',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('deployed_by', sa.Uuid(), nullable=False),
    sa.Column('deployed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment')),
    sa.UniqueConstraint('tenant_id', 'hash', name=op.f('uq_deployment_tenant_id_hash')),
    sa.UniqueConstraint('tenant_id', 'number', name=op.f('uq_deployment_tenant_id_number'))
    )
    op.create_index(op.f('ix_deployment_tenant_id'), 'deployment', ['tenant_id'], unique=False)
    op.create_index('uq_deployment_active', 'deployment', ['tenant_id'], unique=True, postgresql_where=sa.text('active'))
    op.create_table('deployment_file',
    sa.Column('deployment_hash', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment_file')),
    sa.UniqueConstraint('tenant_id', 'deployment_hash', 'path', name=op.f('uq_deployment_file_tenant_id_deployment_hash_path'))
    )
    op.create_index(op.f('ix_deployment_file_tenant_id'), 'deployment_file', ['tenant_id'], unique=False)
    op.create_table('instance',
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('deployment_hash', sa.Text(), nullable=False),
    sa.Column('business_key', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('end_name', sa.Text(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    op.create_index('ix_instance_active', 'instance', ['tenant_id', 'process'], unique=False, postgresql_where=sa.text("status = 'active'"))
    op.create_index(op.f('ix_instance_tenant_id'), 'instance', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_instance_tenant_id_business_key'), 'instance', ['tenant_id', 'business_key'], unique=False)
    op.create_table('institution',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('short_name', sa.Text(), nullable=False),
    sa.Column('credit_code', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institution')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_institution_tenant_id_code'))
    )
    op.create_index(op.f('ix_institution_tenant_id'), 'institution', ['tenant_id'], unique=False)
    op.create_table('message',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    op.create_index(op.f('ix_message_tenant_id'), 'message', ['tenant_id'], unique=False)
    op.create_index('ix_message_waiting', 'message', ['tenant_id', 'name', 'key'], unique=False, postgresql_where=sa.text('delivered_at is null'))
    op.create_table('notice',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sms_state', sa.Text(), nullable=False),
    sa.Column('sms_error', sa.Text(), nullable=True),
    sa.Column('sms_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("sms_state in ('none', 'waiting', 'sent', 'refused')", name=op.f('ck_notice_sms_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    op.create_index(op.f('ix_notice_person_id'), 'notice', ['person_id'], unique=False)
    op.create_index(op.f('ix_notice_tenant_id'), 'notice', ['tenant_id'], unique=False)
    op.create_index('ix_notice_undelivered', 'notice', ['created_at'], unique=False, postgresql_where=sa.text('sms_error is not null'))
    op.create_index('ix_notice_unread', 'notice', ['person_id'], unique=False, postgresql_where=sa.text('read_at is null'))
    op.create_table('occupation',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occupation')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_occupation_tenant_id_code'))
    )
    op.create_index(op.f('ix_occupation_tenant_id'), 'occupation', ['tenant_id'], unique=False)
    op.create_table('outbox',
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_open', 'outbox', ['due_at'], unique=False, postgresql_where=sa.text('closed_at is null'))
    op.create_index(op.f('ix_outbox_tenant_id'), 'outbox', ['tenant_id'], unique=False)
    op.create_table('person',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('id_kind', sa.Text(), nullable=True),
    sa.Column('id_number_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('id_number_index', sa.LargeBinary(), nullable=True),
    sa.Column('phone_encrypted', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('sex', sa.Text(), nullable=True),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('tenant_id', 'account_id', name=op.f('uq_person_tenant_id_account_id'))
    )
    op.create_index(op.f('ix_person_tenant_id'), 'person', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_person_tenant_id_id_number_index'), 'person', ['tenant_id', 'id_number_index'], unique=False)
    op.create_table('plan',
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waiting_list', sa.Boolean(), nullable=False),
    sa.Column('first_review_days', sa.BigInteger(), nullable=False),
    sa.Column('approval_days', sa.BigInteger(), nullable=False),
    sa.Column('correction_days', sa.BigInteger(), nullable=False),
    sa.Column('most_returns', sa.BigInteger(), nullable=False),
    sa.Column('take_back_minutes', sa.BigInteger(), nullable=False),
    sa.Column('sampling_percent', sa.BigInteger(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('drafted_by', sa.Uuid(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('capacity', sa.BigInteger(), nullable=True),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('draft', 'submitted', 'published', 'open', 'closed')", name=op.f('ck_plan_status')),
    sa.CheckConstraint('approved_by is null or approved_by <> drafted_by', name=op.f('ck_plan_four_eyes')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_plan_window')),
    sa.CheckConstraint('taken >= 0 and (capacity is null or taken <= capacity)', name=op.f('ck_plan_head_count')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('tenant_id', 'title', name=op.f('uq_plan_tenant_id_title'))
    )
    op.create_index(op.f('ix_plan_tenant_id'), 'plan', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_plan_tenant_id_status_closes_at'), 'plan', ['tenant_id', 'status', 'closes_at'], unique=False)
    op.create_table('sms_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('phone_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('phone_index', sa.LargeBinary(), nullable=False),
    sa.Column('code_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sms_code'))
    )
    op.create_index(op.f('ix_sms_code_phone_index_created_at'), 'sms_code', ['phone_index', 'created_at'], unique=False)
    op.create_table('stored_file',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('pages', sa.BigInteger(), nullable=False),
    sa.Column('width', sa.BigInteger(), nullable=True),
    sa.Column('height', sa.BigInteger(), nullable=True),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_stored_file_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    op.create_index(op.f('ix_stored_file_sha256'), 'stored_file', ['sha256'], unique=False)
    op.create_index(op.f('ix_stored_file_tenant_id'), 'stored_file', ['tenant_id'], unique=False)
    op.create_table('blind_review',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_blind_review_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blind_review'))
    )
    op.create_index(op.f('ix_blind_review_application_id'), 'blind_review', ['application_id'], unique=False)
    op.create_index(op.f('ix_blind_review_tenant_id'), 'blind_review', ['tenant_id'], unique=False)
    op.create_table('correction_notice',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('items', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('corrected', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_correction_notice_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_notice')),
    sa.UniqueConstraint('tenant_id', 'no', name=op.f('uq_correction_notice_tenant_id_no'))
    )
    op.create_index(op.f('ix_correction_notice_application_id'), 'correction_notice', ['application_id'], unique=False)
    op.create_index(op.f('ix_correction_notice_tenant_id'), 'correction_notice', ['tenant_id'], unique=False)
    op.create_table('form_value',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('work_item_id', sa.Uuid(), nullable=False),
    sa.Column('form_key', sa.Text(), nullable=False),
    sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_form_value_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_value'))
    )
    op.create_index(op.f('ix_form_value_instance_id'), 'form_value', ['instance_id'], unique=False)
    op.create_index(op.f('ix_form_value_tenant_id'), 'form_value', ['tenant_id'], unique=False)
    op.create_table('incident',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('handler', sa.Text(), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('trace', sa.Text(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_incident_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )
    op.create_index('ix_incident_retry', 'incident', ['retry_at'], unique=False, postgresql_where=sa.text('resolved_at is null'))
    op.create_index(op.f('ix_incident_tenant_id'), 'incident', ['tenant_id'], unique=False)
    op.create_index('uq_incident_open', 'incident', ['instance_id', 'task_id'], unique=True, postgresql_where=sa.text('resolved_at is null'))
    op.create_table('material',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('replaced', sa.Boolean(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_material_application_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_material_file_id')),
    sa.ForeignKeyConstraint(['replaces'], ['material.id'], name=op.f('fk_material_replaces')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material'))
    )
    op.create_index(op.f('ix_material_application_id'), 'material', ['application_id'], unique=False)
    op.create_index(op.f('ix_material_tenant_id'), 'material', ['tenant_id'], unique=False)
    op.create_index('uq_material_current', 'material', ['tenant_id', 'application_id', 'kind', 'round'], unique=True)
    op.create_table('message_subscription',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_message_subscription_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_subscription'))
    )
    op.create_index(op.f('ix_message_subscription_instance_id'), 'message_subscription', ['instance_id'], unique=False)
    op.create_index(op.f('ix_message_subscription_tenant_id'), 'message_subscription', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_message_subscription_tenant_id_name_key'), 'message_subscription', ['tenant_id', 'name', 'key'], unique=False)
    op.create_table('participation',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_participation_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participation')),
    sa.UniqueConstraint('instance_id', 'part', 'person_id', name=op.f('uq_participation_instance_id_part_person_id'))
    )
    op.create_index(op.f('ix_participation_tenant_id'), 'participation', ['tenant_id'], unique=False)
    op.create_table('plan_change',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('wanted', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('requested_by', sa.Uuid(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('decided_by is null or decided_by <> requested_by', name=op.f('ck_plan_change_four_eyes')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_change_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_change'))
    )
    op.create_index(op.f('ix_plan_change_plan_id'), 'plan_change', ['plan_id'], unique=False)
    op.create_index(op.f('ix_plan_change_tenant_id'), 'plan_change', ['tenant_id'], unique=False)
    op.create_index('uq_plan_change_requested', 'plan_change', ['tenant_id', 'plan_id'], unique=True, postgresql_where=sa.text("status = 'requested'"))
    op.create_table('plan_institution',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=True),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('taken >= 0 and (capacity is null or taken <= capacity)', name=op.f('ck_plan_institution_head_count')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_plan_institution_institution_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_institution_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_institution')),
    sa.UniqueConstraint('tenant_id', 'plan_id', 'institution_id', name=op.f('uq_plan_institution_tenant_id_plan_id_institution_id'))
    )
    op.create_index(op.f('ix_plan_institution_plan_id'), 'plan_institution', ['plan_id'], unique=False)
    op.create_index(op.f('ix_plan_institution_tenant_id'), 'plan_institution', ['tenant_id'], unique=False)
    op.create_table('plan_line',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('occupation_name', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=True),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('taken >= 0 and (capacity is null or taken <= capacity)', name=op.f('ck_plan_line_head_count')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_line_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_line')),
    sa.UniqueConstraint('tenant_id', 'plan_id', 'occupation', 'grade', name=op.f('uq_plan_line_tenant_id_plan_id_occupation_grade'))
    )
    op.create_index(op.f('ix_plan_line_plan_id'), 'plan_line', ['plan_id'], unique=False)
    op.create_index(op.f('ix_plan_line_tenant_id'), 'plan_line', ['tenant_id'], unique=False)
    op.create_table('registration_point',
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_registration_point_institution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_point')),
    sa.UniqueConstraint('tenant_id', 'institution_id', 'name', name=op.f('uq_registration_point_tenant_id_institution_id_name'))
    )
    op.create_index(op.f('ix_registration_point_institution_id'), 'registration_point', ['institution_id'], unique=False)
    op.create_index(op.f('ix_registration_point_tenant_id'), 'registration_point', ['tenant_id'], unique=False)
    op.create_table('remote_task',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('handler', sa.Text(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_remote_task_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remote_task'))
    )
    op.create_index(op.f('ix_remote_task_instance_id'), 'remote_task', ['instance_id'], unique=False)
    op.create_index(op.f('ix_remote_task_tenant_id'), 'remote_task', ['tenant_id'], unique=False)
    op.create_table('review_conclusion',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('settled', sa.Boolean(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("conclusion in ('pass', 'return', 'reject')", name=op.f('ck_review_conclusion_conclusion')),
    sa.CheckConstraint("stage in ('first', 'authority')", name=op.f('ck_review_conclusion_stage')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_conclusion_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_conclusion'))
    )
    op.create_index(op.f('ix_review_conclusion_application_id'), 'review_conclusion', ['application_id'], unique=False)
    op.create_index(op.f('ix_review_conclusion_person_id'), 'review_conclusion', ['person_id'], unique=False)
    op.create_index(op.f('ix_review_conclusion_tenant_id'), 'review_conclusion', ['tenant_id'], unique=False)
    op.create_table('review_skip',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('skipped_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_skip_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_skip'))
    )
    op.create_index(op.f('ix_review_skip_application_id'), 'review_skip', ['application_id'], unique=False)
    op.create_index(op.f('ix_review_skip_tenant_id'), 'review_skip', ['tenant_id'], unique=False)
    op.create_table('review_supervision',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("decision in ('extend', 'reject', 'expire')", name=op.f('ck_review_supervision_decision')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_supervision_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_supervision'))
    )
    op.create_index(op.f('ix_review_supervision_application_id'), 'review_supervision', ['application_id'], unique=False)
    op.create_index(op.f('ix_review_supervision_tenant_id'), 'review_supervision', ['tenant_id'], unique=False)
    op.create_table('role_grant',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=True),
    sa.Column('granted_by', sa.Uuid(), nullable=True),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('tenant_id', 'person_id', 'group', name=op.f('uq_role_grant_tenant_id_person_id_group'))
    )
    op.create_index(op.f('ix_role_grant_tenant_id'), 'role_grant', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_role_grant_tenant_id_group'), 'role_grant', ['tenant_id', 'group'], unique=False)
    op.create_table('sign_in_session',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_in_session_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['authority.id'], name=op.f('fk_sign_in_session_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_session'))
    )
    op.create_index(op.f('ix_sign_in_session_account_id'), 'sign_in_session', ['account_id'], unique=False)
    op.create_table('study_entry',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('school', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('major', sa.Text(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=True),
    sa.Column('part_time', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_study_entry_application_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_entry'))
    )
    op.create_index(op.f('ix_study_entry_application_id'), 'study_entry', ['application_id'], unique=False)
    op.create_index(op.f('ix_study_entry_tenant_id'), 'study_entry', ['tenant_id'], unique=False)
    op.create_table('timer',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_timer_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timer'))
    )
    op.create_index(op.f('ix_timer_due_at'), 'timer', ['due_at'], unique=False)
    op.create_index(op.f('ix_timer_instance_id'), 'timer', ['instance_id'], unique=False)
    op.create_index(op.f('ix_timer_tenant_id'), 'timer', ['tenant_id'], unique=False)
    op.create_table('work_entry',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('employer', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=True),
    sa.Column('related', sa.Boolean(), nullable=False),
    sa.Column('witness', sa.Text(), nullable=False),
    sa.Column('witness_phone_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('overlap_note', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_work_entry_application_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_entry'))
    )
    op.create_index(op.f('ix_work_entry_application_id'), 'work_entry', ['application_id'], unique=False)
    op.create_index(op.f('ix_work_entry_tenant_id'), 'work_entry', ['tenant_id'], unique=False)
    op.create_table('work_item',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('form_key', sa.Text(), nullable=False),
    sa.Column('group_name', sa.Text(), nullable=False),
    sa.Column('lane', sa.Text(), nullable=False),
    sa.Column('item_key', sa.Text(), nullable=True),
    sa.Column('part', sa.Text(), nullable=True),
    sa.Column('excluded', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('priority', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('completed_by is null or completed_by <> all(excluded)', name=op.f('ck_work_item_four_eyes')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_work_item_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_item'))
    )
    op.create_index(op.f('ix_work_item_instance_id'), 'work_item', ['instance_id'], unique=False)
    op.create_index('ix_work_item_open', 'work_item', ['entry_id'], unique=False, postgresql_where=sa.text("status = 'open'"))
    op.create_index(op.f('ix_work_item_tenant_id'), 'work_item', ['tenant_id'], unique=False)
    op.create_table('worklist_entry',
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('group_name', sa.Text(), nullable=False),
    sa.Column('business_key', sa.Text(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('open_items', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('priority', sa.BigInteger(), nullable=False),
    sa.Column('excluded', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=True),
    sa.Column('fence', sa.BigInteger(), nullable=False),
    sa.Column('lease_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('skips', sa.BigInteger(), nullable=False),
    sa.Column('skipped_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('skipped_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('holder_id is null or holder_id <> all(excluded)', name=op.f('ck_worklist_entry_four_eyes')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_worklist_entry_instance_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worklist_entry'))
    )
    op.create_index('ix_worklist_entry_holder', 'worklist_entry', ['holder_id'], unique=False, postgresql_where=sa.text('open and holder_id is not null'))
    op.create_index('ix_worklist_entry_pick', 'worklist_entry', ['tenant_id', 'group_name', 'due_at', sa.literal_column('priority desc'), 'id'], unique=False, postgresql_where=sa.text('open'))
    op.create_index(op.f('ix_worklist_entry_tenant_id'), 'worklist_entry', ['tenant_id'], unique=False)
    op.create_index('uq_worklist_entry_open', 'worklist_entry', ['instance_id', 'group_name'], unique=True, postgresql_where=sa.text('open'))
    op.create_table('field_fault',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('conclusion_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("step in ('identity', 'history')", name=op.f('ck_field_fault_step')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_field_fault_application_id')),
    sa.ForeignKeyConstraint(['conclusion_id'], ['review_conclusion.id'], name=op.f('fk_field_fault_conclusion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_fault'))
    )
    op.create_index(op.f('ix_field_fault_application_id'), 'field_fault', ['application_id'], unique=False)
    op.create_index(op.f('ix_field_fault_tenant_id'), 'field_fault', ['tenant_id'], unique=False)
    op.create_table('material_verdict',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('reason_code', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('supervisor_reason', sa.Text(), nullable=False),
    sa.Column('superseded', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("stage in ('first', 'authority')", name=op.f('ck_material_verdict_stage')),
    sa.CheckConstraint("verdict = 'pass' or (reason_code <> '' and text <> '')", name=op.f('ck_material_verdict_reason')),
    sa.CheckConstraint("verdict in ('pass', 'return')", name=op.f('ck_material_verdict_verdict')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_material_verdict_application_id')),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_material_verdict_material_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_verdict'))
    )
    op.create_index(op.f('ix_material_verdict_application_id'), 'material_verdict', ['application_id'], unique=False)
    op.create_index(op.f('ix_material_verdict_tenant_id'), 'material_verdict', ['tenant_id'], unique=False)
    op.create_index('uq_material_verdict_standing', 'material_verdict', ['tenant_id', 'material_id', 'stage'], unique=True, postgresql_where=sa.text('not superseded'))
    op.create_table('plan_place',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('point_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("state in ('taken', 'waiting', 'offered', 'released')", name=op.f('ck_plan_place_state')),
    sa.ForeignKeyConstraint(['line_id'], ['plan_line.id'], name=op.f('fk_plan_place_line_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_place_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_place')),
    sa.UniqueConstraint('tenant_id', 'application_id', name=op.f('uq_plan_place_tenant_id_application_id'))
    )
    op.create_index(op.f('ix_plan_place_tenant_id'), 'plan_place', ['tenant_id'], unique=False)
    op.create_index(op.f('ix_plan_place_tenant_id_plan_id_state_joined_at'), 'plan_place', ['tenant_id', 'plan_id', 'state', 'joined_at'], unique=False)
    op.create_table('plan_point',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('point_id', sa.Uuid(), nullable=False),
    sa.Column('institution_id', sa.Uuid(), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=True),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('taken >= 0 and (capacity is null or taken <= capacity)', name=op.f('ck_plan_point_head_count')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_plan_point_institution_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_point_plan_id')),
    sa.ForeignKeyConstraint(['point_id'], ['registration_point.id'], name=op.f('fk_plan_point_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_point')),
    sa.UniqueConstraint('tenant_id', 'plan_id', 'point_id', name=op.f('uq_plan_point_tenant_id_plan_id_point_id'))
    )
    op.create_index(op.f('ix_plan_point_plan_id'), 'plan_point', ['plan_id'], unique=False)
    op.create_index(op.f('ix_plan_point_tenant_id'), 'plan_point', ['tenant_id'], unique=False)
