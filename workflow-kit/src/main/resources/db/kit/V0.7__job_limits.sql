-- What decides which due job is handed out next, and whether it may be: priority, limits of a key, pauses, uniqueness.
-- Releases without these columns enqueue without them, and claim through the functions at the end.

-- Empty without one, so that it has its place in the order of an index.
alter table job add column key text not null default '';
alter table job add column priority smallint not null default 0 check (priority between -2 and 2);
alter table job add column unique_key text;

create index job_ready on job (priority, next_attempt_at, id) where state in ('queued', 'failed');
-- Jobs that only a pause, a limit or an unknown kind can hold back together stand together.
create index job_lane on job (kind, key, tenant, priority, next_attempt_at, id) where state in ('queued', 'failed');
create index job_key_running on job (key) where state = 'running' and key <> '';
create unique index job_unique on job (tenant, kind, unique_key)
    where unique_key is not null and state in ('queued', 'failed', 'running');

-- Pauses: of a tenant's own jobs ----------------------------------------------------------------------------------------

create table job_pause (
    id            uuid        not null primary key,
    tenant        text        not null,
    kind          text,
    key           text,
    reason        text        not null,
    paused_by     text        not null,
    paused_at     timestamptz not null,
    until         timestamptz,
    resumed_at    timestamptz,
    resumed_by    text,
    resume_reason text,
    check (num_nonnulls(kind, key) = 1),
    check (num_nonnulls(resumed_at, resumed_by, resume_reason) in (0, 3))
);
create index job_pause_list on job_pause (tenant, id);
create index job_pause_open on job_pause (tenant) where resumed_at is null;
grant select, insert, update on job_pause to ${app_role};
alter table job_pause enable row level security;
create policy tenant on job_pause using (tenant = kit_tenant()) with check (tenant = kit_tenant());

-- Limits: of the whole installation, for the functions below only ---------------------------------------------------------

-- What the configuration said last, for releases that do not say it with each claim.
create table job_limits (
    only_one boolean not null primary key default true check (only_one),
    limits   jsonb   not null
);
insert into job_limits (limits) values ('[]');
alter table job_limits enable row level security;

-- Starts of jobs whose key has a rate, for a minute.
create table job_start (
    key    text        not null,
    at     timestamptz not null,
    starts int         not null,
    primary key (key, at)
);
alter table job_start enable row level security;

-- What is paused now, as 'tenant kind x' or 'tenant key x'; no tenant's name has a space.
create function kit_paused_jobs(p_now timestamptz) returns text[] language sql stable as
$$
select coalesce(array_agg(tenant || coalesce(' kind ' || kind, ' key ' || key)), '{}')
from job_pause where resumed_at is null and (until is null or until > p_now)
$$;

create function kit_is_paused(p_paused text[], p_tenant text, p_kind text, p_key text) returns boolean
    language sql immutable as
$$ select p_tenant || ' kind ' || p_kind = any (p_paused) or p_tenant || ' key ' || p_key = any (p_paused) $$;

-- A job comes before those of a lower priority that have not been due for five minutes a step longer: whoever waits is
-- overtaken for twenty minutes at most.
create function kit_job_rank(p_priority smallint, p_next_attempt_at timestamptz) returns timestamptz
    language sql stable as
$$ select p_next_attempt_at - p_priority * interval '5 minutes' $$;

-- How many more jobs of each limited key may start now. Until the transaction ends, nobody else starts jobs of these keys;
-- where somebody else is doing that just now, there is no room. An exact key goes before a longer before a shorter 'prefix*'.
create function kit_job_rooms(p_keys text[], p_limits jsonb, p_now timestamptz)
    returns table (key text, room int, timed boolean) language plpgsql as
$$
#variable_conflict use_column
declare
    v_bounds jsonb;
    v_mine   text[];
begin
    select jsonb_object_agg(k.key, l.bounds) into v_bounds
    from (select distinct key from unnest(p_keys) as given (key) where key <> '') k
    cross join lateral (
        select bounds from jsonb_array_elements(p_limits) as each (bounds)
        where bounds ->> 'key' = k.key
           or right(bounds ->> 'key', 1) = '*' and starts_with(k.key, left(bounds ->> 'key', -1))
        order by bounds ->> 'key' = k.key desc, length(bounds ->> 'key') desc limit 1) l;
    if v_bounds is null then
        return;
    end if;
    select array_agg(key) into v_mine
    from jsonb_object_keys(v_bounds) as limited (key)
    where pg_try_advisory_xact_lock(hashtextextended('job key ' || key, 0));
    -- A statement of its own: it sees what those who held the locks before have committed.
    return query
    select b.key,
           case when b.key = any (v_mine) then greatest(0, least(
               coalesce((b.bounds ->> 'concurrency')::int
                            - (select count(*) from job j where j.state = 'running' and j.key <> '' and j.key = b.key), 1000000),
               coalesce((b.bounds ->> 'perMinute')::int
                            - (select coalesce(sum(s.starts), 0) from job_start s
                               where s.key = b.key and s.at > p_now - interval '1 minute'), 1000000)))::int
           else 0 end,
           b.bounds ? 'perMinute'
    from jsonb_each(v_bounds) as b (key, bounds);
