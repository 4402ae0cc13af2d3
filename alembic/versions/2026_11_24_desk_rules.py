"""What the database itself refuses of a review: deciding too early, passing what is faulted, deciding twice.

Revision: desk_rules, after desk.
"""

from collections.abc import Sequence

from alembic import op

revision: str = 'desk_rules'
down_revision: str | Sequence[str] | None = 'desk'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # a conclusion in force: every file judged, and none of them faulted when it passes
    op.execute("""
        create function review_conclusion_follows_verdicts() returns trigger language plpgsql as $$
        begin
            if new.taken_back_at is not null then
                return new;
            end if;
            if exists (
                select from material m
                where m.application_id = new.application_id and m.handed_in_at is not null and not m.replaced
                  and not exists (
                    select from material_verdict v
                    where v.material_id = m.id and v.stage = new.stage and v.sha256 = m.sha256 and not v.superseded)
            ) then
                raise exception 'a material of the application has no verdict'
                    using errcode = 'check_violation', constraint = 'ck_review_conclusion_judged';
            end if;
            if new.conclusion = 'pass' and exists (
                select from material m join material_verdict v on v.material_id = m.id
                where m.application_id = new.application_id and m.handed_in_at is not null and not m.replaced
                  and v.stage = new.stage and v.verdict = 'return' and not v.superseded
            ) then
                raise exception 'an application with a faulted material does not pass'
                    using errcode = 'check_violation', constraint = 'ck_review_conclusion_faulted';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger review_conclusion_follows_verdicts before insert or update on review_conclusion
            for each row execute function review_conclusion_follows_verdicts()
    """)
    # a verdict: nothing is faulted behind a pass, nor what the stage passed in an earlier round without a consent
    op.execute("""
        create function material_verdict_keeps_its_word() returns trigger language plpgsql as $$
        begin
            if new.verdict <> 'return' then
                return new;
            end if;
            if exists (
                select from review_conclusion c
                where c.application_id = new.application_id and c.stage = new.stage and c.round = new.round
                  and c.conclusion = 'pass' and c.taken_back_at is null
            ) then
                raise exception 'the stage has passed the application'
                    using errcode = 'check_violation', constraint = 'ck_material_verdict_concluded';
            end if;
            if exists (
                select from material_verdict v
                where v.material_id = new.material_id and v.sha256 = new.sha256 and v.stage = new.stage
                  and v.verdict = 'pass' and v.round < new.round
            ) and not exists (
                select from fault_consent f
                where f.material_id = new.material_id and f.sha256 = new.sha256 and f.stage = new.stage
                  and f.round = new.round and f.person_id <> new.person_id
            ) then
                raise exception 'an unchanged file that passed is faulted with a supervisor''s consent only'
                    using errcode = 'check_violation', constraint = 'ck_material_verdict_consent';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger material_verdict_keeps_its_word before insert on material_verdict
            for each row execute function material_verdict_keeps_its_word()
    """)
    # four eyes: applicant, first reviewer, approver, blind reviewer are different people
    op.execute("""
        create function review_four_eyes() returns trigger language plpgsql as $$
        declare
            decides text := case tg_table_name
                when 'blind_review' then 'blind'
                when 'review_supervision' then 'supervisor'
                else to_jsonb(new) ->> 'stage' end;
        begin
            if exists (select from application a where a.id = new.application_id and a.person_id = new.person_id)
            or (decides <> 'first' and (
                exists (select from material_verdict v where v.application_id = new.application_id
                    and v.stage = 'first' and v.person_id = new.person_id)
                or exists (select from review_conclusion c where c.application_id = new.application_id
                    and c.stage = 'first' and c.person_id = new.person_id)))
            or (decides in ('first', 'blind') and (
                exists (select from material_verdict v where v.application_id = new.application_id
                    and v.stage = 'authority' and v.person_id = new.person_id)
                or exists (select from review_conclusion c where c.application_id = new.application_id
                    and c.stage = 'authority' and c.person_id = new.person_id)))
            or (decides in ('first', 'authority') and exists (select from blind_review b
                where b.application_id = new.application_id and b.person_id = new.person_id))
            -- parts that are noted without a row above: of people who act for one another
            or exists (select from participation p join application a on a.instance_id = p.instance_id
                where a.id = new.application_id and p.person_id = new.person_id and p.part = any (case decides
                    when 'first' then array['applicant', 'approve', 'blind', 'settle']
                    when 'authority' then array['applicant', 'first_review', 'blind']
                    when 'blind' then array['applicant', 'first_review', 'approve']
                    else array['applicant', 'first_review'] end))
            or (coalesce((to_jsonb(new) ->> 'settled')::boolean, false) and exists (
                select from participation p join application a on a.instance_id = p.instance_id
                where a.id = new.application_id and p.person_id = new.person_id and p.part = 'approve'))
            then
                raise exception 'this person has another part in the application'
                    using errcode = 'check_violation', constraint = 'ck_review_four_eyes';
            end if;
            return new;
        end $$
    """)
    for table in ('material_verdict', 'review_conclusion', 'blind_review', 'review_supervision'):
        op.execute(f"""
            create trigger review_four_eyes before insert on {table}
                for each row execute function review_four_eyes()
        """)
