#include "tests/booking/town.h"

#include "backend/booking/batch.h"
#include "backend/core/trace.h"

namespace holdfast::test {

Town::Town(storage::Connection &database, int partners) : database_(database), vendor_(Uuid::make_v7())
{
    database.query("insert into holdfast.vendor (id, name) values ($1, 'vendor')", {vendor_.to_string()});
    for (int i = 0; i < partners; ++i) {
        partners_.push_back(Uuid::make_v7());
        database.query("insert into holdfast.partner (id, name) values ($1, $2)",
                       {partners_.back().to_string(), "partner " + std::to_string(i)});
    }
}

Uuid Town::add_slot(int capacity, const std::string &kind, const std::string &settlement)
{
    const Uuid id = Uuid::make_v7();
    database_.query("insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement) "
                    "select $1, $2, $3, at, at + interval '1 hour', $4, $5 "
                    "from (select timestamptz '2031-01-01 00:00+00' + $6::integer * interval '1 hour' as at) t",
                    {id.to_string(), vendor_.to_string(), kind, std::to_string(capacity), settlement,
                     std::to_string(slots_++)});
    return id;
}

Uuid Town::add_paid_slot(int capacity, const std::string &settlement)
{
    const Uuid id = add_slot(capacity, "class", settlement);
    database_.query("update holdfast.slot set currency = 'EUR', requester_amount_minor = 5000, vendor_amount_minor = 700 "
                    "where id = $1",
                    {id.to_string()});
    return id;
}

booking::Fingerprint fingerprint(int seed)
{
    booking::Fingerprint bytes{};
    for (std::size_t i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::uint8_t>(seed >> (8 * i));
    return bytes;
}

booking::Hold make_hold(const Uuid &partner, const Uuid &slot, const std::string &key, int quantity, int body)
{
    booking::Hold hold;
    hold.reservation_id = Uuid::make_v7();
    hold.partner_id = partner;
    hold.slot_id = slot;
    hold.quantity = quantity;
    hold.key = key;
    hold.fingerprint = fingerprint(body);
    hold.partner_booking_ref = "ref";
    hold.requester_id = "requester";
    hold.actor = "partner:test";
    hold.trace_id = make_trace_id();
    return hold;
}

booking::Change make_change(const Uuid &reservation, booking::Verb verb, const Uuid &partner, const std::string &key, int body)
{
    booking::Change change;
    change.reservation_id = reservation;
    change.verb = verb;
    change.partner_id = partner;
    change.key = key;
    change.fingerprint = fingerprint(body);
    change.actor = "partner:test";
    change.trace_id = make_trace_id();
    return change;
}

booking::Outcome run_one(storage::Connection &database, const booking::Hold &hold)
{
    const booking::Hold *const batch[] = {&hold};
    return booking::run_batch(database, std::span<const booking::Hold *const>(batch)).front();
}

booking::Outcome run_one(storage::Connection &database, const booking::Change &change)
{
    const booking::Change *const batch[] = {&change};
    return booking::run_batch(database, std::span<const booking::Change *const>(batch)).front();
}

std::string short_name(const booking::Outcome &outcome)
{
    if (const auto *done = std::get_if<booking::Done>(&outcome))
        return done->replayed ? "REPLAYED" : "DONE";
    if (const auto *refused = std::get_if<booking::Refused>(&outcome))
        return std::string(info(refused->code).name);
    return "UNKNOWN";
}

void mark_as_sandbox(storage::Connection &database)
{
    database.run_script("insert into holdfast.sandbox (name) values ('test')");
}

std::vector<std::string> find_violations(storage::Connection &database)
{
    const auto rows = database.query(R"sql(
        with sums as (
            select slot_id,
                   coalesce(sum(quantity) filter (where deadline is not null), 0) as held,
                   coalesce(sum(quantity) filter (where state = 'CONFIRMED'), 0) as confirmed
            from holdfast.reservation group by slot_id
        )
        select format('slot %s: counters %s+%s, reservations %s+%s, capacity %s', s.id, s.held, s.confirmed,
                      coalesce(t.held, 0), coalesce(t.confirmed, 0), s.capacity)
        from holdfast.slot s left join sums t on t.slot_id = s.id
        where (s.held, s.confirmed) is distinct from (coalesce(t.held, 0), coalesce(t.confirmed, 0))
           or coalesce(t.held + t.confirmed, 0) > s.capacity
        union all
        select format('reservation %s: %s version %s, last event %s version %s', r.id, r.state, r.version, e.to_state,
                      e.version)
        from holdfast.reservation r
        left join lateral (select to_state, version, deadline from holdfast.reservation_event
                           where reservation_id = r.id order by version desc limit 1) e on true
        where (r.state, r.version, r.deadline) is distinct from (e.to_state, e.version, e.deadline)
        union all
        select format('reservation %s: %s events up to version %s', reservation_id, count(*), max(version))
        from holdfast.reservation_event group by reservation_id having count(*) <> max(version)
        union all
        select format('key %s: bound to nothing', key) from holdfast.command_key k
        where k.operation_id is null
          and not exists (select from holdfast.reservation_event e
                          where e.reservation_id = k.reservation_id and e.version = k.version)
    )sql");
    std::vector<std::string> violations;
    for (std::size_t row = 0; row < rows.size(); ++row)
        violations.push_back(rows.text(row, 0));
    return violations;
}

} // namespace holdfast::test
