-- A job that somebody has locked keeps no other's lease from being renewed. Releases without this renew as before.

-- Renews the leases that are still held. Answers for each job of ours whether it still is; nothing for one that is locked just
-- now, which can neither be renewed nor be taken away.
create function kit_extend_leases(p_jobs uuid[], p_epochs bigint[], p_until timestamptz)
    returns table (id uuid, held boolean) language sql security definer set search_path = public, pg_temp as
$$
with mine as (select * from unnest(p_jobs, p_epochs) as m (id, epoch)),
     free as (select j.id from job j join mine m using (id, epoch) where j.state = 'running' for update of j skip locked),
     extended as (update job j set lease_until = p_until from free where j.id = free.id returning j.id)
select e.id, true from extended e
union all
select m.id, false from mine m
where not exists (select 1 from job j where j.id = m.id and j.epoch = m.epoch and j.state = 'running')
$$;
