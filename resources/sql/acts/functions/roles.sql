-- The roles that people's logins are members of. They belong to the whole server, so that another database of it, or its
-- migration at the same moment, may have made them. Each may what the one before it may.
do $$
declare
    v_roles constant text[] := array['holdfast_viewer', 'holdfast_tester', 'holdfast_operator', 'holdfast_admin'];
    v_role text;
begin
    foreach v_role in array v_roles loop
        if not exists (select from pg_roles where rolname = v_role) then
            begin
                execute format('create role %I nologin', v_role);
            exception
                when duplicate_object or unique_violation then
                    null;
                when insufficient_privilege then
                    raise exception 'the role % is missing, and % may not make it: have "create role % nologin" run by one who may',
                        v_role, current_user, v_role using errcode = '42501';
            end;
        end if;
    end loop;
    for i in 2 .. cardinality(v_roles) loop
        if not pg_has_role(v_roles[i], v_roles[i - 1], 'member') then
            begin
                execute format('grant %I to %I', v_roles[i - 1], v_roles[i]);
            exception
                when unique_violation then
                    null;
                when insufficient_privilege then
                    raise exception 'the role % is no member of %, and % may not make it one: have "grant % to %" run by one who may',
                        v_roles[i], v_roles[i - 1], current_user, v_roles[i - 1], v_roles[i] using errcode = '42501';
            end;
        end if;
    end loop;
end
$$;
