-- Third step: the trail becomes a partition. Nothing is read or written for that: the constraint says that all of it belongs
-- there, and its indexes are those of its successor.
do $$ begin perform kit_lock_patiently('audit'); end $$;
alter table audit rename to audit_first;
alter table audit_first rename constraint audit_pkey to audit_first_pkey;
alter index audit_subject rename to audit_first_subject;
alter index audit_list rename to audit_first_list;

-- Partitioned by the time that is in the ids, so that an id is unique over all partitions.
create table audit (
    id           uuid        not null primary key,
    tenant       text        not null,
    at           timestamptz not null,
    actor        text        not null,
    action       text        not null,
    subject      text        not null,
    decision     text        not null constraint audit_decision_check check (decision in ('allowed', 'denied')),
    reason       text,
    detail       jsonb,
    operation_id uuid,
    trace_id     text
) partition by range (id);
create index audit_subject on audit (tenant, subject, id);
create index audit_list on audit (tenant, id);
grant select, insert on audit to ${app_role};
alter table audit enable row level security;
create policy tenant on audit using (tenant = kit_tenant()) with check (tenant = kit_tenant());

do $$
declare
    v_bound text;
begin
    select substring(pg_get_constraintdef(oid) from '''([0-9a-f-]{36})''') into v_bound
    from pg_constraint where conrelid = 'audit_first'::regclass and conname = 'audit_until';
    execute format('alter table audit attach partition audit_first for values from (minvalue) to (%L)', v_bound);
end
$$;
alter table audit_first drop constraint audit_until;
revoke select, insert on audit_first from ${app_role};
alter table audit attach partition audit_rest default;

-- Makes the next partition of the trail that is missing, from the month of p_now to two months later; answers whether there may
-- be more to do.
create function kit_open_audit(p_now timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '200ms' as
$$
declare
    v_month timestamp;
begin
    -- "audit" on a telephone's keys.
    if not pg_try_advisory_xact_lock(28348) then
        return false;
    end if;
    for v_month in select generate_series(date_trunc('month', p_now at time zone 'UTC'),
                                          p_now at time zone 'UTC' + interval '2 months', interval '1 month')
    loop
        if kit_open_partition('audit', 'id', v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC') then
            return true;
        end if;
    end loop;
    return false;
end
$$;

-- Forgets what the trail says of the time before p_before: the oldest partition if that holds for all of it, or else at most
-- p_limit of the rest; answers whether there may be more to do.
create function kit_forget_audit(p_before timestamptz, p_limit int) returns boolean
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '200ms' as
$$
declare
    v_gone int;
begin
    if not pg_try_advisory_xact_lock(28348) then
        return false;
    end if;
    if kit_drop_partition('audit', p_before) then
        return true;
    end if;
    delete from audit_rest where id in (select id from audit_rest where at < p_before order by id limit p_limit);
    get diagnostics v_gone = row_count;
    return v_gone = p_limit;
end
$$;

do $$ begin while kit_open_audit(now()) loop end loop; end $$;
