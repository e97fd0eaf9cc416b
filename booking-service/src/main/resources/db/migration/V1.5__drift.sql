-- When a booking was last due for a comparison with its partner, or found to be right; the epoch if never. One whose visit has
-- passed is never due again.
alter table booking add column last_compared_at timestamptz not null default '1970-01-01 00:00:00+00';
create index booking_drift on booking (partner, last_compared_at, start_at, created_at, id)
    where status in ('pending', 'confirmed') and partner_state in ('held', 'confirmed') and reservation_id is not null
      and attention_reason is null;

-- When the next bookings are to be compared, by whichever process comes first then.
create table drift_step (
    only_one boolean     not null primary key default true check (only_one),
    next_at  timestamptz not null
);
insert into drift_step (next_at) values ('1970-01-01 00:00:00+00');
grant select, update on drift_step to ${app_role};
alter table drift_step enable row level security;
create policy everybody on drift_step using (true) with check (true);

-- Live bookings that are due, of all tenants, at most p_limit: first those never compared, placed until p_placed, the nearest visit
-- in front; then those last compared until p_before, the longest ago in front. Partners for which p_waiting comparisons wait are
-- passed over. Each part reads the front of an index.
create function drift_due(p_partners text[], p_now timestamptz, p_before timestamptz, p_placed timestamptz, p_waiting int, p_limit int)
    returns table (tenant text, booking uuid, partner text, passed boolean)
    language sql stable security definer set search_path = public, pg_temp as
$$
select d.tenant, d.id, d.partner, d.start_at <= p_now
from unnest(p_partners) as asked (partner) cross join lateral (
    (select b.tenant, b.id, b.partner, b.start_at, b.last_compared_at from booking b
     where b.status in ('pending', 'confirmed') and b.partner_state in ('held', 'confirmed') and b.reservation_id is not null
       and b.attention_reason is null and b.partner = asked.partner
       and b.last_compared_at = '1970-01-01 00:00:00+00' and b.start_at > p_now and b.created_at <= p_placed
     order by b.start_at limit p_limit)
    union all
    (select b.tenant, b.id, b.partner, b.start_at, b.last_compared_at from booking b
     where b.status in ('pending', 'confirmed') and b.partner_state in ('held', 'confirmed') and b.reservation_id is not null
       and b.attention_reason is null and b.partner = asked.partner
       and b.last_compared_at > '1970-01-01 00:00:00+00' and b.last_compared_at <= p_before
     order by b.last_compared_at limit p_limit)) d
where (select count(*) from (select 1 from job j
                             where j.kind = 'partner.verify' and j.key = 'partner/' || asked.partner
                               and j.state in ('queued', 'failed') limit p_waiting) waiting) < p_waiting
order by d.last_compared_at, d.start_at, d.id limit p_limit
$$;
revoke execute on function drift_due(text[], timestamptz, timestamptz, timestamptz, int, int) from public;
grant execute on function drift_due(text[], timestamptz, timestamptz, timestamptz, int, int) to ${app_role};
