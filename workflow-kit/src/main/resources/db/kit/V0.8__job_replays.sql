-- Replaying many dead letters, at a pace; forgetting what is long over; counting without looking at everything.

create table job_replay_batch (
    id           uuid        not null primary key,
    tenant       text        not null,
    state        text        not null check (state in ('running', 'paused', 'finished', 'cancelled')),
    note         text,
    filter       jsonb       not null,
    per_minute   int         not null check (per_minute > 0),
    reason       text        not null,
    actor        text        not null,
    operation_id uuid        not null,
    traceparent  text,
    total        int         not null default 0,
    -- How many items ended how; kept once the batch is over and nothing of it changes any more.
    counts       jsonb,
    -- Nothing is replayed before.
    due_at       timestamptz not null,
    lease_until  timestamptz,
    runner       text,
    epoch        bigint      not null default 0,
    version      bigint      not null default 1,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    finished_at  timestamptz,
    check ((runner is null) = (lease_until is null)),
    check (runner is null or state = 'running'),
    check ((finished_at is not null) = (state in ('finished', 'cancelled')))
);
create index job_replay_batch_list on job_replay_batch (tenant, id);
create index job_replay_batch_due on job_replay_batch (due_at) where state = 'running';
create index job_replay_batch_over on job_replay_batch (finished_at) where finished_at is not null;

-- One dead letter as it was when the batch was made: attempts tells it from a later one of the same job. The job may have
-- been forgotten since.
create table job_replay_item (
    batch    uuid   not null references job_replay_batch (id) on delete cascade,
    number   int    not null,
    tenant   text   not null,
    job      uuid   not null,
    attempts int    not null,
    result   text   not null default 'pending' check (result in ('pending', 'replayed', 'refused', 'gone', 'failed')),
    detail   text,
    verdict  jsonb,
    at       timestamptz,
    primary key (batch, number),
    check ((result = 'pending') = (at is null))
);
create index job_replay_item_result on job_replay_item (batch, result, number) include (tenant);

grant select, insert, update on job_replay_batch, job_replay_item to ${app_role};
alter table job_replay_batch enable row level security;
create policy tenant on job_replay_batch using (tenant = kit_tenant()) with check (tenant = kit_tenant());
alter table job_replay_item enable row level security;
create policy tenant on job_replay_item using (tenant = kit_tenant()) with check (tenant = kit_tenant());

-- Dead letters of a tenant by when they died.
create index job_dead on job (tenant, finished_at, id) where state = 'dead_letter';
-- What may be forgotten, longest over first.
create index job_finished on job (finished_at) where state in ('succeeded', 'cancelled');

-- How the items of a batch ended; bound by row-level security as its caller is.
create function kit_replay_counts(p_batch uuid) returns jsonb language sql stable as
$$
select coalesce(jsonb_object_agg(result, items), '{}')
from (select result, count(*) as items from job_replay_item where batch = p_batch group by result) c
$$;

-- Gives p_runner the right to replay the next items of the batch that is due longest: at most p_slice, and no more than its
-- pace allows in a second; the next ones are due when the pace allows it. Time that nobody used is not made up for. One
-- slice at a time over all batches: as long as a lease holds, nobody gets another. A runner that is still writing under a
-- lease that has run out holds the batch's row, which is then skipped.
create function kit_claim_replay(p_runner text, p_now timestamptz, p_lease interval, p_slice int)
    returns table (batch text, numbers int[]) language plpgsql security definer set search_path = public, pg_temp as
$$
begin
    -- "replay" on a telephone's keys.
    if not pg_try_advisory_xact_lock(737529)
       or exists (select 1 from job_replay_batch where state = 'running' and lease_until > p_now) then
        return;
    end if;
    return query
    with due as (select b.id, least(p_slice, greatest(1, b.per_minute / 60)) as items from job_replay_batch b
                 where b.state = 'running' and b.due_at <= p_now order by b.due_at limit 1 for update skip locked),
         claimed as (update job_replay_batch b
                     set runner = p_runner, lease_until = p_now + p_lease, epoch = b.epoch + 1,
                         due_at = p_now + due.items * interval '1 minute' / b.per_minute
                     from due where b.id = due.id returning b.*, due.items)
    select row_to_json(c)::text,
           array(select i.number from job_replay_item i where i.batch = c.id and i.result = 'pending' order by i.number limit c.items)
    from claimed c;
