#include "backend/insight/overview.h"

#include "backend/core/reservation_state.h"
#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

namespace holdfast::insight {

namespace {

constexpr std::int64_t most_events = 10'000;
constexpr std::int64_t most_summed = 20'000;
constexpr std::int64_t most_slots = 20'000;

std::string interval_text(std::chrono::seconds span)
{
    return std::to_string(span.count()) + " seconds";
}

EventCounts read_events(storage::Connection &connection)
{
    const auto rows = connection.query(resources::text("sql/insight/recent_events.sql"),
                                       {interval_text(rates_over), std::to_string(most_events)});
    EventCounts counts;
    counts.over = rates_over;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto count = rows.integer(row, 2);
        counts.over = std::chrono::milliseconds(rows.integer(row, 3));
        if (rows.text(row, 0) == "extend")
            continue; // stays where it is
        switch (state_of(rows.text(row, 1))) {
        case State::Held:
            counts.held += count;
            break;
        case State::Confirmed:
            counts.confirmed += count;
            break;
        case State::Expired:
            counts.expired += count;
            break;
        case State::Released:
            counts.released += count;
            break;
        case State::Cancelled:
            counts.cancelled += count;
            break;
        case State::FailedVendorAuth:
        case State::FailedRequesterAuth:
        case State::FailedAvailabilityChanged:
        case State::FailedCommit:
            counts.failed += count;
            break;
        case State::VendorConfirmed:
        case State::VendorAuthorized:
        case State::AuthorizedBoth:
        case State::Committing:
            break;
        }
    }
    return counts;
}

MoneySums read_money(storage::Connection &connection, std::string_view file)
{
    const auto rows = connection.query(resources::text(file), {std::to_string(most_summed)});
    MoneySums money;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        money.sums.push_back({rows.text(row, 0), rows.integer(row, 1)});
        money.complete = rows.integer(row, 2) < most_summed;
    }
    return money;
}

Utilisation read_utilisation(storage::Connection &connection, const std::string &now)
{
    const auto rows = connection.query(resources::text("sql/insight/utilisation.sql"),
                                       {now, interval_text(coming), std::to_string(most_slots)});
    return {.slot_count = rows.integer(0, 0),
            .full_slots = rows.integer(0, 5),
            .capacity = rows.integer(0, 1),
            .held = rows.integer(0, 2),
            .confirmed = rows.integer(0, 3),
            .external = rows.integer(0, 4),
            .complete = rows.integer(0, 0) < most_slots};
}

} // namespace

Overview read_overview(storage::Connection &connection)
{
    storage::Transaction snapshot(connection, "begin isolation level repeatable read read only");
    const auto clock = connection.query("select holdfast.now()");
    const auto now = clock.text(0, 0);
    Overview overview;
    overview.now = clock.time(0, 0);
    overview.events = read_events(connection);
    const auto soonest = connection.query(resources::text("sql/insight/expiring_soon.sql"),
                                          {now, interval_text(soon), std::to_string(most_expiring)});
    overview.expiring_soon = soonest.integer(0, 0);
    overview.overdue = soonest.integer(0, 1);
    overview.in_flight = read_money(connection, "sql/insight/money_in_flight.sql");
    overview.authorized = read_money(connection, "sql/insight/money_authorized.sql");
    overview.utilisation = read_utilisation(connection, now);
    snapshot.commit();
    return overview;
}

} // namespace holdfast::insight
