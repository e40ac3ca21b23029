#include "backend/booking/expire.h"

#include "backend/booking/batch.h"
#include "backend/core/trace.h"

#include <algorithm>

namespace holdfast::booking {

std::size_t expire(storage::Connection &connection, std::span<const Uuid> reservations, const std::string &actor)
{
    if (reservations.empty())
        return 0;
    const std::string trace_id = make_trace_id();
    std::vector<Change> changes;
    changes.reserve(reservations.size());
    for (const Uuid &id : reservations) {
        Change change;
        change.reservation_id = id;
        change.verb = Verb::Expire;
        change.actor = actor;
        change.trace_id = trace_id;
        change.reason = "deadline passed";
        changes.push_back(std::move(change));
    }
    std::vector<const Change *> batch;
    batch.reserve(changes.size());
    for (const Change &change : changes)
        batch.push_back(&change);
    const auto outcomes = run_batch(connection, batch);
    return static_cast<std::size_t>(std::ranges::count_if(
        outcomes, [](const Outcome &outcome) { return std::holds_alternative<Done>(outcome); }));
}

} // namespace holdfast::booking
