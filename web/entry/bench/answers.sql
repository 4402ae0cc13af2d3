-- One answer, as the exam keeps it: the same writes in one transaction, without the house. Run by pgbench with prepared
-- statements on as many connections; see sit.py. Variables: tenant, and `sittings`, the number of rows in bench_sitting.
\set at random(1, :sittings)
begin;
select set_config('app.tenant', :tenant, true), (select offset_seconds from clock);
select s.id as sitting, s.sequence as previous from sitting s join bench_sitting b on b.id = s.id
  where b.number = :at for update of s \gset
insert into answer_line (id, tenant_id, sitting_id, sequence, place, answer, client_ms, received_at, previous, hash, mac,
                         fence)
  values (gen_random_uuid(), :tenant::uuid, :sitting::uuid, :previous::bigint + 1, 1 + :previous::bigint % 160, 'A', 1000,
          now(), repeat('0', 64), repeat('1', 64), repeat('2', 64), 1)
  on conflict (tenant_id, sitting_id, sequence) do nothing;
update sitting set sequence = sequence + 1, head = repeat('1', 64), answered = least(sequence + 1, 160),
       active_at = now(), last_seen_at = now(), unsent = 0
  where id = :sitting::uuid;
commit;
