-- What is over moves out of the tables that work goes through, into history that is partitioned by time: what is kept long
-- enough goes as a whole partition. Releases without this see jobs that are over for longer than throughline.jobs.archive-after
-- no more; they claim, end and enqueue as before.

-- Partitions -----------------------------------------------------------------------------------------------------------

-- The first UUID of version 7 (RFC 9562, section 5.7) that may be made at a moment.
create function kit_first_id(p_at timestamptz) returns uuid language sql stable as
$$ select (lpad(to_hex(floor(extract(epoch from p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;

-- The moment of a bound as the catalogue has it: of a time, or of an id.
create function kit_bound(p_bound text) returns timestamptz language sql stable as
$$
select case when p_bound ~ '^[0-9a-f]{8}-'
            then to_timestamp(('x' || left(replace(p_bound, '-', ''), 12))::bit(48)::bigint / 1000.0)
            else p_bound::timestamptz end
$$;

-- The partitions of a table with what they are for; null for no bound. The one that takes the rest is not among them.
create function kit_partitions(p_table text) returns table (name text, since timestamptz, until timestamptz)
    language sql stable set search_path = public, pg_temp as
$$
select c.relname::text, kit_bound(substring(b.bound from 'FROM \(''([^'']+)''')), kit_bound(substring(b.bound from 'TO \(''([^'']+)'''))
from pg_inherits i join pg_class c on c.oid = i.inhrelid
cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as bound) b
where i.inhparent = p_table::regclass and b.bound <> 'DEFAULT'
$$;

-- Gives the time from p_since to p_until, if no partition has any of it, a partition of its own; answers whether it did.
-- Rows that came before it, to the partition for the rest, go there. Nobody waits for it longer than for its lock_timeout.
create function kit_open_partition(p_table text, p_column text, p_since timestamptz, p_until timestamptz) returns boolean
    language plpgsql set search_path = public, pg_temp as
$$
declare
    v_name text := format('%s_%s', p_table, to_char(p_since at time zone 'UTC', 'YYYYMMDD'));
    v_rest text := p_table || '_rest';
    v_from text;
    v_to   text;
begin
    if exists (select 1 from kit_partitions(p_table) p
               where coalesce(p.since < p_until, true) and coalesce(p.until > p_since, true)) then
        return false;
    end if;
    v_from := case when p_column = 'id' then kit_first_id(p_since)::text else p_since::text end;
    v_to := case when p_column = 'id' then kit_first_id(p_until)::text else p_until::text end;
    -- Not a partition from its beginning: that would lock the whole table against everybody.
    execute format('create table %I (like %I including all)', v_name, p_table);
    execute format('alter table %I enable row level security', v_name);
    execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', v_name);
    execute format('lock table %I in access exclusive mode', v_rest);
    execute format('with early as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from early',
                   v_rest, p_column, v_from, v_to, v_name);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', p_table, v_name, v_from, v_to);
    return true;
end
$$;

-- Drops the oldest partition of a table if all of it is from before p_before; answers whether it did.
create function kit_drop_partition(p_table text, p_before timestamptz) returns boolean
    language plpgsql set search_path = public, pg_temp as
$$
declare
    v_name text;
begin
    select p.name into v_name from kit_partitions(p_table) p where p.until <= p_before order by p.until limit 1;
    if v_name is null then
        return false;
    end if;
    execute format('drop table %I', v_name);
    return true;
end
$$;

-- Locks a table against everybody, to the end of the transaction. Whoever is at work on it keeps it from others for half a second at
-- a time at most: this lets those through that wait behind it, and asks again, for two minutes at least.
create function kit_lock_patiently(p_table text) returns void language plpgsql as
$$
declare
    v_asked int := 0;
begin
    loop
        begin
            perform set_config('lock_timeout', '500ms', true);
            execute format('lock table %I in access exclusive mode', p_table);
            return;
        exception when lock_not_available then
            v_asked := v_asked + 1;
            if v_asked = 240 then
                raise;
            end if;
            perform pg_sleep(0.25);
        end;
    end loop;
end
$$;

-- Jobs that are over -------------------------------------------------------------------------------------------------------

-- A job that has succeeded or was cancelled, with its attempts and resolutions as they were: nothing of it changes any more.
-- Its id is the job's; that no two rows have the same one follows from the job's own key, for a job comes here once.
create table job_history (
    id          uuid        not null,
    tenant      text        not null,
    kind        text        not null,
    subject     text        not null,
    state       text        not null check (state in ('succeeded', 'cancelled')),
    finished_at timestamptz not null,
    -- {"job": {…}, "attempts": [{…}], "resolutions": [{…}]}
    entry       jsonb       not null,
    primary key (id, finished_at)
) partition by range (finished_at);
create index job_history_list on job_history (tenant, id);
create index job_history_subject on job_history (tenant, subject, id);
create index job_history_kind on job_history (tenant, kind, id);
create index job_history_cancelled on job_history (tenant, id) where state = 'cancelled';
grant select on job_history to ${app_role};
alter table job_history enable row level security;
create policy tenant on job_history using (tenant = kit_tenant()) with check (tenant = kit_tenant());

-- Rows for which there is no partition, so that none is ever turned away.
create table job_history_rest partition of job_history default;
alter table job_history_rest enable row level security;
create policy tenant on job_history_rest using (tenant = kit_tenant()) with check (tenant = kit_tenant());
create index job_history_rest_finished on job_history_rest (finished_at);

-- Moves jobs that are over since before p_before into history, at most p_limit, longest over first; answers how many. One caller
-- at a time: the others are told 0. Open jobs and dead letters stay.
create function kit_archive_jobs(p_before timestamptz, p_limit int) returns int
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '1s' as
$$
declare
    v_moved int := 0;
begin
    -- "prunejob" on a telephone's keys.
    if pg_try_advisory_xact_lock(77863562) then
        with over as (select id from job where state in ('succeeded', 'cancelled') and finished_at < p_before
                      order by finished_at limit p_limit for update skip locked),
             gone as (delete from job j using over where j.id = over.id returning j.*)
        insert into job_history (id, tenant, kind, subject, state, finished_at, entry)
        select g.id, g.tenant, g.kind, g.subject, g.state, g.finished_at, jsonb_build_object(
                   'job', to_jsonb(g),
                   'attempts', (select coalesce(jsonb_agg(to_jsonb(a) - '{job,tenant,epoch}'::text[] order by a.number), '[]')
                                from job_attempt a where a.job = g.id),
                   'resolutions', (select coalesce(jsonb_agg(to_jsonb(r) - '{job,tenant}'::text[] order by r.id), '[]')
                                   from job_resolution r where r.job = g.id))
        from gone g;
        get diagnostics v_moved = row_count;
    end if;
    return v_moved;
end
$$;

-- Makes the next partition of job_history that is missing, from the week of the job that is over longest and not in history yet,
-- but not before p_since, to two weeks from p_now; answers whether there may be more to do.
create function kit_open_job_history(p_since timestamptz, p_now timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '200ms' as
$$
declare
    v_oldest timestamptz;
    v_week   timestamp;
begin
    if not pg_try_advisory_xact_lock(77863562) then
        return false;
    end if;
    select finished_at into v_oldest from job where state in ('succeeded', 'cancelled') order by finished_at limit 1;
    for v_week in select generate_series(date_trunc('week', least(case when v_oldest is not null then greatest(v_oldest, p_since) end, p_now) at time zone 'UTC'),
                                         p_now at time zone 'UTC' + interval '2 weeks', interval '1 week')
    loop
        if kit_open_partition('job_history', 'finished_at', v_week at time zone 'UTC', (v_week + interval '1 week') at time zone 'UTC') then
            return true;
        end if;
    end loop;
    return false;
end
$$;

-- Forgets jobs in history that are over since before p_before: the oldest partition if that holds for all of it, or else at most
-- p_limit of the rest; answers whether there may be more to do.
create function kit_forget_jobs(p_before timestamptz, p_limit int) returns boolean
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '200ms' as
$$
declare
    v_gone int;
begin
    if not pg_try_advisory_xact_lock(77863562) then
        return false;
    end if;
    if kit_drop_partition('job_history', p_before) then
        return true;
    end if;
    delete from job_history_rest where (id, finished_at) in (
        select id, finished_at from job_history_rest where finished_at < p_before order by finished_at limit p_limit);
    get diagnostics v_gone = row_count;
    return v_gone = p_limit;
end
$$;

do $$ begin while kit_open_job_history(now(), now()) loop end loop; end $$;

-- The audit trail, first of three steps: the table becomes the first partition of its successor as it is. What it will hold
-- has an upper bound, which is true of what is in it and checked from now on. Nothing is read for that yet. --------------------

create table audit_rest (like audit including all);
alter table audit_rest enable row level security;
create policy tenant on audit_rest using (tenant = kit_tenant()) with check (tenant = kit_tenant());

do $$
declare
    v_bound uuid := kit_first_id((date_trunc('month', now() at time zone 'UTC') + interval '2 months') at time zone 'UTC');
    v_last  uuid;
begin
    perform kit_lock_patiently('audit');
    -- Ids are of the time at which they were made (UUIDv7); were there others, they would be of no time. (Asked like this, the
    -- answer is in the index, whatever the planner knows of the table.)
    select id into v_last from audit order by id desc limit 1;
    if v_last >= v_bound then
        with others as (delete from audit where id >= v_bound returning *) insert into audit_rest select * from others;
    end if;
    execute format('alter table audit add constraint audit_until check (id < %L) not valid', v_bound);
end
$$;
