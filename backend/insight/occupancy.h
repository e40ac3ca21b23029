#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

/// Seats: what is offered and what has taken them. `external` may push the sum over the capacity.
struct Seats
{
    std::int64_t capacity = 0, held = 0, confirmed = 0, external = 0;

    [[nodiscard]] std::int64_t taken() const { return held + confirmed + external; }
    bool operator==(const Seats &) const = default;
};

/// What the slots that start within one step offer.
struct OccupancyStep
{
    int step = 0; ///< from 0
    std::int64_t slot_count = 0;
    Seats seats;
};

struct VendorOccupancy
{
    Uuid id;
    std::string name;
    std::vector<OccupancyStep> steps; ///< those with slots, by time
};

struct SlotOccupancy
{
    Uuid id;
    Uuid vendor_id;
    std::string vendor;
    std::string kind;
    Timestamp starts_at;
    Timestamp ends_at;
    Seats seats;
};

/// From, until before; at most 500 steps.
struct OccupancyRange
{
    Timestamp from;
    Timestamp to;
    std::chrono::seconds step{3600};
};

struct Occupancy
{
    std::vector<VendorOccupancy> vendors; ///< the busiest first: by seats taken
    std::vector<OccupancyStep> all;       ///< of all vendors, also those not told
    std::int64_t vendor_count = 0;        ///< that have slots in the range
    bool cut = false;                     ///< there are more slots than are looked at: the range's end is missing
};

inline constexpr std::int64_t most_slots_looked_at = 100'000;

/// How full the slots are that start in the range. `vendors`: 1 to 200 of them. Throws std::invalid_argument for a range
/// that is empty or has too many steps.
[[nodiscard]] Occupancy read_occupancy(storage::Connection &connection, const OccupancyRange &range,
                                       std::size_t vendors = 40);

/// The fullest slots that start in [from, to), of one vendor or all, among the first 100,000. `limit`: 1 to 500.
[[nodiscard]] std::vector<SlotOccupancy> list_fullest_slots(storage::Connection &connection, Timestamp from, Timestamp to,
                                                            const std::optional<Uuid> &vendor = {}, std::size_t limit = 100);

} // namespace holdfast::insight
