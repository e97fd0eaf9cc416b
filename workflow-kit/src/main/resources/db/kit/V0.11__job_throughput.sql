-- Jobs that cost little: claims read few rows where few are needed, and attempts that end with nothing else to change end many
-- in one transaction.

-- Hands out up to p_limit due jobs of p_kinds to p_worker, best first: see kit_job_rank. p_limits are the limits of keys,
-- [{"key": "partner/*", "concurrency": 4, "perMinute": 120}]; null for what was said last. However many workers ask at once,
-- the limits hold; paused jobs stay.
--
-- It looks at the first 100 due jobs of each priority, and takes of them where nothing can hold any of them back. Else, or if
-- that does not yield enough, it looks at the first 400. Where those do not yield enough, it goes through the lanes, which are
-- the combinations of kind, key and tenant that have open jobs, and takes the first of each; so what is held back costs by
-- the number of its lanes, never by that of its jobs. The bounds are constants for the planner's sake.
create or replace function kit_take_jobs(p_worker text, p_kinds text[], p_now timestamptz, p_lease interval, p_limit int, p_limits jsonb)
    returns setof job language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    v_limits jsonb;
    v_paused text[] := kit_paused_jobs(p_now);
    v_ids    uuid[];
    v_keys   text[];
    v_full   text[];
    v_more   boolean;
    v_free   boolean;
    v_taken  int := 0;
    v_new    uuid[];
begin
    update job_limits l set limits = p_limits where l.limits <> p_limits;
    select coalesce(p_limits, l.limits) into v_limits from job_limits l;

    if p_limit <= 80 then
        with front as materialized (
            select c.* from generate_series(-2, 2) as p (priority) cross join lateral (
                select j.id, j.tenant, j.kind, j.key, j.priority, j.next_attempt_at from job j
                where j.state in ('queued', 'failed') and j.priority = p.priority and j.next_attempt_at <= p_now
                order by j.next_attempt_at, j.id limit 100) c)
        select array_agg(f.id order by kit_job_rank(f.priority, f.next_attempt_at), f.id),
               array_agg(f.key order by kit_job_rank(f.priority, f.next_attempt_at), f.id),
               bool_and(f.kind = any (p_kinds)) and (v_limits = '[]' or bool_and(f.key = ''))
                   and (v_paused = '{}' or not bool_or(kit_is_paused(v_paused, f.tenant, f.kind, f.key))),
               exists (select 1 from front f group by f.priority having count(*) = 100)
        into v_ids, v_keys, v_free, v_more from front f;
        if v_ids is null then
            return;
        end if;
        if v_free then
            v_new := array(select kit_start_jobs(v_ids, v_keys, p_worker, p_now, p_lease, p_limit, v_limits));
            v_taken := cardinality(v_new);
            return query select j.* from job j where j.id = any (v_new) order by kit_job_rank(j.priority, j.next_attempt_at), j.id;
            if v_taken >= p_limit or not v_more then
                return;
            end if;
        end if;
    end if;

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
        v_new := array(select kit_start_jobs(v_ids, v_keys, p_worker, p_now, p_lease, p_limit - v_taken, v_limits));
        v_taken := v_taken + cardinality(v_new);
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

-- Ends attempts whose outcome is all there is to write, of whichever tenants: p_ends is
-- [{"id", "epoch", "number", "state", "reason", "next_attempt_at", "snoozed", "erased", "outcome", "detail", "received", "trace_id"}].
-- Each is fenced by its own epoch. Answers for each job whether it has ended: not, if it is no longer held; and nothing for one
-- that somebody has locked just now, which is not waited for on the others' account.
create function kit_end_attempts(p_ends json, p_now timestamptz) returns table (job uuid, ended boolean)
    language plpgsql security definer set search_path = public, pg_temp
    -- However many jobs there are, each of these is looked up by its key.
    set enable_seqscan = off set enable_mergejoin = off as
$$
#variable_conflict use_column
begin
return query
with ends as materialized (
         select * from json_to_recordset(p_ends) as e (id uuid, epoch bigint, number int, state text, reason text,
             next_attempt_at timestamptz, snoozed int, erased boolean, outcome text, detail text, received jsonb, trace_id text)),
     held as (select j.id from ends e join job j on j.id = e.id and j.epoch = e.epoch
              where j.state = 'running' and e.state in ('succeeded', 'failed', 'queued') for update of j skip locked),
     ended as (update job j set state = e.state, reason = e.reason, next_attempt_at = coalesce(e.next_attempt_at, j.next_attempt_at),
                                lease_until = null, worker = null, updated_at = p_now, epoch = j.epoch + 1,
                                snoozes = j.snoozes + e.snoozed, attempts = j.attempts - case when e.erased then 1 else 0 end,
                                finished_at = case when e.state = 'succeeded' then p_now end
               from held h join ends e on e.id = h.id where j.id = h.id returning j.id),
     ledger as (update job_attempt a set ended_at = p_now, outcome = e.outcome, detail = e.detail, received = e.received,
                                         trace_id = coalesce(e.trace_id, a.trace_id)
                from ended d join ends e on e.id = d.id where not e.erased and a.job = e.id and a.number = e.number),
     erased as (delete from job_attempt a using ended d join ends e on e.id = d.id
                where e.erased and a.job = e.id and a.number = e.number)
select id, true from ended
union all
select e.id, false from ends e
where not exists (select 1 from job j where j.id = e.id and j.epoch = e.epoch and j.state = 'running');
end
$$;
