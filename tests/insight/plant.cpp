#include "tests/insight/plant.h"

#include <QtGlobal>

namespace holdfast::test {

using storage::Param;

namespace {

std::vector<Uuid> hold_rows(storage::Connection &database, const Uuid &partner, const Uuid &slot,
                            const std::vector<std::string> &keys, int quantity, const std::string &reference)
{
    std::vector<Uuid> ids;
    std::vector<Param> id_texts;
    std::vector<Param> key_texts;
    for (const auto &key : keys) {
        ids.push_back(Uuid::make_v7());
        id_texts.emplace_back(ids.back().to_string());
        key_texts.emplace_back(key);
    }
    const auto rows = database.query(
        "select o_outcome from holdfast.hold_batch($1::uuid[], array_fill($2::uuid, array[$7::int]), "
        "array_fill($3::uuid, array[$7::int]), array_fill($4::int, array[$7::int]), $5::text[], "
        "array_fill(sha256('body'), array[$7::int]), array_fill($6::text, array[$7::int]), "
        "array_fill('requester'::text, array[$7::int]), array_fill(null::bigint, array[$7::int]), "
        "array_fill('partner:test'::text, array[$7::int]), "
        "array_fill('4bf92f3577b34da6a3ce929d0e0e4736'::text, array[$7::int]))",
        {storage::array_literal(id_texts), partner.to_string(), slot.to_string(), std::to_string(quantity),
         storage::array_literal(key_texts), reference, std::to_string(keys.size())});
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.text(row, 0) != "DONE")
            qFatal("a planted hold was refused: %s", rows.text(row, 0).c_str());
    }
    return ids;
}

} // namespace

Uuid plant_vendor(storage::Connection &database, const std::string &name)
{
    const auto id = Uuid::make_v7();
    database.query("insert into holdfast.vendor (id, name) values ($1, $2)", {id.to_string(), name});
    return id;
}

Uuid plant_partner(storage::Connection &database, const std::string &name)
{
    const auto id = Uuid::make_v7();
    database.query("insert into holdfast.partner (id, name) values ($1, $2)", {id.to_string(), name});
    return id;
}

Uuid plant_slot(storage::Connection &database, const SlotPlan &plan)
{
    const auto id = Uuid::make_v7();
    database.query("insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement, currency, "
                   "requester_amount_minor) "
                   "select $1, $2, 'event', at, at + interval '1 hour', $3, 'free', nullif($5, ''), $6 "
                   "from (select timestamptz '2031-01-01 00:00+00' + $4::integer * interval '1 hour' as at) t",
                   {id.to_string(), plan.vendor.to_string(), std::to_string(plan.capacity), std::to_string(plan.hour),
                    plan.currency, std::to_string(plan.amount_minor)});
    return id;
}

Uuid hold(storage::Connection &database, const Uuid &partner, const Uuid &slot, const std::string &key, int quantity,
          const std::string &reference)
{
    return hold_rows(database, partner, slot, {key}, quantity, reference).front();
}

std::vector<Uuid> hold_many(storage::Connection &database, const Uuid &partner, const Uuid &slot, int count,
                            const std::string &key_prefix)
{
    std::vector<std::string> keys;
    for (int number = 0; number < count; ++number)
        keys.push_back(key_prefix + std::to_string(number));
    return hold_rows(database, partner, slot, keys, 1, "ref");
}

std::string change(storage::Connection &database, const Uuid &reservation, const std::string &event,
                   const Uuid &partner, const std::string &key)
{
    return database
        .query("select o_outcome from holdfast.change_batch(array[$1::uuid], array[$2::text], array[$3::uuid], "
               "array[$4::text], array[sha256('body')], array['partner:test'], "
               "array['4bf92f3577b34da6a3ce929d0e0e4736'], array[null::text], array[null::text])",
               {reservation.to_string(), event, partner.to_string(), key})
        .text(0, 0);
}

void mark_as_sandbox(storage::Connection &database)
{
    database.run_script("insert into holdfast.sandbox (name) values ('test')");
}

} // namespace holdfast::test
