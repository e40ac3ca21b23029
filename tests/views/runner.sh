#!/bin/sh
# Stands where holdfastctl stands and speaks its contract, so that the page meets a real process: lists two scenarios;
# runs them with steps, checks and a log. HOLDFAST_RUNNER_MODE: pass (as is), fail, hang (until interrupted), refuse (the
# request), second-fails (of three), together (1.1 and 1.2 beside each other; 1.2 goes on once there is a file
# $HOLDFAST_RUNNER_GO).
# With HOLDFAST_RUNNER_REGISTRY a sandbox registers there, on a database that nobody runs.
mode="${HOLDFAST_RUNNER_MODE:-pass}"
case "$1 $2" in
"scenario list")
    cat <<'LIST'
{"id":"1.1","title":"Concurrent attempts on one slot","expectation":"exactly one 201; the winner's key with its own body 200 and the same id; all others 409 SLOT_HELD","area":"reservations","exclusive":false,"parameters":[{"name":"attempts","default":20,"lowest":2,"highest":1000,"text":"concurrent requests for the slot"},{"name":"shared_keys","default":4,"lowest":0,"highest":1000,"text":"of them share the winner's key"}],"saboteurs":[{"name":"capacity-unchecked","text":"holds are taken without looking at the capacity","caught_by":"one winner"}]}
{"id":"1.2","title":"Idempotency replay","expectation":"201 then 200 with the same id, one hold","area":"reservations","exclusive":false,"parameters":[],"saboteurs":[{"name":"idempotency-ignored","text":"every request is new","caught_by":"same id"}]}
LIST
    exit 0
    ;;
