#include "tests/acts/stage.h"

#include "tests/insight/plant.h"

#include <QtGlobal>

namespace holdfast::test {

Stage::Stage(storage::Connection &given)
    : database(given),
      partner(plant_partner(given, "partner")),
      vendor(plant_vendor(given, "vendor")),
      slot(Uuid::make_v7())
{
    database.query(
        "insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement, currency, "
        "requester_amount_minor, vendor_amount_minor) values ($1, $2, 'event', '2031-01-01', '2031-01-02', 5000, "
        "'two_party', 'EUR', 1500, 700)",
        {slot.to_string(), vendor.to_string()});
}

Uuid Stage::hold()
{
    return test::hold(database, partner, slot, "stage-" + std::to_string(++made_));
}

Uuid Stage::vendor_confirmed()
{
    const auto id = hold();
    if (change(id, "vendor_confirm") != "DONE")
        qFatal("not confirmed by the vendor");
    return id;
}

Uuid Stage::vendor_authorized()
{
    const auto id = vendor_confirmed();
    authorize(id, "vendor");
    return id;
}

Uuid Stage::authorized_both()
{
    const auto id = vendor_authorized();
    authorize(id, "requester");
    return id;
}

Uuid Stage::committing()
{
    const auto id = authorized_both();
    if (change(id, "confirm") != "DONE")
        qFatal("not committed");
    return id;
}

Uuid Stage::confirmed()
{
    const auto id = committing();
    if (commit(id) != "CONFIRMED")
        qFatal("not confirmed");
    return id;
}

Uuid Stage::released_unwinding()
{
    const auto id = vendor_authorized();
    if (change(id, "release") != "DONE")
        qFatal("not released");
    return id;
}

Uuid Stage::in_state(State state)
{
    switch (state) {
    case State::Held:
        return hold();
    case State::VendorConfirmed:
        return vendor_confirmed();
    case State::VendorAuthorized:
        return vendor_authorized();
    case State::AuthorizedBoth:
        return authorized_both();
    case State::Committing:
        return committing();
    default:
        qFatal("not in flight");
    }
}

std::string Stage::change(const Uuid &reservation, const std::string &verb, const std::string &argument)
{
    return database
        .query("select o_outcome from holdfast.change_batch(array[$1::uuid], array[$2], array[null::uuid], "
               "array[null::text], array[null::bytea], array['test'], array['t'], array[null::text], array[$3::text])",
               {reservation.to_string(), verb, argument.empty() ? storage::Param() : storage::Param(argument)})
        .text(0, 0);
}

void Stage::authorize(const Uuid &reservation, const std::string &party, const std::string &capture_before)
{
    if (change(reservation, "authorize_" + party, "pm_card_visa") != "DONE")
        qFatal("no authorization planned");
    const auto leased = lease(reservation, "authorize");
    const auto recorded = database.query(
        "select holdfast.record_authorization($1, $2, 'AUTHORIZED', $3, 'requires_capture', $4, "
        "nullif($5, 'infinity')::timestamptz, null, 'test')",
        {leased.operation.to_string(), leased.fence, "pi_" + party + "_" + reservation.to_string(),
         party == "vendor" ? "700" : "1500", capture_before});
    if (recorded.text(0, 0) != "RECORDED")
        qFatal("not recorded: %s", recorded.text(0, 0).c_str());
}

std::string Stage::commit(const Uuid &reservation, const Lease &leased)
{
    for (const std::string party : {"requester", "vendor"})
        database.query("select holdfast.record_capture($1, $2, $3, $4, 'succeeded', $5)",
                       {leased.operation.to_string(), leased.fence, party,
                        "pi_" + party + "_" + reservation.to_string(), party == "vendor" ? "700" : "1500"});
    return database
        .query("select holdfast.record_commit($1, $2, 'CAPTURED', false, null, 'test')",
               {leased.operation.to_string(), leased.fence})
        .text(0, 0);
}

Stage::Lease Stage::lease(const Uuid &reservation, const std::string &kind)
{
    const auto rows = database.query(
        "select o_id, o_fence from holdfast.lease_operations(gen_random_uuid(), array[$2], 1000, '1 minute') "
        "where o_reservation = $1",
        {reservation.to_string(), kind});
    if (rows.size() != 1)
        qFatal("there is no such operation to lease");
    return {rows.uuid(0, 0), rows.text(0, 1)};
}

Uuid Stage::give_up(const Uuid &reservation, const std::string &kind)
{
    const auto leased = lease(reservation, kind);
    const auto said = database.query("select holdfast.postpone_operation($1, $2, '0', true, 0, 0, 'no answer', 'test')",
                                     {leased.operation.to_string(), leased.fence});
    if (said.text(0, 0) != "DEAD")
        qFatal("not given up: %s", said.text(0, 0).c_str());
    return leased.operation;
}

std::string Stage::text(std::string_view sql, const std::string &parameter)
{
    const auto rows = parameter.empty() ? database.query(sql) : database.query(sql, {parameter});
    return rows.empty() ? "(no row)" : rows.optional_text(0, 0).value_or("(null)");
}

std::string Stage::state_of(const Uuid &reservation)
{
    return text("select state from holdfast.reservation where id = $1", reservation.to_string());
}

std::int32_t Stage::version_of(const Uuid &reservation)
{
    return std::stoi(text("select version from holdfast.reservation where id = $1", reservation.to_string()));
}

std::int64_t Stage::audit_count()
{
    return std::stoll(text("select count(*) from holdfast.audit_entry"));
}

} // namespace holdfast::test
