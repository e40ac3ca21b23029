-- Work is looked for often, and rarely found: each kind of worker has a queue of its own, in the order in which it is due.
alter table holdfast.operation
    add column queue text not null generated always as (case kind when 'commit' then 'commit' else 'party' end) stored;
drop index holdfast.operation_due;
create index operation_due on holdfast.operation (queue, due_at, id) where status = 'PENDING';
create index operation_by_intent on holdfast.operation (intent_id) where intent_id is not null;
