#!/usr/bin/env bash
# write_path.sh [SECONDS]: how fast holds are made over HTTP, beside two measures from the same minutes on the same machine:
# pgbench calling the same function with one hold per transaction, and wrk at a route that does nothing.
# Prints a table for docs/performance.md. A benchmark, never a test: nothing here passes or fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10}
here=tests/bench
ctl=build/release/bin/holdfastctl
folder=$(mktemp -d)
chmod 0711 "$folder" # the server may run as another account
slots=256

coproc SANDBOX { exec "$ctl" --data-dir "$folder/data" sandbox up --json 2>"$folder/sandbox.log"; }
sandbox=$SANDBOX_PID
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -rf "$folder"' EXIT
read -r ready <&"${SANDBOX[0]}"
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$ready"; }
url=$(field api_url)
dsn=$(field dsn)
key=$(field partner_key)

psql -qAt "$dsn" >"$folder/slots" <<SQL
insert into holdfast.vendor (id, name) values ('01936b00-0000-7000-8000-000000000001', 'Bench');
insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement)
select ('01936b00-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, '01936b00-0000-7000-8000-000000000001', 'event',
       now() + n * interval '1 hour', now() + n * interval '1 hour' + interval '30 minutes', 1000000, 'free'
from generate_series(1, $slots) as n returning id;
SQL

cat >"$folder/single.sql" <<SQL
\set n random(1, $slots)
\set k random(1, 9000000000000000000)
select o_outcome from holdfast.hold_batch(array[gen_random_uuid()], array(select id from holdfast.partner limit 1),
    array[('01936b00-0000-7000-9000-' || lpad(:n::text, 12, '0'))::uuid], array[1], array['bench-' || :k],
    array[sha256(:k::text::bytea)], array['ref'], array['requester'], array[null::bigint], array['bench'], array['trace']);
SQL

single=$(pgbench -n -M prepared -c 16 -j 2 -T "$seconds" -f "$folder/single.sql" "$dsn" 2>/dev/null |
    sed -n 's/^tps = \([0-9]*\).*/\1/p')
rate() { sed -n 's/^Requests\/sec: *\([0-9]*\).*/\1/p'; }
holds=$(SLOTS="$folder/slots" PARTNER_KEY="$key" wrk -t2 -c256 -d"${seconds}s" --latency -s "$here/many_slots.lua" "$url" |
    tee "$folder/holds" | rate)
nothing=$(wrk -t2 -c256 -d"${seconds}s" "$url/health" | rate)
batches=$(curl -s "$url/metrics" | awk '/^holdfast_lane_commands_total/ {c=$2} /^holdfast_lane_batches_total/ {b=$2} END {print int(c/b)}')
"$ctl" verify --dsn "$dsn" >"$folder/verify" 2>&1 && clean=clean || clean=VIOLATED

printf '| measure | per second |\n|---|---|\n'
printf '| pgbench, 16 clients, one hold per transaction | %s |\n' "$single"
printf '| holds over HTTP, 256 connections (%s a batch on average) | %s |\n' "$batches" "$holds"
printf '| the same server and connections at a route that does nothing | %s |\n' "$nothing"
printf '\nLatency of holds:\n'
sed -n '/Latency Distribution/,/99%/p' "$folder/holds"
grep -i 'non-2xx' "$folder/holds" || true
printf 'verify afterwards: %s\n' "$clean"
