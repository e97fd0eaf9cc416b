create table notification (
    id               uuid        not null primary key,
    tenant           text        not null,
    booking          uuid        not null,
    owner            text,
    kind             text        not null check (kind in ('booking-confirmed', 'booking-rejected', 'booking-cancelled',
                                                          'booking-rescheduled', 'document-stored')),
    channel          text        not null check (channel in ('email')),
    recipient        text        not null,
    locale           text        not null,
    template         text        not null,
    template_version int         not null check (template_version > 0),
    state            text        not null check (state in ('queued', 'sending', 'sent', 'suppressed', 'rejected', 'unknown',
                                                           'dead_letter')),
    reason           text,
    version          bigint      not null check (version > 0),
    resends          int         not null default 0 check (resends >= 0),
    message_id       text        not null,
    subject          text,
    facts            text        not null,
    source_event     text        not null,
    source_sequence  bigint      not null,
    operation_id     uuid        not null,
    job              uuid        not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    sent_at          timestamptz,
    constraint notification_once unique (tenant, source_event, kind),
    constraint notification_message unique (message_id),
    check (state <> 'sent' or sent_at is not null),
    check (state not in ('suppressed', 'rejected', 'unknown', 'dead_letter') or reason is not null)
);
create index notification_list on notification (tenant, id);
create index notification_booking on notification (tenant, booking, id);
create index notification_state on notification (tenant, state, id);
create index notification_owner on notification (tenant, owner, id);
create index notification_recipient on notification (tenant, recipient, id);

-- One mail handed to the mail server, or not: written before it is sent, completed when we know how it ended.
create table delivery_attempt (
    id           uuid        not null primary key,
    tenant       text        not null,
    notification uuid        not null references notification (id) on delete cascade,
    job          uuid        not null,
    number       int         not null,
    message_id   text        not null,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    outcome      text        check (outcome in ('succeeded', 'failed', 'rejected', 'unknown')),
    detail       text,
    sent         text        not null,
    received     text,
    worker       text        not null,
    trace_id     text,
    check ((ended_at is null) = (outcome is null))
);
create index delivery_attempt_notification on delivery_attempt (notification, id);
create index delivery_attempt_open on delivery_attempt (job) where ended_at is null;

grant select, insert, update on notification, delivery_attempt to ${app_role};

do $$
declare t text;
begin
    foreach t in array array ['notification', 'delivery_attempt'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', t);
    end loop;
end $$;

-- Templates that a tenant has published. A version is never changed: the service may read and add, no more.
create table published_template (
    id           uuid        not null primary key,
    tenant       text        not null,
    name         text        not null,
    version      int         not null check (version > 1000),
    locale       text        not null,
    subject      text        not null,
    text         text        not null,
    html         text        not null,
    reason       text        not null,
    published_by text        not null,
    published_at timestamptz not null,
    constraint published_template_once unique (tenant, name, version, locale)
);
grant select, insert on published_template to ${app_role};
alter table published_template enable row level security;
create policy tenant on published_template using (tenant = kit_tenant()) with check (tenant = kit_tenant());
