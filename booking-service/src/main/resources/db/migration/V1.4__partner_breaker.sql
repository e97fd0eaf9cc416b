-- Whether a partner is left alone, for all replicas and across restarts. Partners belong to no tenant, and neither does this.
create table partner_breaker (
    partner         text        not null primary key,
    state           text        not null check (state in ('closed', 'open', 'half_open')),
    reason          text,
    opened_at       timestamptz,
    next_probe_at   timestamptz,
    last_success_at timestamptz,
    changed_at      timestamptz not null,
    check ((state = 'closed') = (next_probe_at is null)),
    check ((state = 'closed') = (opened_at is null))
);
grant select, insert, update on partner_breaker to ${app_role};
alter table partner_breaker enable row level security;
create policy everybody on partner_breaker using (true) with check (true);
