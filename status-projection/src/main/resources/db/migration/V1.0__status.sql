-- One row for each booking that any event has told of. It is a shell, shown to nobody, until booking.placed has come. The row
-- is locked while an event is applied to it, so that the positions of its timeline have no gap and no event is lost.
create table booking_view (
    tenant      text        not null,
    id          uuid        not null,
    placed      boolean     not null default false,
    owner       text,
    status      text,
    attention   boolean     not null default false,
    expected_by timestamptz,
    words       tsvector    not null default '',
    position    bigint      not null default 0 check (position >= 0),
    changed_by  bigint      not null default 0,
    changed_at  timestamptz not null,
    state       text,
    primary key (tenant, id),
    check (not placed or (status is not null and state is not null))
);
create index booking_view_status on booking_view (tenant, status, id) where placed;
create index booking_view_owner on booking_view (tenant, owner, id) where placed;
create index booking_view_expected on booking_view (tenant, expected_by, id) where placed and expected_by is not null;
create index booking_view_attention on booking_view (tenant, id) where placed and attention;
create index booking_view_changed on booking_view (tenant, changed_by);
create index booking_view_words on booking_view using gin (words);
comment on column booking_view.position is 'how many entries its timeline has';
comment on column booking_view.changed_by is 'the transaction that changed it last';

create table timeline_entry (
    tenant       text        not null,
    booking      uuid        not null,
    position     bigint      not null check (position > 0),
    event        text        not null,
    at           timestamptz not null,
    ordered_at   timestamptz not null,
    rank         int         not null,
    aggregate    text        not null,
    sequence     bigint      not null,
    source       text        not null,
    type         text        not null,
    title        text        not null,
    detail       text,
    operation_id uuid        not null,
    trace_id     text,
    outcome      text        not null check (outcome in ('begun', 'succeeded', 'failed', 'rejected', 'unknown')),
    actor        text,
    primary key (tenant, booking, position),
    constraint timeline_entry_once unique (tenant, source, event)
);
create index timeline_entry_order on timeline_entry (tenant, booking, ordered_at, rank, sequence, position);
comment on column timeline_entry.position is 'the order of arrival, without a gap within a booking';
comment on column timeline_entry.ordered_at is 'at, but never before the entry that caused it';

-- Counts that are kept, not counted: by status, of attention, of applied events. Spread over shards, so that events of
-- different bookings seldom wait for each other.
create table tally (
    tenant text   not null,
    kind   text   not null,
    shard  int    not null,
    n      bigint not null,
    primary key (tenant, kind, shard)
);

-- What is known of the way events take to this projection: when a heartbeat was last sent through it, and when the newest
-- that came through was sent. It belongs to no tenant.
create table projection (
    name      text        not null primary key,
    sent_at   timestamptz not null,
    proven_at timestamptz,
    last_id   text
);

grant select, insert, update on booking_view, tally, projection to ${app_role};
grant select, insert on timeline_entry to ${app_role};

do $$
declare t text;
begin
    foreach t in array array ['booking_view', 'timeline_entry', 'tally'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', t);
    end loop;
end $$;
alter table projection enable row level security;
create policy nobodys on projection using (true) with check (true);

-- In the order of their kinds, always: two transactions that change the same two counts must not wait for each other.
create function status_tally() returns trigger language plpgsql as
$$
declare
    v_before booking_view;
begin
    if tg_op = 'UPDATE' then
        v_before := old;
    end if;
    insert into tally (tenant, kind, shard, n)
    select new.tenant, d.kind, hashtext(new.id::text) & 15, sum(d.n)
    from (values ('applied', new.position - coalesce(v_before.position, 0)),
                 (case when v_before.placed then 'status.' || v_before.status end, -1),
                 (case when new.placed then 'status.' || new.status end, 1),
                 (case when v_before.placed and v_before.attention then 'attention' end, -1),
                 (case when new.placed and new.attention then 'attention' end, 1)) d (kind, n)
    where d.kind is not null group by d.kind having sum(d.n) <> 0 order by d.kind
    on conflict (tenant, kind, shard) do update set n = tally.n + excluded.n;
    return null;
end
$$;
create trigger booking_view_tally after insert or update on booking_view for each row execute function status_tally();

-- Full-text conditions cannot use their index behind a row-level security policy, since their operators might tell of rows
-- that the policy hides. This asks as the owner and does what the policy does: the tenant of the transaction, no other.
create function status_search(p_words tsquery, p_owner text, p_status text, p_attention boolean, p_expected_before timestamptz,
                              p_before uuid, p_limit int)
    returns setof uuid language plpgsql stable security definer set search_path = public as
$$
begin
    -- Planned for these words, not for words in general: rare ones by their index, common ones by walking from the newest.
    return query execute
        'select id from booking_view where tenant = $1 and placed and words @@ $2'
        || case when p_owner is null then '' else ' and owner = $3' end
        || case when p_status is null then '' else ' and status = $4' end
        || case when p_attention is null then '' else ' and attention = $5' end
        || case when p_expected_before is null then '' else ' and expected_by < $6' end
        || case when p_before is null then '' else ' and id < $7' end
        || ' order by id desc limit $8'
        using kit_tenant(), p_words, p_owner, p_status, p_attention, p_expected_before, p_before, p_limit;
end
$$;

-- How far some views are, whosever they are: for readers that wait for them. Tells nothing else.
create function status_positions(p_tenants text[], p_bookings uuid[])
    returns table (tenant text, booking uuid, pos bigint)
    language sql stable security definer set search_path = public as
$$
select v.tenant, v.id, v.position
from unnest(p_tenants, p_bookings) as wanted (tenant, booking)
join booking_view v on v.tenant = wanted.tenant and v.id = wanted.booking
$$;
