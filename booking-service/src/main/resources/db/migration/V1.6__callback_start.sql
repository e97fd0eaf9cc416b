-- For when a callback says that the reservation is; null if it does not say.
alter table partner_callback add column start_at timestamptz;
