#include "backend/insight/occupancy.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <stdexcept>

namespace holdfast::insight {

namespace {

constexpr std::int64_t most_steps = 500;
constexpr std::size_t most_vendors = 200;
constexpr std::size_t most_fullest = 500;

Seats seats_of(const storage::Rows &rows, std::size_t row, std::size_t first_column)
{
    return {.capacity = rows.integer(row, first_column), .held = rows.integer(row, first_column + 1),
            .confirmed = rows.integer(row, first_column + 2), .external = rows.integer(row, first_column + 3)};
}

} // namespace

Occupancy read_occupancy(storage::Connection &connection, const OccupancyRange &range, std::size_t vendors)
{
    if (range.to <= range.from || range.step < std::chrono::minutes(1) || (range.to - range.from) / range.step > most_steps)
        throw std::invalid_argument("not a range that occupancy is told of");
    const auto rows = connection.query(
        resources::text("sql/insight/occupancy.sql"),
        {to_rfc3339(range.from), to_rfc3339(range.to), std::to_string(range.step.count()) + " seconds",
         std::to_string(most_slots_looked_at), std::to_string(std::clamp<std::size_t>(vendors, 1, most_vendors))});
    Occupancy occupancy;
    std::int64_t slots = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const OccupancyStep step{.step = static_cast<int>((rows.time(row, 4) - range.from) / range.step),
                                 .slot_count = rows.integer(row, 5), .seats = seats_of(rows, row, 6)};
        if (rows.is_null(row, 0)) {
            occupancy.vendor_count = rows.integer(row, 10);
            occupancy.all.push_back(step);
            slots += step.slot_count;
            continue;
        }
        const auto vendor = rows.uuid(row, 0);
        if (occupancy.vendors.empty() || occupancy.vendors.back().id != vendor)
            occupancy.vendors.push_back({.id = vendor, .name = rows.text(row, 1), .steps = {}});
        occupancy.vendors.back().steps.push_back(step);
    }
    occupancy.cut = slots >= most_slots_looked_at;
    return occupancy;
}

std::vector<SlotOccupancy> list_fullest_slots(storage::Connection &connection, Timestamp from, Timestamp to,
                                              const std::optional<Uuid> &vendor, std::size_t limit)
{
    const auto rows = connection.query(
        resources::text("sql/insight/occupancy_slots.sql"),
        {to_rfc3339(from), to_rfc3339(to), vendor ? storage::Param(vendor->to_string()) : std::nullopt,
         std::to_string(most_slots_looked_at), std::to_string(std::clamp<std::size_t>(limit, 1, most_fullest))});
    std::vector<SlotOccupancy> slots;
    for (std::size_t row = 0; row < rows.size(); ++row)
        slots.push_back({.id = rows.uuid(row, 0), .vendor_id = rows.uuid(row, 1), .vendor = rows.text(row, 2),
                         .kind = rows.text(row, 3), .starts_at = rows.time(row, 4), .ends_at = rows.time(row, 5),
                         .seats = seats_of(rows, row, 6)});
    return slots;
}

} // namespace holdfast::insight
