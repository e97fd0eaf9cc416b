-- What the inbox does in one round trip inside a consumer's transaction (bound by row-level security as its caller is), and
-- what its caretaker does across tenants (as the owner, and only that).

-- Decides about an event of an aggregate whose events are applied in order, and claims it if it is the next one:
--   apply       it is next, and claimed
--   apply_more  likewise, and its successor is waiting
--   stale       an equal or later one has been applied
--   wait        an earlier one is missing; it is kept in inbox_waiting
-- One at a time per aggregate, until the transaction ends.
create function kit_inbox_enter(p_consumer text, p_aggregate text, p_tenant text, p_sequence bigint, p_message_id text,
                                p_envelope text, p_traceparent text, p_now timestamptz, p_baseline boolean)
    returns text language plpgsql as
$$
declare
    v_last bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_consumer || ' ' || p_tenant || ' ' || p_aggregate, 0));
    select last_sequence into v_last from inbox_aggregate where consumer = p_consumer and aggregate = p_aggregate;
    if v_last is null and (p_sequence = 1 or p_baseline) then
        v_last := p_sequence - 1;
    end if;
    if p_sequence <= v_last then
        delete from inbox_waiting where consumer = p_consumer and aggregate = p_aggregate and sequence <= v_last;
        return 'stale';
    end if;
    if v_last is null or p_sequence > v_last + 1 then
        insert into inbox_waiting (consumer, aggregate, sequence, message_id, tenant, envelope, traceparent, received_at)
        values (p_consumer, p_aggregate, p_sequence, p_message_id, p_tenant, p_envelope, p_traceparent, p_now)
        on conflict do nothing;
        return 'wait';
    end if;
    insert into inbox_aggregate (consumer, aggregate, tenant, last_sequence, updated_at)
    values (p_consumer, p_aggregate, p_tenant, p_sequence, p_now)
    on conflict (consumer, aggregate) do update
        set last_sequence = p_sequence, parked = false, reason = null, updated_at = p_now;
    insert into inbox (consumer, message_id, tenant, received_at)
    values (p_consumer, p_message_id, p_tenant, p_now) on conflict do nothing;
    delete from inbox_waiting where consumer = p_consumer and aggregate = p_aggregate and sequence <= p_sequence;
    if exists (select 1 from inbox_waiting where consumer = p_consumer and aggregate = p_aggregate and sequence = p_sequence + 1) then
        return 'apply_more';
    end if;
    return 'apply';
end
$$;

-- Aggregates with a waiting event that need wait no longer: its predecessor has been applied, or no earlier event of an
-- aggregate that was never seen has come since p_gap_before.
create function kit_inbox_ready(p_consumers text[], p_gap_before timestamptz, p_limit int)
    returns table (consumer text, aggregate text, tenant text)
    language sql stable security definer set search_path = public as
$$
select w.consumer, w.aggregate, w.tenant
from (select w.consumer, w.aggregate, w.tenant, min(w.sequence) as first, min(w.received_at) as since
      from inbox_waiting w where w.consumer = any (p_consumers) group by w.consumer, w.aggregate, w.tenant) w
left join inbox_aggregate a on a.consumer = w.consumer and a.aggregate = w.aggregate
where w.first <= a.last_sequence + 1 or (a.last_sequence is null and w.since < p_gap_before)
order by w.since
limit p_limit
$$;

-- What waits and what is parked, for metrics.
create function kit_inbox_counts(p_consumers text[])
    returns table (consumer text, waiting bigint, oldest timestamptz, parked bigint)
    language sql stable security definer set search_path = public as
$$
select c.consumer, (select count(*) from inbox_waiting w where w.consumer = c.consumer),
       (select min(w.received_at) from inbox_waiting w where w.consumer = c.consumer),
       (select count(*) from inbox_aggregate a where a.consumer = c.consumer and a.parked)
from unnest(p_consumers) as c (consumer)
$$;

-- Forgets claims from before p_before, at most p_limit of them; answers how many.
create function kit_inbox_prune(p_before timestamptz, p_limit int) returns int
    language sql security definer set search_path = public as
$$
with gone as (delete from inbox where (consumer, message_id) in (
                  select consumer, message_id from inbox where received_at < p_before order by received_at limit p_limit for update skip locked)
              returning 1)
select count(*)::int from gone
$$;
