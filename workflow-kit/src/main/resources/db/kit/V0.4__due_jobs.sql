-- How many jobs wait for a worker now, for whoever decides how many workers there are; counts no further than 10,000.
create function kit_due_jobs(p_now timestamptz) returns bigint
    language sql stable security definer set search_path = public as
$$
select count(*) from (select 1 from job where state in ('queued', 'failed') and next_attempt_at <= p_now limit 10000) due
$$;
