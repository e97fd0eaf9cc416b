create table quote (
    id               uuid          not null primary key,
    tenant           text          not null,
    owner            text          not null,
    service          text          not null,
    partner          text          not null,
    start_at         timestamptz   not null,
    duration_minutes int           not null check (duration_minutes > 0),
    price_amount     numeric(12,2) not null check (price_amount >= 0),
    price_currency   text          not null check (length(price_currency) = 3),
    breakdown        text          not null,
    expires_at       timestamptz   not null,
    created_at       timestamptz   not null
);
create index quote_expiry on quote (expires_at);

create table booking (
    id                uuid          not null primary key,
    tenant            text          not null,
    owner             text          not null,
    operation_id      uuid          not null,
    quote_id          uuid          not null,
    status            text          not null check (status in ('pending', 'confirmed', 'completed', 'no_show', 'rejected',
                                                               'cancelling', 'cancelled', 'needs_attention')),
    status_reason     text,
    version           bigint        not null check (version > 0),
    service           text          not null,
    partner           text          not null,
    start_at          timestamptz   not null,
    duration_minutes  int           not null check (duration_minutes > 0),
    price_amount      numeric(12,2) not null check (price_amount >= 0),
    price_currency    text          not null check (length(price_currency) = 3),
    customer_name     text          not null,
    customer_email    text          not null,
    customer_phone    text,
    customer_locale   text          not null,
    notes             text,
    reference         text          not null,
    partner_state     text          not null check (partner_state in ('not_sent', 'in_flight', 'unknown', 'held', 'confirmed',
                                                                      'rejected', 'cancelled', 'duplicate_cancelled')),
    reservation_id    text,
    partner_version   bigint        not null default 0,
    last_attempt_at   timestamptz,
    uncertain_at      timestamptz,
    visit_status      text          check (visit_status in ('scheduled', 'checked_in', 'completed', 'no_show', 'cancelled')),
    practitioner      text,
    findings          text,
    visit_minutes     int           check (visit_minutes > 0),
    attention_reason  text,
    attention_job     uuid,
    attention_from    text          check (attention_from in ('pending', 'cancelling')),
    created_at        timestamptz   not null,
    updated_at        timestamptz   not null,
    constraint booking_quote_once unique (tenant, quote_id),
    constraint booking_reference unique (reference),
    check ((status = 'needs_attention') = (attention_from is not null)),
    check (status <> 'confirmed' or (partner_state = 'confirmed' and reservation_id is not null)),
    check (status not in ('confirmed', 'completed', 'no_show') or visit_status is not null)
);
create index booking_list on booking (tenant, id);
create index booking_owner on booking (tenant, owner, id);
create index booking_status on booking (tenant, status, id);
create index booking_partner on booking (tenant, partner, id);
create index booking_start on booking (tenant, start_at, id);

create table partner_attempt (
    id             uuid        not null primary key,
    tenant         text        not null,
    booking        uuid        not null references booking (id) on delete cascade,
    job            uuid        not null,
    number         int         not null,
    partner        text        not null,
    operation      text        not null check (operation in ('reserve', 'find', 'cancel')),
    reference      text        not null,
    reservation_id text,
    started_at     timestamptz not null,
    ended_at       timestamptz,
    outcome        text        check (outcome in ('succeeded', 'failed', 'rejected', 'unknown')),
    detail         text,
    sent           text        not null,
    received       text,
    worker         text        not null,
    trace_id       text,
    check ((ended_at is null) = (outcome is null))
);
create index partner_attempt_booking on partner_attempt (booking, id);
create index partner_attempt_open on partner_attempt (job) where ended_at is null;

-- Kept for as long as a partner may send a callback again, and far beyond: the key is what makes it recognisable.
create table partner_callback (
    id             uuid        not null primary key,
    tenant         text        not null,
    partner        text        not null,
    webhook_id     text        not null,
    booking        uuid,
    reference      text        not null,
    reservation_id text        not null,
    state          text        not null,
    version        bigint      not null,
    reason         text,
    received_at    timestamptz not null,
    result         text,
    applied_at     timestamptz,
    constraint partner_callback_once unique (partner, webhook_id)
);
create index partner_callback_booking on partner_callback (booking, id);

grant select, insert, update on quote, booking, partner_attempt, partner_callback to ${app_role};

do $$
declare t text;
begin
    foreach t in array array ['quote', 'booking', 'partner_attempt', 'partner_callback'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', t);
    end loop;
end $$;

-- A callback carries our reference but no tenant. This answers one question only: whose booking has this reference?
create function booking_of_reference(p_reference text, out tenant text, out booking uuid, out operation_id uuid)
    returns setof record language sql stable security definer set search_path = public as
$$ select tenant, id, operation_id from booking where reference = p_reference $$;
