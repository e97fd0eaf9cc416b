-- Functions of the versions before that work across tenants: for the running service only, and they look for tables where the
-- owner made them, not among a caller's temporary ones.
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
