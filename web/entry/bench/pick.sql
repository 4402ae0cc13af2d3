-- Taking the next applicant, as the worklist does it: the same statements in one transaction, without the worklist.
-- Run by pgbench with prepared statements; see picks.py. Variables: tenant, scope (the institution of the real case).
\set person random(1, 50)
\set place random(1, 19)
begin;
select set_config('app.tenant', :tenant, true), (select offset_seconds from clock);
with picked as (
    update worklist_entry set holder_id = md5('reviewer' || :person::text)::uuid, fence = fence + 1,
                              lease_expires_at = now() + interval '20 minutes'
    where id = (
        select best.id
        from unnest(array[format('institution%1$s%2$s%1$sfirst_review', chr(58), md5(:scope::text || :place::text)::uuid)]) as g(name)
        cross join lateral (
            select id, due_at, priority from worklist_entry e
            where open and group_name = g.name
              and (holder_id is null or lease_expires_at <= now())
              and not excluded && array[md5('reviewer' || :person::text)::uuid]
              and (assigned_to is null or assigned_to = md5('reviewer' || :person::text)::uuid)
              and (skips = 0 or not exists (
                  select 1 from worklist_skip s where s.entry_id = e.id
                     and s.person_id = md5('reviewer' || :person::text)::uuid and s.until > now()))
              and (cast(null as text) is null or process = cast(null as text))
            order by due_at, priority desc, id limit 1 for update of e skip locked
        ) best
        order by best.due_at, best.priority desc, best.id limit 1)
    returning id, tenant_id, instance_id, group_name, business_key, process, title, open, open_items, opened_at,
              closed_at, due_at, priority, excluded, holder_id, fence, lease_expires_at, skips, facets,
              assigned_to
), told as (
    insert into audit (id, tenant_id, at, actor_id, actor_name, action,
                       subject_kind, subject_id, instance_id, after)
    select gen_random_uuid(), tenant_id, now(), holder_id, '审核员', 'work.taken',
           'worklist_entry', id, instance_id, jsonb_build_object('fence', fence)
    from picked
)
select id, tenant_id, instance_id, group_name, business_key, process, title, open, open_items, opened_at,
       closed_at, due_at, priority, excluded, holder_id, fence, lease_expires_at, skips, facets, assigned_to
from picked;
commit;