end
$$;

-- Gives a slice back, if it is still the caller's; answers the state of the batch then, which is over if nothing of it is
-- left to do.
create function kit_release_replay(p_batch uuid, p_epoch bigint, p_now timestamptz) returns text
    language sql security definer set search_path = public, pg_temp set lock_timeout = '5s' as
$$
with rest as (select not exists (select 1 from job_replay_item where batch = p_batch and result = 'pending') as done)
update job_replay_batch b
set runner = null, lease_until = null, updated_at = p_now,
    state = case when rest.done then 'finished' else b.state end,
    finished_at = case when rest.done then p_now end,
    counts = case when rest.done then kit_replay_counts(p_batch) end,
    version = b.version + case when rest.done then 1 else 0 end
from rest where b.id = p_batch and b.epoch = p_epoch and b.state = 'running' returning b.state
$$;

-- Forgets jobs that are over since before p_before, with their attempts and what was found out about them, at most p_limit,
-- longest over first; answers how many. One caller at a time: the others are told 0. Open jobs and dead letters stay.
create function kit_prune_jobs(p_before timestamptz, p_limit int) returns int
    language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    v_gone int := 0;
begin
    -- "prunejob" on a telephone's keys.
    if pg_try_advisory_xact_lock(77863562) then
        delete from job where id in (select id from job where state in ('succeeded', 'cancelled') and finished_at < p_before
                                     order by finished_at limit p_limit for update skip locked);
        get diagnostics v_gone = row_count;
    end if;
    return v_gone;
end
$$;

-- Likewise for replay batches: their items first, at most p_limit at a time, then they themselves.
create function kit_prune_replays(p_before timestamptz, p_limit int) returns int
    language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    v_batch uuid;
    v_gone  int := 0;
begin
    if not pg_try_advisory_xact_lock(77863562) then
        return 0;
    end if;
    select id into v_batch from job_replay_batch where finished_at < p_before order by finished_at limit 1;
    delete from job_replay_item where batch = v_batch and number in (
        select number from job_replay_item where batch = v_batch order by number limit p_limit);
    get diagnostics v_gone = row_count;
    if v_gone < p_limit then
        delete from job_replay_batch where id = v_batch;
    end if;
    return v_gone;
end
$$;

-- What is not over, for metrics. It counts no further than p_limit among those that wait, that run and that are dead letters,
-- however many there are: each part reads the front of an index. Nobody called the earlier form, which had no bound.
drop function kit_job_counts(timestamptz);
create function kit_job_counts(p_limit int) returns table (kind text, state text, jobs bigint)
    language sql stable security definer set search_path = public, pg_temp as
$$
select kind, state, count(*)
from ((select kind, state from job where state in ('queued', 'failed') order by next_attempt_at limit p_limit)
      union all
      (select kind, state from job where state = 'running' order by lease_until limit p_limit)
      union all
      (select kind, state from job where state = 'dead_letter' order by tenant, finished_at, id limit p_limit)) not_over
group by kind, state
$$;

-- Since when the job waits that is due longest; null if none is due.
create function kit_oldest_due(p_now timestamptz) returns timestamptz
    language sql stable security definer set search_path = public, pg_temp as
$$ select next_attempt_at from job where state in ('queued', 'failed') and next_attempt_at <= p_now order by next_attempt_at limit 1 $$;

-- How many batches run, and how many of their items are still to be done, counted no further than p_limit.
create function kit_replays_running(p_limit int, out batches bigint, out pending bigint)
    language sql stable security definer set search_path = public, pg_temp as
$$
select (select count(*) from job_replay_batch where state = 'running'),
       (select count(*) from (select 1 from job_replay_batch b join job_replay_item i on i.batch = b.id and i.result = 'pending'
                              where b.state = 'running' limit p_limit) rest)
$$;
