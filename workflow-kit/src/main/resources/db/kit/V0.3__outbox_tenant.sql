-- A transaction publishes for its own tenant only. The relay reads and deletes as the owner.
alter table outbox enable row level security;
create policy tenant on outbox for insert with check (tenant = kit_tenant());
