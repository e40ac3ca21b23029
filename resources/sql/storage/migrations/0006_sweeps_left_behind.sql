-- A sweep is told of also when it leaves something behind; and what it could not see can be told apart.
alter table holdfast.sweep
    add column left_behind integer not null default 0 check (left_behind >= 0), -- due by the cutoff, still in flight
    add column seen pg_snapshot not null default '1:1:'; -- of those before this nothing is known
alter table holdfast.sweep alter column seen set default pg_current_snapshot();
