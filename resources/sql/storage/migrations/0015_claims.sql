-- Who is working on a reservation, so that nobody else begins to. It binds nobody, and lapses by itself.
create table holdfast.claim (
    reservation_id uuid primary key,
    actor text not null,
    role text not null,
    since timestamptz not null, -- booking time, as the other
    until timestamptz not null,
    check (until > since)
);
create index claim_by_end on holdfast.claim (until);
