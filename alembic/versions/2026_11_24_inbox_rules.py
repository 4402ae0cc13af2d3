"""Four eyes in the database see people who act for one another now as one, whatever either did before.

Revision: inbox_rules, after one_place.
"""

from collections.abc import Sequence

from alembic import op

revision: str = 'inbox_rules'
down_revision: str | Sequence[str] | None = 'one_place'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # `eyes` are those of engine.platform.people.queries at the moment of the decision
    op.execute("""
        create or replace function review_four_eyes() returns trigger language plpgsql as $$
        declare
            decides text := case tg_table_name
                when 'blind_review' then 'blind'
                when 'review_supervision' then 'supervisor'
                else to_jsonb(new) ->> 'stage' end;
            decided timestamptz := coalesce(to_jsonb(new) ->> 'decided_at', to_jsonb(new) ->> 'concluded_at');
            eyes uuid[] := array[new.person_id] || array(
                select d.delegate_id from delegation d
                where d.delegator_id = new.person_id and d.starts_at <= decided and d.ends_at > decided
                  and (d.ended_at is null or d.ended_at > decided)
                union all
                select d.delegator_id from delegation d
                where d.delegate_id = new.person_id and d.starts_at <= decided and d.ends_at > decided
                  and (d.ended_at is null or d.ended_at > decided)
                  and exists (select from role_grant g where g.person_id = d.delegator_id and g."group" = d."group"
                    and g.valid_from <= decided and (g.valid_until is null or g.valid_until > decided)));
        begin
            if exists (select from application a where a.id = new.application_id and a.person_id = any (eyes))
            or (decides <> 'first' and (
                exists (select from material_verdict v where v.application_id = new.application_id
                    and v.stage = 'first' and v.person_id = any (eyes))
                or exists (select from review_conclusion c where c.application_id = new.application_id
                    and c.stage = 'first' and c.person_id = any (eyes))))
            or (decides in ('first', 'blind') and (
                exists (select from material_verdict v where v.application_id = new.application_id
                    and v.stage = 'authority' and v.person_id = any (eyes))
                or exists (select from review_conclusion c where c.application_id = new.application_id
                    and c.stage = 'authority' and c.person_id = any (eyes))))
            or (decides in ('first', 'authority') and exists (select from blind_review b
                where b.application_id = new.application_id and b.person_id = any (eyes)))
            -- parts that are noted without a row above: of people who acted for one another
            or exists (select from participation p join application a on a.instance_id = p.instance_id
                where a.id = new.application_id and p.person_id = any (eyes) and p.part = any (case decides
                    when 'first' then array['applicant', 'approve', 'blind', 'settle']
                    when 'authority' then array['applicant', 'first_review', 'blind']
                    when 'blind' then array['applicant', 'first_review', 'approve']
                    else array['applicant', 'first_review'] end))
            or (coalesce((to_jsonb(new) ->> 'settled')::boolean, false) and exists (
                select from participation p join application a on a.instance_id = p.instance_id
                where a.id = new.application_id and p.person_id = any (eyes) and p.part = 'approve'))
            then
                raise exception 'this person has another part in the application'
                    using errcode = 'check_violation', constraint = 'ck_review_four_eyes';
            end if;
            return new;
        end $$
    """)
