-- What a node tells those who watch, outside of the transaction that changed something.
select pg_notify('holdfast_changed', '')
