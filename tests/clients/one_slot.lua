-- wrk: POST /v1/reservations for one slot, a key of its own for every request, 5,000 in all.
-- Environment: SLOT_ID, PARTNER_KEY, REQUESTS and THREADS (as given to wrk -t).
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init()
  sent, answered, statuses = 0, 0, {}
  budget = tonumber(os.getenv("REQUESTS")) / tonumber(os.getenv("THREADS"))
  slot, partner_key = os.getenv("SLOT_ID"), os.getenv("PARTNER_KEY")
end

function request()
  sent = sent + 1
  local name = id .. "-" .. sent
  return wrk.format("POST", "/v1/reservations", {
    ["Authorization"] = "Bearer " .. partner_key,
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = "wrk-" .. name,
  }, '{"slot_id":"' .. slot .. '","quantity":1,"partner_booking_ref":"' .. name .. '","requester_id":"wrk"}')
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
  answered = answered + 1
  if answered >= budget then
    wrk.thread:stop()
  end
end

function done(summary, latency)
  local totals = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      totals[status] = (totals[status] or 0) + count
    end
  end
  for status, count in pairs(totals) do
    print(string.format("status %d: %d", status, count))
  end
  print(string.format("socket errors: %d", summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout))
  print(string.format("rate: %.0f/s, p99: %.1f ms", summary.requests / (summary.duration / 1e6),
    latency:percentile(99) / 1000))
end
