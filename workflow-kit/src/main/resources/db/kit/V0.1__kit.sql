-- What every service keeps beside its own tables. The owner of this schema runs migrations; the running service logs in
-- as ${app_role}, which owns nothing, so that row-level security binds it. The tenant of a transaction is the setting
-- throughline.tenant; without it the tenant tables are empty. What works across tenants (claiming jobs, relaying
-- events) goes through functions that run as the owner and do that one thing only.

grant usage on schema public to ${app_role};

create function kit_tenant() returns text language sql stable as
$$ select nullif(current_setting('throughline.tenant', true), '') $$;

-- Outbox -------------------------------------------------------------------------------------------------------------

create table outbox (
    seq         bigint generated always as identity primary key,
    id          uuid        not null,
    tenant      text        not null,
    aggregate   text        not null,
    routing_key text        not null,
    envelope    text        not null,
    traceparent text,
    created_at  timestamptz not null
);
-- Write only for the service: the relay reads through the functions below.
grant insert on outbox to ${app_role};

create function kit_outbox_batch(p_limit int) returns setof outbox
    language sql security definer set search_path = public as
$$ select * from outbox order by seq limit p_limit $$;

create function kit_outbox_done(p_seqs bigint[]) returns int
    language sql security definer set search_path = public as
$$ with gone as (delete from outbox where seq = any (p_seqs) returning 1) select count(*)::int from gone $$;

create function kit_outbox_pending(out pending bigint, out oldest timestamptz)
    language sql stable security definer set search_path = public as
$$ select (select count(*) from (select 1 from outbox limit 100001) few), (select created_at from outbox order by seq limit 1) $$;

-- Inbox --------------------------------------------------------------------------------------------------------------

create table inbox (
    consumer    text        not null,
    message_id  text        not null,
    tenant      text        not null,
    received_at timestamptz not null,
    primary key (consumer, message_id)
);
create index inbox_received on inbox (received_at);

create table inbox_aggregate (
    consumer      text        not null,
    aggregate     text        not null,
    tenant        text        not null,
    last_sequence bigint      not null,
    parked        boolean     not null default false,
    reason        text,
    updated_at    timestamptz not null,
    primary key (consumer, aggregate)
);
create index inbox_parked on inbox_aggregate (consumer) where parked;

create table inbox_waiting (
    consumer    text        not null,
    aggregate   text        not null,
    sequence    bigint      not null,
    message_id  text        not null,
    tenant      text        not null,
    envelope    text        not null,
    traceparent text,
    received_at timestamptz not null,
    primary key (consumer, aggregate, sequence)
);
create index inbox_waiting_since on inbox_waiting (consumer, received_at);

-- Idempotency --------------------------------------------------------------------------------------------------------

create table idempotency (
    tenant      text        not null,
    principal   text        not null,
    operation   text        not null,
    key         text        not null,
    fingerprint bytea       not null,
    status      int,
    headers     jsonb,
    body        text,
    created_at  timestamptz not null,
    primary key (tenant, principal, operation, key)
);
create index idempotency_created on idempotency (created_at);

-- Jobs and their ledger ----------------------------------------------------------------------------------------------

create table job (
    id              uuid        not null primary key,
    tenant          text        not null,
    kind            text        not null,
    subject         text        not null,
    operation_id    uuid        not null,
    state           text        not null check (state in ('queued', 'running', 'failed', 'succeeded', 'dead_letter', 'cancelled')),
    reason          text,
    effect          text        not null check (effect in ('none', 'idempotent', 'findable', 'unrepeatable')),
    payload         jsonb       not null,
    attempts        int         not null default 0,
    snoozes         int         not null default 0,
    max_attempts    int         not null check (max_attempts > 0),
    next_attempt_at timestamptz not null,
    lease_until     timestamptz,
    worker          text,
    epoch           bigint      not null default 0,
    version         bigint      not null default 0,
    traceparent     text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    finished_at     timestamptz,
    check ((state = 'running') = (lease_until is not null)),
    check ((state = 'running') = (worker is not null))
);
create index job_due on job (next_attempt_at) where state in ('queued', 'failed');
create index job_leased on job (lease_until) where state = 'running';
create index job_subject on job (tenant, subject, id);
create index job_open on job (tenant, state, id) where state <> 'succeeded';
create index job_list on job (tenant, id);
create index job_kind on job (tenant, kind, id);