end
$$;

-- Starts up to p_limit of the jobs p_ids, in that order, as far as the limits of their keys (p_keys, one for each) allow, and
-- answers which: opens an attempt for each, and raises the fencing epoch: whoever held the job before can write nothing any more.
-- (Not their rows: what a session has planned for those would fail when a later release adds a column.)
create function kit_start_jobs(p_ids uuid[], p_keys text[], p_worker text, p_now timestamptz, p_lease interval, p_limit int,
                               p_limits jsonb)
    returns setof uuid language plpgsql as
$$
declare
    v_limited text[];
    v_rooms   int[];
    v_timed   text[];
    v_full    text[];
begin
    select coalesce(array_agg(r.key), '{}'), array_agg(r.room), array_agg(r.key) filter (where r.timed),
           coalesce(array_agg(r.key) filter (where r.room = 0), '{}')
    into v_limited, v_rooms, v_timed, v_full from kit_job_rooms(p_keys, p_limits, p_now) r;
    return query
    with open as (select c.id, c.key, c.place, row_number() over (partition by c.key order by c.place) as nth
                  from unnest(p_ids, p_keys) with ordinality as c (id, key, place)
                  -- Whoever held the key's lock before may have started some of them.
                  where c.key <> all (v_full)
                    and (c.key <> all (v_limited) or (select j.state in ('queued', 'failed') from job j where j.id = c.id))),
         first as (select o.id, o.place from open o left join unnest(v_limited, v_rooms) as l (key, room) on l.key = o.key
                   where l.key is null or o.nth <= l.room order by o.place limit 400),
         due as (select j.id from first f join job j on j.id = f.id
                 where j.state in ('queued', 'failed') and j.next_attempt_at <= p_now
                 order by f.place limit p_limit for update of j skip locked),
         claimed as (update job j set state = 'running', reason = null, attempts = attempts + 1, epoch = epoch + 1, worker = p_worker,
                                      lease_until = p_now + p_lease, updated_at = p_now
                     from due where j.id = due.id returning j.*),
         ledger as (insert into job_attempt (job, number, epoch, tenant, started_at, worker, trace_id)
                    select c.id, c.attempts, c.epoch, c.tenant, p_now, p_worker, substring(c.traceparent from 4 for 32) from claimed c),
         counted as (insert into job_start as s (key, at, starts)
                     select c.key, p_now, count(*) from claimed c where c.key = any (v_timed) group by c.key
                     on conflict (key, at) do update set starts = s.starts + excluded.starts),
         forgotten as (delete from job_start s where s.key = any (v_timed) and s.at <= p_now - interval '1 minute')
    select c.id from claimed c;
end
$$;

-- Hands out up to p_limit due jobs of p_kinds to p_worker, best first: see kit_job_rank. p_limits are the limits of keys,
-- [{"key": "partner/*", "concurrency": 4, "perMinute": 120}]; null for what was said last. However many workers ask at once,
-- the limits hold; paused jobs stay.
--
-- It looks at the first 400 due jobs of each priority. Where those do not yield enough, it goes through the lanes, which are
-- the combinations of kind, key and tenant that have open jobs, and takes the first of each; so what is held back costs by
-- the number of its lanes, never by that of its jobs. The bounds are constants for the planner's sake.
create function kit_take_jobs(p_worker text, p_kinds text[], p_now timestamptz, p_lease interval, p_limit int, p_limits jsonb)
    returns setof job language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    v_limits jsonb;
    v_paused text[] := kit_paused_jobs(p_now);
    v_ids    uuid[];
    v_keys   text[];
    v_full   text[];
    v_more   boolean;
    v_taken  int := 0;
    v_new    uuid[];
