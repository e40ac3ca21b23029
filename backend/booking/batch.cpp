#include "backend/booking/batch.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <stdexcept>

namespace holdfast::booking {

namespace {

using storage::Param;

/// One array parameter: a field of every command, in order.
template <typename Command, typename Field>
std::string column(std::span<const Command *const> commands, Field field)
{
    std::vector<Param> cells;
    cells.reserve(commands.size());
    for (const Command *command : commands)
        cells.push_back(field(*command));
    return storage::array_literal(cells);
}

std::optional<ErrorCode> refusal_code(const std::string &outcome)
{
    // An expiry that is not due is the sweeper's own affair: somebody was there first, or the deadline moved.
    return outcome == "NOT_DUE" ? ErrorCode::InvalidState : parse_error_code(outcome);
}

Outcome read_outcome(const storage::Rows &rows, std::size_t row, bool of_change)
{
    // The last is the slot's version where a hold was asked for, and the operation where a change was.
    enum Column : std::size_t { Ordinal, Code, Replayed, Id, StateName, Slot, Quantity, Version, Deadline, Last };
    const std::string &outcome = rows.text(row, Code);
    std::optional<State> state;
    if (const auto name = rows.optional_text(row, StateName))
        state = parse_state(*name);

    if (outcome == "DONE") {
        if (!state)
            throw std::logic_error("the database answered a command with a state this program does not know");
        Reservation reservation;
        reservation.id = rows.uuid(row, Id);
        reservation.state = *state;
        reservation.slot_id = rows.uuid(row, Slot);
        reservation.quantity = static_cast<std::int32_t>(rows.integer(row, Quantity));
        reservation.version = rows.is_null(row, Version) ? 0 : static_cast<std::int32_t>(rows.integer(row, Version));
        reservation.expires_at = rows.optional_time(row, Deadline);
        Done done{reservation, rows.boolean(row, Replayed), {}};
        if (of_change && !rows.is_null(row, Last))
            done.operation = rows.uuid(row, Last);
        return done;
    }
    const auto code = refusal_code(outcome);
    if (!code)
        throw std::logic_error("the database refused a command with an unknown code: " + outcome);
    Refused refused{*code, {}, {}, {}};
    if (*code == ErrorCode::InvalidState)
        refused.state = state;
    if (*code == ErrorCode::AvailabilityChanged)
        refused.slot_version = rows.integer(row, Last);
    if (*code == ErrorCode::ValidationFailed)
        refused.detail = "quantity: So many cost more than one payment can be.";
    return refused;
}

std::vector<Outcome> read_outcomes(const storage::Rows &rows, std::size_t expected, bool of_changes)
{
    std::vector<std::optional<Outcome>> by_ordinal(expected);
    for (std::size_t row = 0; row < rows.size(); ++row)
        by_ordinal.at(static_cast<std::size_t>(rows.integer(row, 0) - 1)) = read_outcome(rows, row, of_changes);
    std::vector<Outcome> outcomes;
    outcomes.reserve(expected);
    for (auto &outcome : by_ordinal)
        outcomes.push_back(std::move(outcome.value()));
    return outcomes;
}

} // namespace

std::string_view name(Verb verb)
{
    switch (verb) {
    case Verb::Confirm:
        return "confirm";
    case Verb::VendorConfirm:
        return "vendor_confirm";
    case Verb::AuthorizeVendor:
        return "authorize_vendor";
    case Verb::AuthorizeRequester:
        return "authorize_requester";
    case Verb::Release:
        return "release";
    case Verb::Expire:
        return "expire";
    case Verb::Cancel:
        return "cancel";
    }
    return {};
}

std::vector<Outcome> run_batch(storage::Connection &connection, std::span<const Hold *const> holds)
{
    const std::array<Param, 11> params = {
        column(holds, [](const Hold &hold) { return hold.reservation_id.to_string(); }),
        column(holds, [](const Hold &hold) { return hold.partner_id.to_string(); }),
        column(holds, [](const Hold &hold) { return hold.slot_id.to_string(); }),
        column(holds, [](const Hold &hold) { return std::to_string(hold.quantity); }),
        column(holds, [](const Hold &hold) { return hold.key; }),
        column(holds, [](const Hold &hold) { return storage::bytea_literal(hold.fingerprint); }),
        column(holds, [](const Hold &hold) { return hold.partner_booking_ref; }),
        column(holds, [](const Hold &hold) { return hold.requester_id; }),
        column(holds,
               [](const Hold &hold) {
                   return hold.availability_version ? Param(std::to_string(*hold.availability_version)) : Param();
               }),
        column(holds, [](const Hold &hold) { return hold.actor; }),
        column(holds, [](const Hold &hold) { return hold.trace_id; }),
    };
    return read_outcomes(connection.query(resources::text("sql/booking/queries/hold.sql"), params), holds.size(), false);
}

std::vector<Outcome> run_batch(storage::Connection &connection, std::span<const Change *const> changes)
{
    const std::array<Param, 9> params = {
        column(changes, [](const Change &change) { return change.reservation_id.to_string(); }),
        column(changes, [](const Change &change) { return std::string(name(change.verb)); }),
        column(changes,
               [](const Change &change) { return change.partner_id ? Param(change.partner_id->to_string()) : Param(); }),
        column(changes, [](const Change &change) { return change.key; }),
        column(changes, [](const Change &change) { return storage::bytea_literal(change.fingerprint); }),
        column(changes, [](const Change &change) { return change.actor; }),
        column(changes, [](const Change &change) { return change.trace_id; }),
        column(changes, [](const Change &change) { return change.reason; }),
        column(changes, [](const Change &change) { return change.payment_method; }),
    };
    return read_outcomes(connection.query(resources::text("sql/booking/queries/change.sql"), params), changes.size(),
                         true);
}

} // namespace holdfast::booking
