-- One completion, as the engine makes it: the same statements in the same order and in one transaction, without the
-- engine. Run by pgbench on one connection with prepared statements; see engine.py. Variables: tenant, instance,
-- entry, person, item (the one open at the beginning).
\set turn 1 + random(1, 1000000)
begin;
select set_config('app.tenant', :tenant, true), (select offset_seconds from clock);
select id, process, deployment_hash, business_key, status, version, state
  from instance where id = (select instance_id from work_item where id = :item::uuid) for update;
select w.id, w.instance_id, w.entry_id, w.process, w.element, w.title, w.form_key, w.group_name, w.lane, w.item_key,
       w.part, w.excluded, w.status, w.priority, w.created_at, w.due_at, w.completed_at, w.completed_by, e.holder_id,
       e.fence, e.lease_expires_at
  from work_item w join worklist_entry e on e.id = w.entry_id where w.id = :item::uuid;
update work_item set status = 'done', completed_at = now(), completed_by = :person::uuid
  where id = :item::uuid and status = 'open' returning id as previous \gset
update worklist_entry set open_items = 1, due_at = now() + interval '72 hours', priority = coalesce(0::bigint, priority),
       title = coalesce('初审结论', title), excluded = '{}'::uuid[],
       holder_id = case when holder_id = any('{}'::uuid[]) then null else holder_id end
  where id = :entry::uuid;
insert into work_item (id, tenant_id, instance_id, entry_id, process, element, title, form_key, group_name, lane,
                       item_key, part, excluded, status, priority, created_at, due_at)
  select gen_random_uuid(), :tenant::uuid, r.instance_id, r.entry_id, r.process, r.element, r.title, r.form_key,
         r.group_name, r.lane, r.item_key, r.part, coalesce(r.excluded, '{}'), 'open', r.priority, r.created_at, r.due_at
  from jsonb_to_recordset(jsonb_build_array(jsonb_build_object('instance_id', :instance::text, 'entry_id', :entry::text,
         'process', 'bench', 'element', 'conclude', 'title', '初审结论', 'form_key', 'bench', 'group_name',
         'institution first_review', 'lane', '初审', 'item_key', null, 'part', null, 'excluded', '[]'::jsonb, 'priority',
         0, 'created_at', now(), 'due_at', now() + interval '72 hours'))) as r (
         instance_id uuid, entry_id uuid, process text, element text, title text, form_key text, group_name text,
         lane text, item_key text, part text, excluded uuid[], priority bigint, created_at timestamptz,
         due_at timestamptz)
  returning id as item \gset
insert into timer (id, tenant_id, instance_id, element, due_at)
  select t.id, :tenant::uuid, :instance::uuid, t.element, t.due_at
  from unnest(array[:item::uuid], array['conclude_late'], array[now() + interval '72 hours']) as t (id, element, due_at)
  on conflict (id) do update set due_at = excluded.due_at, retry_at = null;
delete from timer where id = any(array[:previous::uuid]);
update instance set state = convert_to(rpad(:turn::text, 450, md5(:turn::text)), 'UTF8'), version = version + 1,
       status = 'active', end_name = null, ended_at = null
  where id = :instance::uuid and version > 0;
insert into audit (at, actor_id, actor_name, action, subject_kind, subject_id, instance_id, after, id, tenant_id)
  values (now(), :person::uuid, '测量', 'task.completed', 'work_item', :previous::uuid, :instance::uuid,
          jsonb_build_object('element', 'judge', 'title', '核对材料', 'variables', jsonb_build_object('conclusion', 'again'),
                             'passed', '[["bench", "judge"]]'::jsonb), gen_random_uuid(), :tenant::uuid);
commit;
