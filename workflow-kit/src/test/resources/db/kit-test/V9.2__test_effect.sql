-- What the tests' jobs and actions do.
create table test_effect (
    place   bigint generated always as identity primary key,
    subject text not null,
    what    text not null
);
grant select, insert on test_effect to ${app_role};
