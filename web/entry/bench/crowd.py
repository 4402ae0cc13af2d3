"""A busy city from one real case: a million tasks, 180,000 of them open, in the inboxes of twenty groups.

Every row is copied by the database itself under an id worked out of the old one, so that references hold. What was
declared is sealed anew for the copies in the group of the real case, whose inbox is looked at. States are left out: the
copies fill lists and indexes; what is taken and completed are the cases of `copies.py`, which are due first.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, func, insert, literal_column, select, text, true, update
from sqlalchemy.orm import Session

from engine.platform import crypto, database
from engine.platform.database import Base, work
from engine.platform.people.models import Person
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from processes.apply.models import Application, Material

ITEMS, OPEN, GROUPS = 1_000_000, 180_000, 20
STEP = 20_000
"""Cases copied in one transaction."""

Tell = Callable[[str], None]
Columns = Mapping[str, str]

SURNAMES, GIVEN = "陈林黄张李王吴刘蔡杨许郑谢郭洪庄曾苏叶江", "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"
NEW = "md5(s.{0}::text || n)::uuid"
MAPPED = frozenset({"id", "person_id", "application_id", "instance_id", "entry_id"})
LATER = "s.{0} + n * 7919 % 20160 * interval '1 minute'"
GROUP = f"""case n % {GROUPS} when 0 then s.group_name
    else split_part(s.group_name, ':', 1) || ':' || md5(split_part(s.group_name, ':', 2) || n % {GROUPS})::uuid || ':'
    || split_part(s.group_name, ':', 3) end"""
NAME = f"""substr('{SURNAMES}', 1 + n % 20, 1) || substr('{GIVEN}', 1 + n / 20 % 20, 1)
    || substr('{GIVEN}', 1 + n / 400 % 20, 1)"""

WAITING: Mapping[type[Base], Columns] = {
    Person: {"account_id": "gen_random_uuid()", "name": NAME},
    Instance: {"business_key": "md5(s.business_key || n)::uuid::text", "state": "''::bytea"},
    Application: {
        "no": "s.no || '-C' || n",
        "name": NAME,
        "id_number_index": "decode(md5(n::text), 'hex')",
        "submitted_at": "s.submitted_at - n * 613 % 20160 * interval '1 minute'",
    },
    Material: {},
    WorklistEntry: {
        "group_name": GROUP,
        "business_key": "md5(s.business_key || n)::uuid::text",
        "due_at": LATER.format("due_at"),
        "facets": f"s.facets || jsonb_build_object('name', {NAME})",
        "holder_id": "null",
        "lease_expires_at": "null",
    },
    WorkItem: {
        "group_name": GROUP,
        "item_key": "md5(s.item_key || n)::uuid::text",
        "due_at": LATER.format("due_at"),
    },
}
DONE: Mapping[type[Base], Columns] = {
    Instance: {**WAITING[Instance], "status": "'ended'", "ended_at": "s.started_at"},
    Application: {**WAITING[Application], "status": "'ended'", "outcome": "'approved'", "ended_at": "s.submitted_at"},
    WorklistEntry: {**WAITING[WorklistEntry], "open": "false", "open_items": "0", "closed_at": "s.opened_at"},
    WorkItem: {**WAITING[WorkItem], "status": "'done'", "completed_at": "s.created_at"},
}


def crowd(tenant_id: UUID, application_id: UUID, tell: Tell) -> str:
    """Fill the authority's tables from one case that waits for its first review; returns what is there, in words."""
    with work(tenant_id) as session:
        instance_id = session.get_one(Application, application_id).instance_id
        open_ones = select(func.count()).where(WorkItem.instance_id == instance_id, WorkItem.status == "open")
        each = session.scalar(open_ones) or 1
    waiting, all_cases = OPEN // each, ITEMS // each
    for low in range(1, all_cases + 1, STEP):
        tell(f"{low * each:,} / {ITEMS:,} 项任务")
        high = min(low + STEP - 1, all_cases)
        with work(tenant_id) as session:
            if low <= waiting:
                _copy(session, WAITING, application_id, instance_id, low, min(high, waiting))
            if high > waiting:
                _copy(session, DONE, application_id, instance_id, max(low, waiting + 1), high)
    _seal(tenant_id, application_id, instance_id)
    tidy()
    return f"{all_cases * each:,} work items, {waiting * each:,} open in {GROUPS} groups, {each} a case"


def _seal(tenant_id: UUID, application_id: UUID, instance_id: UUID | None) -> None:
    """What the real applicant declared, for each copy in the same group."""
    with work(tenant_id) as session:
        declared = session.get_one(Application, application_id).declared_encrypted
        plain = crypto.decrypt(bytes(declared or b""), application_id)
        group = select(WorklistEntry.group_name).where(WorklistEntry.instance_id == instance_id, WorklistEntry.open)
        same = select(WorklistEntry.instance_id).where(
            WorklistEntry.group_name == group.scalar_subquery(), WorklistEntry.open, WorklistEntry.holder_id.is_(None)
        )
        rows = select(Application.id).where(Application.instance_id.in_(same), Application.no.contains("-C"))
        sealed = [{"id": one, "declared_encrypted": crypto.encrypt(plain, one)} for one in session.scalars(rows)]
        session.execute(update(Application), sealed)


def tidy() -> None:
    """What the database's own housekeeping would do in a quiet hour."""
    with database.owner_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as owner:
        owner.execute(text("vacuum analyze"))


def group_of(group_name: str, number: int) -> str:
    """The group of the copies with this number (modulo `GROUPS`)."""
    if number == 0:
        return group_name
    head, scope, role = group_name.split(":")
    return f"{head}:{UUID(hashlib.md5(f'{scope}{number}'.encode(), usedforsecurity=False).hexdigest())}:{role}"


def _copy(
    session: Session, rows: Mapping[type[Base], Columns], application_id: UUID, instance_id: UUID | None,
    low: int, high: int,
) -> None:  # fmt: skip
    for model, changed in rows.items():
        table = model.__table__
        assert isinstance(table, Table)
        source, numbers = table.alias("s"), func.generate_series(low, high).table_valued("n", name="n")
        names = [column.name for column in table.columns]
        values: list[Any] = [literal_column(_value(name, changed)) for name in names]
        copies = select(*values).select_from(source.join(numbers, true()))
        session.execute(
            insert(table).from_select(names, copies.where(_of_the_case(source.c, model, application_id, instance_id)))
        )


def _value(name: str, changed: Columns) -> str:
    return changed.get(name, NEW.format(name) if name in MAPPED else f's."{name}"')


def _of_the_case(columns: Any, model: type[Base], application_id: UUID, instance_id: UUID | None) -> Any:
    """The rows of the one real case that are copied."""
    if model is Person:
        return columns.id == select(Application.person_id).where(Application.id == application_id).scalar_subquery()
    if model is Application:
        return columns.id == application_id
    if model is Material:
        return columns.application_id == application_id
    if model is Instance:
        return columns.id == instance_id
    return and_(
        columns.instance_id == instance_id, columns.open if model is WorklistEntry else columns.status == "open"
    )
