-- What the consumers of the tests apply.
create table applied_event (
    place     bigint generated always as identity primary key,
    consumer  text   not null,
    tenant    text   not null,
    aggregate text   not null,
    sequence  bigint not null,
    event     text   not null
);
grant select, insert, delete on applied_event to ${app_role};