begin
    update job_limits l set limits = p_limits where l.limits <> p_limits;
    select coalesce(p_limits, l.limits) into v_limits from job_limits l;

    with front as materialized (
        select c.* from generate_series(-2, 2) as p (priority) cross join lateral (
            select j.id, j.tenant, j.kind, j.key, j.priority, j.next_attempt_at from job j
            where j.state in ('queued', 'failed') and j.priority = p.priority and j.next_attempt_at <= p_now
            order by j.next_attempt_at, j.id limit 400) c),
         open as (select f.id, f.key, kit_job_rank(f.priority, f.next_attempt_at) as rank from front f
                  where f.kind = any (p_kinds) and not kit_is_paused(v_paused, f.tenant, f.kind, f.key))
    select array_agg(o.id order by o.rank, o.id), array_agg(o.key order by o.rank, o.id),
           exists (select 1 from front f group by f.priority having count(*) = 400)
    into v_ids, v_keys, v_more from open o;
    if v_ids is not null then
        v_new := array(select kit_start_jobs(v_ids, v_keys, p_worker, p_now, p_lease, p_limit, v_limits));
        v_taken := cardinality(v_new);
        return query select j.* from job j where j.id = any (v_new) order by kit_job_rank(j.priority, j.next_attempt_at), j.id;
    end if;
    if v_taken >= p_limit or not v_more then
        return;
    end if;

    select coalesce(array_agg(r.key) filter (where r.room = 0), '{}') into v_full from kit_job_rooms(v_keys, v_limits, p_now) r;
    with recursive lane as (
        (select j.kind, j.key, j.tenant from job j
         where j.state in ('queued', 'failed') order by j.kind, j.key, j.tenant limit 1)
        union all
        select n.* from lane l cross join lateral (
            select j.kind, j.key, j.tenant from job j
            where j.state in ('queued', 'failed') and (j.kind, j.key, j.tenant) > (l.kind, l.key, l.tenant)
            order by j.kind, j.key, j.tenant limit 1) n),
         open as (
        select c.id, l.key, kit_job_rank(c.priority, c.next_attempt_at) as rank
        from lane l cross join generate_series(-2, 2) as p (priority) cross join lateral (
            select j.id, j.priority, j.next_attempt_at from job j
            where j.state in ('queued', 'failed') and j.kind = l.kind and j.key = l.key and j.tenant = l.tenant
              and j.priority = p.priority and j.next_attempt_at <= p_now
            order by j.next_attempt_at, j.id limit 100) c
        where l.kind = any (p_kinds) and l.key <> all (v_full) and not kit_is_paused(v_paused, l.tenant, l.kind, l.key))
    select array_agg(o.id order by o.rank, o.id), array_agg(o.key order by o.rank, o.id) into v_ids, v_keys from open o;
    if v_ids is not null then
        v_new := array(select kit_start_jobs(v_ids, v_keys, p_worker, p_now, p_lease, p_limit - v_taken, v_limits));
        return query select j.* from job j where j.id = any (v_new) order by kit_job_rank(j.priority, j.next_attempt_at), j.id;
    end if;
end
$$;

-- Running jobs of p_kinds whose lease ran out before p_now. Those of kinds that this release does not know are another's.
create function kit_overdue_jobs(p_now timestamptz, p_kinds text[], p_limit int)
    returns setof job language sql stable security definer set search_path = public, pg_temp as
$$
select * from job where state = 'running' and lease_until < p_now and kind = any (p_kinds) order by lease_until limit p_limit
$$;

-- How many jobs wait for a worker now, for whoever decides how many workers there are: of the first 10,000 that are due, those
-- that are not paused.
create or replace function kit_due_jobs(p_now timestamptz) returns bigint
    language sql stable security definer set search_path = public, pg_temp as
$$
select count(*) from (select tenant, kind, key from job
                      where state in ('queued', 'failed') and next_attempt_at <= p_now order by next_attempt_at limit 10000) due
where not kit_is_paused((select kit_paused_jobs(p_now)), due.tenant, due.kind, due.key)
$$;

-- Releases without these columns understand no other members of a job than these.
create type kit_job_without_limits as (
    id uuid, tenant text, kind text, subject text, operation_id uuid, state text, reason text, effect text, payload jsonb,
    attempts int, snoozes int, max_attempts int, next_attempt_at timestamptz, lease_until timestamptz, worker text, epoch bigint,
    version bigint, traceparent text, created_at timestamptz, updated_at timestamptz, finished_at timestamptz);

drop function kit_claim_jobs(text, text[], timestamptz, interval, int);
create function kit_claim_jobs(p_worker text, p_kinds text[], p_now timestamptz, p_lease interval, p_limit int)
    returns setof kit_job_without_limits language sql security definer set search_path = public, pg_temp as
$$
select id, tenant, kind, subject, operation_id, state, reason, effect, payload, attempts, snoozes, max_attempts, next_attempt_at,
       lease_until, worker, epoch, version, traceparent, created_at, updated_at, finished_at
from kit_take_jobs(p_worker, p_kinds, p_now, p_lease, p_limit, null)
$$;

drop function kit_expired_jobs(timestamptz, text[], int);
create function kit_expired_jobs(p_now timestamptz, p_kinds text[], p_limit int)
    returns setof kit_job_without_limits language sql stable security definer set search_path = public, pg_temp as
$$
select id, tenant, kind, subject, operation_id, state, reason, effect, payload, attempts, snoozes, max_attempts, next_attempt_at,
       lease_until, worker, epoch, version, traceparent, created_at, updated_at, finished_at
from kit_overdue_jobs(p_now, p_kinds, p_limit)
$$;
