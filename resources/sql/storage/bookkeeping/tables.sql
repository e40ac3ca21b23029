-- What the database knows of its own schema. Run before every migration, so it must leave what exists alone.
create schema if not exists holdfast;
create table if not exists holdfast.schema_migration (
    version integer primary key check (version > 0),
    name text not null,
    checksum text not null check (length(checksum) = 64),
    applied_at timestamptz not null default clock_timestamp()
);
create table if not exists holdfast.schema_functions (
    only_row boolean primary key default true check (only_row),
    checksum text not null check (length(checksum) = 64),
    applied_at timestamptz not null default clock_timestamp()
);
