#pragma once

#include "backend/core/time.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

inline constexpr std::chrono::seconds soon = std::chrono::minutes(5);          ///< a deadline that near needs looking at
inline constexpr std::chrono::hours coming = std::chrono::hours(24) * 7;       ///< slots whose use is told
inline constexpr std::int64_t most_expiring = 5'000;                            ///< are counted: that many, or more
inline constexpr std::chrono::seconds rates_over = std::chrono::minutes(1);

/// What happened to reservations over a time: a minute, or less when too much happened in it to be counted.
struct EventCounts
{
    std::int64_t held = 0, confirmed = 0, failed = 0, expired = 0, released = 0, cancelled = 0;
    std::chrono::milliseconds over{0};

    [[nodiscard]] double per_minute(std::int64_t count) const
    {
        return over.count() > 0 ? static_cast<double>(count) * 60'000 / static_cast<double>(over.count()) : 0;
    }
};

struct MoneySum
{
    std::string currency;
    std::int64_t minor = 0;
};

/// Sums by currency; at least that much when there was more than could be summed.
struct MoneySums
{
    std::vector<MoneySum> sums;
    bool complete = true;
};

struct Utilisation
{
    std::int64_t slot_count = 0, full_slots = 0, capacity = 0, held = 0, confirmed = 0, external = 0;
    bool complete = true; ///< false: of the nearest slots only
};

/// What is first looked at. Every part is bounded and read by an index.
struct Overview
{
    Timestamp now; ///< holdfast.now()
    EventCounts events;
    std::int64_t expiring_soon = 0; ///< in flight, with a deadline within `soon` or before now; counted up to most_expiring
    std::int64_t overdue = 0;       ///< of these, those past it
    MoneySums in_flight;            ///< what those in flight are worth to their requesters
    MoneySums authorized;           ///< at the gateway, neither captured nor given back
    Utilisation utilisation;        ///< of the slots that start within `coming`
};

/// One snapshot; not within an open Transaction. Throws storage::DatabaseError.
[[nodiscard]] Overview read_overview(storage::Connection &connection);

} // namespace holdfast::insight
