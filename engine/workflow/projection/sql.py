"""The statements of the engine's hot path. Every one runs under the instance's row lock."""

from sqlalchemy import text

LOCK = text("""
    select id, process, deployment_hash, business_key, status, version, state
    from instance where id = :id for update
""")
LOCK_BY_ITEM = text("""
    select id, process, deployment_hash, business_key, status, version, state
    from instance where id = (select instance_id from work_item where id = :id) for update
""")
LOCK_UNLESS_BUSY = text(LOCK.text + " skip locked")
ITEM = text("""
    select w.id, w.instance_id, w.entry_id, w.process, w.element, w.title, w.form_key, w.group_name, w.lane,
           w.item_key, w.part, w.excluded, w.status, w.priority, w.created_at, w.due_at, w.completed_at,
           w.completed_by, e.holder_id, e.fence, e.lease_expires_at
    from work_item w join worklist_entry e on e.id = w.entry_id where w.id = :id
""")
INSERT_INSTANCE = text("""
    insert into instance (id, tenant_id, process, deployment_hash, business_key, status, end_name, version, state,
                          started_at, ended_at)
    values (:id, :tenant, :process, :hash, :key, :status, :end_name, 1, :state, :now, :ended_at)
""")
UPDATE_INSTANCE = text("""
    update instance set state = :state, version = version + 1, status = :status, end_name = :end_name,
                        ended_at = :ended_at
    where id = :id and version = :version
""")
DONE = text("""
    update work_item set status = 'done', completed_at = :now, completed_by = :person
    where id = :id and status = 'open'
""")
WITHDRAW_ITEMS = text("update work_item set status = 'cancelled' where id = any(:ids) and status = 'open'")
INSERT_ITEMS = text("""
    insert into work_item (id, tenant_id, instance_id, entry_id, process, element, title, form_key, group_name, lane,
                           item_key, part, excluded, status, priority, created_at, due_at)
    select r.id, :tenant, r.instance_id, r.entry_id, r.process, r.element, r.title, r.form_key, r.group_name, r.lane,
           r.item_key, r.part, coalesce(r.excluded, '{}'), 'open', r.priority, r.created_at, r.due_at
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (
        id uuid, instance_id uuid, entry_id uuid, process text, element text, title text, form_key text,
        group_name text, lane text, item_key text, part text, excluded uuid[], priority bigint,
        created_at timestamptz, due_at timestamptz)
""")
INSERT_ENTRY = text("""
    insert into worklist_entry (id, tenant_id, instance_id, group_name, business_key, process, title, open,
                                open_items, opened_at, due_at, priority, excluded, fence, skips, facets)
    values (:id, :tenant, :instance_id, :group_name, :key, :process, :title, true, :open_items, :now, :due_at,
            :priority, cast(:excluded as uuid[]), 0, 0, cast(:facets as jsonb))
    returning cast(:group_name as text) like 'candidate:%' or exists (
        select 1 from role_grant g where g."group" = :group_name and g.valid_from <= :now
            and (g.valid_until is null or g.valid_until > :now)
            and g.person_id <> all(cast(:excluded as uuid[]))) as staffed
""")
UPDATE_ENTRY = text("""
    update worklist_entry set open_items = :open_items, due_at = :due_at,
        priority = coalesce(cast(:priority as bigint), priority), title = coalesce(cast(:title as text), title),
        excluded = cast(:excluded as uuid[]),
        holder_id = case when holder_id = any(cast(:excluded as uuid[])) then null else holder_id end,
        assigned_to = case when assigned_to = any(cast(:excluded as uuid[])) then null else assigned_to end
    where id = :id
""")
CLOSE_ENTRIES = text("""
    update worklist_entry set open = false, open_items = 0, closed_at = :now, holder_id = null,
                              lease_expires_at = null
    where id = any(:ids)
""")
EXCLUDE_FROM_ITEMS = text("update work_item set excluded = excluded || cast(:person as uuid) where id = any(:ids)")
PARTICIPANTS = text("select part, person_id from participation where instance_id = :id")
TAKE_PART = text("""
    insert into participation (id, tenant_id, instance_id, part, person_id)
    values (:id, :tenant, :instance_id, :part, :person) on conflict (instance_id, part, person_id) do nothing
""")
PUT_TIMERS = text("""
    insert into timer (id, tenant_id, instance_id, element, due_at)
    select t.id, :tenant, :instance_id, t.element, t.due_at
    from unnest(cast(:ids as uuid[]), cast(:elements as text[]), cast(:dues as timestamptz[]))
        as t (id, element, due_at)
    on conflict (id) do update set due_at = excluded.due_at, retry_at = null
""")
DROP_TIMERS = text("delete from timer where id = any(:ids)")
PUT_WAITS = text("""
    insert into message_subscription (id, tenant_id, instance_id, element, name, key)
    select w.id, :tenant, :instance_id, w.element, w.name, w.key
    from unnest(cast(:ids as uuid[]), cast(:elements as text[]), cast(:names as text[]), cast(:keys as text[]))
        as w (id, element, name, key)
""")
DROP_WAITS = text("delete from message_subscription where id = any(:ids)")
PUT_REMOTE = text("""
    insert into remote_task (id, tenant_id, instance_id, element, handler, attempts, parked_at)
    values (:id, :tenant, :instance_id, :element, :handler, 0, :now)
""")
DROP_REMOTE = text("delete from remote_task where id = any(:ids)")
EXCLUDE_FROM_ENTRIES = text("""
    update worklist_entry set excluded = excluded || cast(:person as uuid),
        holder_id = nullif(holder_id, cast(:person as uuid)),
        assigned_to = nullif(assigned_to, cast(:person as uuid))
    where id = any(:ids) and not cast(:person as uuid) = any(excluded)
""")
FORGET_ITEMS = text("delete from work_item where id = any(:ids) and status = 'open'")
