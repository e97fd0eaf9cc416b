-- What a visit is priced by again when it moves. (Unknown of what was quoted before: that moves without its discount.)
alter table quote add column discount_code text;

-- A booking keeps its start, its price and its reservation until the partner has confirmed the start it is to move to.
alter table booking
    add column discount_code               text,
    add column last_verified_at            timestamptz,
    add column reschedules                 int not null default 0 check (reschedules >= 0),
    add column reschedule_state            text check (reschedule_state in ('requested', 'done', 'rejected', 'failed', 'cancelled')),
    add column reschedule_start            timestamptz,
    add column reschedule_price_amount     numeric(12,2) check (reschedule_price_amount >= 0),
    add column reschedule_price_currency   text check (length(reschedule_price_currency) = 3),
    add column reschedule_breakdown        text,
    add column reschedule_reason           text,
    add column reschedule_requested_at     timestamptz,
    add column reschedule_reference        text,
    add column reschedule_partner_state    text check (reschedule_partner_state in ('not_sent', 'in_flight', 'unknown', 'held',
                                                                                    'confirmed', 'rejected', 'cancelled')),
    add column reschedule_reservation_id   text,
    add column reschedule_partner_version  bigint,
    add column reschedule_last_attempt_at  timestamptz,
    add column reschedule_uncertain_at     timestamptz,
    add constraint booking_reschedule check (
        reschedule_state is null or (reschedules > 0 and reschedule_start is not null and reschedule_price_amount is not null
                                     and reschedule_price_currency is not null and reschedule_reference is not null
                                     and reschedule_partner_state is not null and reschedule_partner_version is not null));

-- Whose booking has, or had, this reference at this partner? The first reference of a booking is its id, that of each further
-- start is the id, "-r" and a number. (The form without a partner stays for processes of a version before.)
create or replace function booking_of_reference(p_reference text, p_partner text, out tenant text, out booking uuid, out operation_id uuid)
    returns setof record language sql stable security definer set search_path = public, pg_temp as
$$
select b.tenant, b.id, b.operation_id from booking b
where b.partner = p_partner
  and (b.reference = p_reference
       or b.id = (case when p_reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-r[1-9][0-9]{0,3})?$'
                       then left(p_reference, 36) end)::uuid
          and b.reschedules >= coalesce(substring(p_reference from '-r([1-9][0-9]{0,3})$')::int, 0))
$$;
