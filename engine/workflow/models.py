"""Rows of the engine: deployments, cases, open work, waits, incidents. The state of a case is the authority;
work items, timers and subscriptions are projected from it in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database.base import Base, TenantRow

FOR_SCHEDULER = {"info": {"system": ("select",)}}
"""The scheduler looks for due rows in every tenant; the work itself is done in the tenant's own transaction."""


class Deployment(TenantRow, Base):
    """All diagrams, tables and forms of one moment, hashed together. One of a tenant's deployments is active."""

    __tablename__ = "deployment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "hash"),
        UniqueConstraint("tenant_id", "number"),
        Index("uq_deployment_active", "tenant_id", unique=True, postgresql_where=text("active")),
    )

    hash: Mapped[str]
    number: Mapped[int]
    note: Mapped[str]
    active: Mapped[bool] = mapped_column(default=False)
    deployed_by: Mapped[UUID]
    deployed_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]


class DeploymentFile(TenantRow, Base):
    """One file of a deployment, by its path in the house."""

    __tablename__ = "deployment_file"
    __table_args__ = (UniqueConstraint("tenant_id", "deployment_hash", "path"),)

    deployment_hash: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str]
    body: Mapped[bytes]


class Instance(TenantRow, Base):
    """A case. `status` is active, ended or cancelled; `end_name` is the end event's name, which people read."""

    __tablename__ = "instance"
    __table_args__ = (
        Index(None, "tenant_id", "business_key"),
        Index("ix_instance_active", "tenant_id", "process", postgresql_where=text("status = 'active'")),
    )

    process: Mapped[str]
    deployment_hash: Mapped[str]
    business_key: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    end_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[bytes]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WorklistEntry(TenantRow, Base):
    """A case's open work for one candidate group: a row of the inbox and the holder of the lease.

    Materials and the conclusion that follows them share it, so one person does one applicant. `fence` grows with
    every new lease; a completion that carries an older one is refused. `excluded` are the people whom four eyes
    keep away. `facets` are what lists are filtered by, so that a list of thousands needs no other table.
    `assigned_to` is the only one who may take it.
    """

    __tablename__ = "worklist_entry"
    __table_args__ = (
        Index("uq_worklist_entry_open", "instance_id", "group_name", unique=True, postgresql_where=text("open")),
        Index(
            "ix_worklist_entry_pick",
            "tenant_id",
            "group_name",
            "due_at",
            text("priority desc"),
            "id",
            postgresql_where=text("open"),
        ),
        Index("ix_worklist_entry_holder", "holder_id", postgresql_where=text("open and holder_id is not null")),
        Index(  # a list of thousands is counted and filtered in the index alone
            "ix_worklist_entry_list",
            "tenant_id",
            "group_name",
            "due_at",
            postgresql_include=[
                "opened_at",
                "excluded",
                "holder_id",
                "lease_expires_at",
                "assigned_to",
                "business_key",
                "facets",
            ],
            postgresql_where=text("open"),
        ),
        Index("ix_worklist_entry_key", "tenant_id", "business_key", postgresql_where=text("open")),
        CheckConstraint("holder_id is null or holder_id <> all(excluded)", name="four_eyes"),
        CheckConstraint("assigned_to is null or assigned_to <> all(excluded)", name="four_eyes_assigned"),
    )

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    group_name: Mapped[str]
    business_key: Mapped[str]
    process: Mapped[str]
    title: Mapped[str]
    open: Mapped[bool] = mapped_column(default=True)
    open_items: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    priority: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[list[UUID]]
    holder_id: Mapped[UUID | None]
    fence: Mapped[int] = mapped_column(default=0)
    lease_expires_at: Mapped[datetime | None]
    skips: Mapped[int] = mapped_column(default=0)
    facets: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    assigned_to: Mapped[UUID | None]


class WorklistSkip(TenantRow, Base):
    """Somebody passed an entry over: until then it is not offered to that person again."""

    __tablename__ = "worklist_skip"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("worklist_entry.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    until: Mapped[datetime]


class WorkItem(TenantRow, Base):
    """An open user task of a case; `id` is the task's own. `item_key` is the element of a multi-instance task."""

    __tablename__ = "work_item"
    __table_args__ = (
        Index(None, "instance_id"),
        Index("ix_work_item_open", "entry_id", postgresql_where=text("status = 'open'")),
        CheckConstraint("completed_by is null or completed_by <> all(excluded)", name="four_eyes"),
    )

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID]
    process: Mapped[str]
    element: Mapped[str]
    title: Mapped[str]
    form_key: Mapped[str]
    group_name: Mapped[str]
    lane: Mapped[str]
    item_key: Mapped[str | None]
    part: Mapped[str | None]
    excluded: Mapped[list[UUID]]
    status: Mapped[str] = mapped_column(default="open")
    priority: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[UUID | None]


class Participation(TenantRow, Base):
    """Who took which part in a case (`applicant`, `first_review`, …): what four eyes are judged by."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("instance_id", "part", "person_id"),)

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    part: Mapped[str]
    person_id: Mapped[UUID]


class Timer(TenantRow, Base):
    """A waiting timer of a case; `id` is the task's own."""

    __tablename__ = "timer"
    __table_args__ = (Index(None, "due_at"), Index(None, "instance_id"), FOR_SCHEDULER)

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    element: Mapped[str]
    due_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]


class MessageSubscription(TenantRow, Base):
    """A case that waits for a message of this name and key; `id` is the task's own."""

    __tablename__ = "message_subscription"
    __table_args__ = (Index(None, "tenant_id", "name", "key"), Index(None, "instance_id"), FOR_SCHEDULER)

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    element: Mapped[str]
    name: Mapped[str]
    key: Mapped[str]


class Message(TenantRow, Base):
    """A message that nobody waited for yet; delivered when a subscription appears."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "tenant_id", "name", "key", postgresql_where=text("delivered_at is null")),
        FOR_SCHEDULER,
    )

    name: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    instance_id: Mapped[UUID | None]


class RemoteTask(TenantRow, Base):
    """A parked service task: a job makes its call and then resumes the case; `id` is the task's own."""

    __tablename__ = "remote_task"
    __table_args__ = (Index(None, "instance_id"),)

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    element: Mapped[str]
    handler: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    parked_at: Mapped[datetime]


class Incident(TenantRow, Base):
    """Something in a case that needs an operator, or another try at `retry_at`. Nothing is lost meanwhile."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("uq_incident_open", "instance_id", "task_id", unique=True, postgresql_where=text("resolved_at is null")),
        Index("ix_incident_retry", "retry_at", postgresql_where=text("resolved_at is null")),
        FOR_SCHEDULER,
    )

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    task_id: Mapped[UUID]
    process: Mapped[str]
    element: Mapped[str]
    kind: Mapped[str]
    handler: Mapped[str | None]
    message: Mapped[str]
    trace: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]


class FormValue(TenantRow, Base):
    """What a form without a command of its own was completed with."""

    __tablename__ = "form_value"
    __table_args__ = (Index(None, "instance_id"),)

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id", ondelete="CASCADE"))
    work_item_id: Mapped[UUID]
    form_key: Mapped[str]
    values: Mapped[dict[str, Any]]
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]
