-- Functions that work across tenants are for the running service only, not for every role that may connect; and they look
-- for tables where the owner made them, not among a caller's temporary ones.
do $$
declare f record;
begin
    for f in select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'public' and p.prosecdef and p.proowner = (select oid from pg_roles where rolname = current_user)
    loop
        execute format('revoke execute on function %s from public', f.name);
        execute format('grant execute on function %s to ${app_role}', f.name);
        execute format('alter function %s set search_path = public, pg_temp', f.name);
    end loop;
end $$;

-- The functions that later migrations make.
alter default privileges revoke execute on functions from public;
alter default privileges grant execute on functions to ${app_role};

-- Running jobs of p_kinds whose lease ran out before p_now. Those of kinds that this release does not know are another's.
create function kit_expired_jobs(p_now timestamptz, p_kinds text[], p_limit int)
    returns setof job language sql stable security definer set search_path = public, pg_temp as
$$
select * from job where state = 'running' and lease_until < p_now and kind = any (p_kinds) order by lease_until limit p_limit
$$;
