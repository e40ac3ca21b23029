-- wrk script: holds of one place each, spread over the slots in the file $SLOTS, every request with a key of its own.
local slots = {}
for line in io.lines(os.getenv("SLOTS")) do
    if #line == 36 then slots[#slots + 1] = line end
end
local threads = 0
local thread, sent = 0, 0

function setup(worker)
    worker:set("number", threads)
    threads = threads + 1
end

function init()
    thread = number
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["X-API-Key"] = os.getenv("PARTNER_KEY")
end

function request()
    sent = sent + 1
    wrk.headers["Idempotency-Key"] = "wrk-" .. thread .. "-" .. sent
    local body = '{"slot_id":"' .. slots[sent % #slots + 1] .. '","quantity":1,"partner_booking_ref":"ref","requester_id":"r"}'
    return wrk.format(nil, "/v1/reservations", nil, body)
end
