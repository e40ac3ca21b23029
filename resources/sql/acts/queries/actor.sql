-- Whom this login acts as, as holdfast.acting_as() sees it; null: for whoever it says, as the schema's owner may.
select case when not pg_has_role(session_user, n.nspowner, 'member') then session_user::text end
from pg_namespace n
where n.nspname = 'holdfast'
