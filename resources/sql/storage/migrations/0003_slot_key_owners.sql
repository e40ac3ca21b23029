-- People with an admin's token offer slots as well: a key is its owner's, a partner or a token.
alter table holdfast.slot_key drop constraint slot_key_partner_id_fkey;
alter table holdfast.slot_key rename column partner_id to owner_id;
drop index holdfast.slot_key_by_age; -- nothing reads it
-- A function's parameter is not renamed by replacing it; it is made anew after this.
drop function if exists holdfast.create_slot(
    uuid, uuid, text, bytea, uuid, text, timestamptz, timestamptz, integer, text, text, bigint, bigint);
