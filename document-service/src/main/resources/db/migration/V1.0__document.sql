create table document (
    id               uuid        not null primary key,
    tenant           text        not null,
    -- Who may see it besides those who see all; null for events of a time when they did not tell.
    owner            text,
    booking          uuid        not null,
    operation_id     uuid        not null,
    kind             text        not null check (kind in ('visit-report')),
    state            text        not null check (state in ('requested', 'rendering', 'stored', 'dead_letter')),
    reason           text,
    version          bigint      not null check (version > 0),
    template         text        not null,
    template_version int         not null check (template_version > 0),
    locale           text        not null,
    customer_name    text        not null,
    customer_email   text        not null,
    customer_locale  text        not null,
    service          text        not null,
    start_at         timestamptz not null,
    practitioner     text        not null,
    findings         text        not null,
    visit_minutes    int         not null check (visit_minutes > 0),
    sha256           text,
    size             bigint      check (size > 0),
    media_type       text,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    constraint document_once unique (tenant, booking, kind, template_version),
    check ((state = 'stored') = (sha256 is not null and size is not null and media_type is not null)),
    check ((state = 'dead_letter') = (reason is not null))
);
create index document_list on document (tenant, id);
create index document_owner on document (tenant, owner, id);

-- Bytes by their own hash, one tenant's apart from another's: that something is there already tells nobody anything.
create table content (
    tenant     text        not null,
    sha256     text        not null,
    size       bigint      not null,
    bytes      bytea       not null,
    created_at timestamptz not null,
    primary key (tenant, sha256),
    check (sha256 = encode(sha256(bytes), 'hex')),
    check (size = octet_length(bytes) and size between 1 and 10485760)
);
-- Not compressed, which a PDF is already, so that a range is read without the rest.
alter table content alter column bytes set storage external;

grant select, insert, update on document to ${app_role};
grant select, insert on content to ${app_role};

do $$
declare t text;
begin
    foreach t in array array ['document', 'content'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy tenant on %I using (tenant = kit_tenant()) with check (tenant = kit_tenant())', t);
    end loop;
end $$;