"scenario run")
    at() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
    run=r-218
    say() { printf '{"at":"%s","run":"%s",%s}\n' "$(at)" "$run" "$1"; }
    id="$3"
    if [ "$mode" = refuse ]; then
        echo "scenario run: 'attempts=5000': attempts of scenario 1.1 is a whole number from 2 to 1000" >&2
        echo "Run with --help for more information." >&2
        exit 3
    fi
    if [ "$mode" = second-fails ]; then
        for k in 1 2 3; do
            run=r-$k
            say '"event":"run_started","scenario":"'"$id"'","title":"One slot","seed":90'$k',"saboteur":null,"repeat":'$k',"of":3,"steps":["Fire"]'
            if [ $k = 2 ]; then status=FAIL; ok=false; seen=2; else status=PASS; ok=true; seen=1; fi
            say '"event":"result","id":"'"$id"'","title":"One slot","status":"'$status'","flaky":false,"duration_ms":10,"checks":[{"name":"One <winner>","expected":"1","observed":"'$seen'","ok":'$ok',"severity":"CRITICAL"}],"metrics":{},"seed":90'$k',"report":""'
        done
        say '"event":"finished","exit":1'
        exit 1
    fi
    if [ "$mode" = together ]; then
        run=r-1; say '"event":"run_started","scenario":"1.1","title":"Concurrent attempts on one slot","seed":901,"saboteur":null,"repeat":1,"of":1,"steps":["Fire"]'
        run=r-2; say '"event":"run_started","scenario":"1.2","title":"Idempotency replay","seed":902,"saboteur":null,"repeat":1,"of":1,"steps":["Replay"]'
        run=r-1; say '"event":"step","step":"Fire","status":"running","detail":"","ms":0'
        run=r-2; say '"event":"log","level":"INFO","source":"actor","text":"of the second"'
        say '"event":"check","name":"Same id","expected":"1","observed":"1","ok":true,"severity":"CRITICAL"'
        run=r-1; say '"event":"log","level":"INFO","source":"actor","text":"of the first"'
        say '"event":"result","id":"1.1","title":"Concurrent attempts on one slot","status":"PASS","flaky":false,"duration_ms":10,"checks":[{"name":"One winner","expected":"1","observed":"1","ok":true,"severity":"CRITICAL"}],"metrics":{},"seed":901,"report":""'
        trap 'exit 4' INT TERM
        while [ ! -e "$HOLDFAST_RUNNER_GO" ]; do sleep 0.05; done
        run=r-2; say '"event":"result","id":"1.2","title":"Idempotency replay","status":"FAIL","flaky":true,"duration_ms":20,"checks":[{"name":"Same id","expected":"1","observed":"2","ok":false,"severity":"CRITICAL"}],"metrics":{},"seed":902,"report":""'
        say '"event":"finished","exit":1'
        exit 1
    fi
    say '"event":"run_started","scenario":"'"$id"'","title":"Concurrent attempts on one slot","seed":90417,"saboteur":null,"repeat":1,"of":1,"steps":["Sandbox up","Steady state proven","20 requests at once","Outcome read back","Invariants I1 to I14"],"report":"/nonexistent/runs/20261121T140732Z-9f3ac2d1"'
    say '"event":"step","step":"Sandbox up","status":"running","detail":"","ms":0'
    if [ -n "$HOLDFAST_RUNNER_REGISTRY" ]; then
        mkdir -p "$HOLDFAST_RUNNER_REGISTRY"
        dsn="host=/nonexistent dbname=holdfast"
        printf '{"name":"brave-otter","pid":%d,"started_at":"%s","dsn":"%s","api_url":"http://127.0.0.1:1","scenario":"%s","run":"r-218","dir":"/nonexistent"}' \
            $$ "$(at)" "$dsn" "$id" >"$HOLDFAST_RUNNER_REGISTRY/brave-otter.json"
        say '"event":"sandbox","name":"brave-otter","dsn":"'"$dsn"'","api_url":"http://127.0.0.1:1"'
    fi
    say '"event":"step","step":"Sandbox up","status":"done","detail":"3 processes","ms":912'
    say '"event":"step","step":"Steady state proven","status":"done","detail":"","ms":85'
    say '"event":"step","step":"20 requests at once","status":"running","detail":"","ms":0'
    say '"event":"progress","done":3,"total":5'
    say '"event":"log","level":"INFO","source":"sandbox","text":"api ready at http://127.0.0.1:40123"'
    say '"event":"log","level":"INFO","source":"actor 7","text":"POST /v1/reservations 201 in 14 ms"'
    say '"event":"log","level":"WARN","source":"actor 12","text":"connection retried once"'
    if [ "$mode" = hang ]; then
        stopped() {
            say '"event":"result","id":"'"$id"'","title":"Concurrent attempts on one slot","status":"ERROR","aborted":true,"flaky":false,"duration_ms":700,"checks":[],"metrics":{},"seed":90417,"report":"","error":"aborted"'
            say '"event":"finished","exit":4'
            exit 4
        }
        trap stopped INT TERM
        while :; do sleep 0.05; done
    fi
    say '"event":"step","step":"20 requests at once","status":"done","detail":"","ms":64'
    say '"event":"step","step":"Outcome read back","status":"done","detail":"","ms":12'
    say '"event":"check","name":"One winner","expected":"1","observed":"1","ok":true,"severity":"CRITICAL"'
    say '"event":"check","name":"Losers get 409 SLOT_HELD","expected":"15","observed":"15","ok":true,"severity":"CRITICAL"'
    say '"event":"check","name":"Replay has the same id","expected":"4 of 4","observed":"4 of 4","ok":true,"severity":"CRITICAL"'
    say '"event":"check","name":"At least two requests overlapped","expected":">= 2","observed":"17","ok":true,"severity":"HIGH"'
    if [ "$mode" = fail ]; then
        say '"event":"check","name":"Slot counters equal their reservations","expected":"held 1","observed":"held 2","ok":false,"severity":"CRITICAL"'
        say '"event":"log","level":"FAIL","source":"check","text":"slot counters equal their reservations: expected held 1, observed held 2"'
        say '"event":"step","step":"Invariants I1 to I14","status":"failed","detail":"","ms":210'
        status=FAIL; code=1; ok=false; held="held 2"
    else
        say '"event":"check","name":"Slot counters equal their reservations","expected":"held 1","observed":"held 1","ok":true,"severity":"CRITICAL"'
        say '"event":"step","step":"Invariants I1 to I14","status":"done","detail":"","ms":210'
        status=PASS; code=0; ok=true; held="held 1"
    fi
    say '"event":"progress","done":5,"total":5'
    say '"event":"result","id":"'"$id"'","title":"Concurrent attempts on one slot","status":"'$status'","flaky":false,"duration_ms":1290,"checks":[{"name":"One winner","expected":"1","observed":"1","ok":true,"severity":"CRITICAL"},{"name":"Losers get 409 SLOT_HELD","expected":"15","observed":"15","ok":true,"severity":"CRITICAL"},{"name":"Replay has the same id","expected":"4 of 4","observed":"4 of 4","ok":true,"severity":"CRITICAL"},{"name":"At least two requests overlapped","expected":">= 2","observed":"17","ok":true,"severity":"HIGH"},{"name":"Slot counters equal their reservations","expected":"held 1","observed":"'"$held"'","ok":'$ok',"severity":"CRITICAL"}],"metrics":{"requests":20},"seed":90417,"report":""'
    say '"event":"finished","exit":'$code
    exit $code
    ;;
esac
echo "unknown command: $*" >&2
exit 2