create table job_attempt (
    job        uuid        not null references job (id) on delete cascade,
    number     int         not null,
    epoch      bigint      not null,
    tenant     text        not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    outcome    text check (outcome in ('succeeded', 'failed', 'rejected', 'unknown')),
    detail     text,
    sent       jsonb,
    sent_at    timestamptz,
    received   jsonb,
    worker     text        not null,
    trace_id   text,
    primary key (job, number),
    check ((ended_at is null) = (outcome is null))
);

-- Claims up to p_limit due jobs for p_worker, opens an attempt for each, and raises the fencing epoch: whoever held the
-- job before can write nothing any more.
create function kit_claim_jobs(p_worker text, p_kinds text[], p_now timestamptz, p_lease interval, p_limit int)
    returns setof job language sql security definer set search_path = public as
$$
with due as (select id from job
             where state in ('queued', 'failed') and next_attempt_at <= p_now and kind = any (p_kinds)
             order by next_attempt_at limit p_limit for update skip locked),
     claimed as (update job j set state = 'running', reason = null, attempts = attempts + 1, epoch = epoch + 1, worker = p_worker,
                                  lease_until = p_now + p_lease, updated_at = p_now
                 from due where j.id = due.id returning j.*),
     ledger as (insert into job_attempt (job, number, epoch, tenant, started_at, worker, trace_id)
                select id, attempts, epoch, tenant, p_now, p_worker, substring(traceparent from 4 for 32) from claimed)
select * from claimed
$$;

-- Renews the leases that are still held; answers the jobs whose lease was renewed.
create function kit_renew_leases(p_jobs uuid[], p_epochs bigint[], p_until timestamptz)
    returns setof uuid language sql security definer set search_path = public as
$$
with held as (select j.id from job j join unnest(p_jobs, p_epochs) as mine (id, epoch) using (id, epoch)
              where j.state = 'running' order by j.id for update of j)
update job j set lease_until = p_until from held where j.id = held.id returning j.id
$$;

-- Running jobs whose lease ran out before p_now: their worker crashed, hangs or is cut off.
create function kit_expired_jobs(p_now timestamptz, p_limit int)
    returns setof job language sql stable security definer set search_path = public as
$$ select * from job where state = 'running' and lease_until < p_now order by lease_until limit p_limit $$;

create function kit_job_counts(p_now timestamptz)
    returns table (kind text, state text, jobs bigint, oldest_due timestamptz)
    language sql stable security definer set search_path = public as
$$ select kind, state, count(*), min(next_attempt_at) filter (where state in ('queued', 'failed') and next_attempt_at <= p_now)
   from job where state <> 'succeeded' group by kind, state $$;

-- Audit --------------------------------------------------------------------------------------------------------------

create table audit (
    id           uuid        not null primary key,
    tenant       text        not null,
    at           timestamptz not null,
    actor        text        not null,
    action       text        not null,
    subject      text        not null,
    decision     text        not null check (decision in ('allowed', 'denied')),
    reason       text,
    detail       jsonb,
    operation_id uuid,
    trace_id     text
);
create index audit_subject on audit (tenant, subject, id);
create index audit_list on audit (tenant, id);

grant select, insert on inbox, audit to ${app_role};
grant delete on inbox to ${app_role};
grant select, insert, update on inbox_aggregate, idempotency, job to ${app_role};
grant select, insert, update, delete on inbox_waiting, job_attempt to ${app_role};

do $$
declare t text;
begin
    foreach t in array array ['inbox', 'inbox_aggregate', 'inbox_waiting', 'idempotency', 'job', 'job_attempt', 'audit'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', t);
    end loop;
end $$;
