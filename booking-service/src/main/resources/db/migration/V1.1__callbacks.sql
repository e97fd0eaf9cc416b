-- A repetition is on record too: how often a callback came, and when last.
alter table partner_callback
    add column deliveries       int not null default 1 check (deliveries > 0),
    add column last_received_at timestamptz;

-- Whose booking has this reference at this partner? A partner's signature says nothing about another partner's bookings. (The
-- form without a partner stays for processes of the version before.)
create function booking_of_reference(p_reference text, p_partner text, out tenant text, out booking uuid, out operation_id uuid)
    returns setof record language sql stable security definer set search_path = public as
$$ select tenant, id, operation_id from booking where reference = p_reference and partner = p_partner $$;

-- Callbacks that a partner has signed but that fit none of its bookings. They belong to no tenant, so no tenant may see them: the
-- service can record one, by the function below, and neither read nor change any. Whoever runs the installation reads them as the
-- owner.
create table callback_unmatched (
    partner          text        not null,
    webhook_id       text        not null,
    reference        text        not null,
    reservation_id   text        not null,
    state            text        not null,
    version          bigint      not null,
    reason           text,
    received_at      timestamptz not null,
    last_received_at timestamptz not null,
    deliveries       int         not null default 1 check (deliveries > 0),
    primary key (partner, webhook_id)
);
create index callback_unmatched_received on callback_unmatched (partner, received_at);
alter table callback_unmatched enable row level security;

-- Records one, and forgets some of the partner's that came before p_since or are beyond its newest p_most; answers how often it
-- came.
create function callback_unmatched_record(p_partner text, p_webhook_id text, p_reference text, p_reservation_id text, p_state text,
                                          p_version bigint, p_reason text, p_now timestamptz, p_since timestamptz, p_most int)
    returns int language sql security definer set search_path = public as
$$
delete from callback_unmatched where partner = p_partner and webhook_id in (
    select webhook_id from callback_unmatched where partner = p_partner and received_at < p_since
    order by received_at limit 100 for update skip locked);
delete from callback_unmatched where partner = p_partner and webhook_id in (
    select webhook_id from callback_unmatched where partner = p_partner
    order by received_at desc offset p_most - 1 limit 100 for update skip locked) and webhook_id <> p_webhook_id;
insert into callback_unmatched (partner, webhook_id, reference, reservation_id, state, version, reason, received_at, last_received_at)
values (p_partner, p_webhook_id, p_reference, p_reservation_id, p_state, p_version, p_reason, p_now, p_now)
on conflict (partner, webhook_id) do update
    set deliveries = callback_unmatched.deliveries + 1, last_received_at = excluded.last_received_at
returning deliveries;
$$;
