-- What a person has found out about a job whose ledger cannot tell whether its effect happened.
create table job_resolution (
    id       uuid        not null primary key,
    job      uuid        not null references job (id) on delete cascade,
    tenant   text        not null,
    at       timestamptz not null,
    actor    text        not null,
    outcome  text        not null check (outcome in ('succeeded', 'failed', 'rejected')),
    evidence text        not null,
    reason   text        not null
);
create index job_resolution_job on job_resolution (job, id);
grant select, insert on job_resolution to ${app_role};
alter table job_resolution enable row level security;
create policy tenant on job_resolution using (tenant = kit_tenant()) with check (tenant = kit_tenant());
