#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

// After Qt: moc 6.4 cannot read <compare> of libstdc++ 12 when it comes first.
#include "backend/core/uuid.h"

#include <optional>

/// How full slots are, as page Occupancy shows it.
namespace holdfast::models {

struct SeatCounts
{
    qint64 capacity = 0;
    qint64 held = 0;
    qint64 confirmed = 0;
    qint64 external = 0; ///< taken by another system; alone may push the sum over the capacity

    [[nodiscard]] qint64 taken() const { return held + confirmed + external; }
    [[nodiscard]] qint64 free() const { return capacity > taken() ? capacity - taken() : 0; }
    /// 1 is full; 0 where nothing is offered.
    [[nodiscard]] double utilisation() const { return capacity > 0 ? double(taken()) / double(capacity) : 0; }
    bool operator==(const SeatCounts &) const = default;
};

struct OccupancyCell
{
    qint64 slotCount = 0; ///< that start then; 0: nothing is offered
    SeatCounts seats;
    bool operator==(const OccupancyCell &) const = default;
};

struct OccupancyVendor
{
    Uuid id;
    QString name;
    QList<OccupancyCell> cells; ///< one for each step
    bool operator==(const OccupancyVendor &) const = default;
};

/// By vendor and time: a slot counts in the step where it starts.
struct OccupancyGrid
{
    QDateTime from; ///< of the first step
    qint64 stepSeconds = 3600;
    QDateTime now;  ///< of the database
    QList<OccupancyVendor> vendors; ///< the busiest first
    QList<OccupancyCell> all;       ///< of all vendors, also those not listed; one for each step
    qint64 vendorCount = 0;         ///< that offer anything in this time
    bool cut = false;               ///< too many slots: the end is missing

    [[nodiscard]] int steps() const { return int(all.size()); }
    [[nodiscard]] QDateTime at(int step) const { return from.addSecs(step * stepSeconds); }
    bool operator==(const OccupancyGrid &) const = default;
};

/// Steps from first to last, both included.
struct OccupancyBrush
{
    int first = 0;
    int last = 0;
    bool operator==(const OccupancyBrush &) const = default;
};

enum class OccupancySpan {
    Ahead, ///< an hour back, a day ahead, by the hour
    Day,   ///< from midnight, by the hour
    Week,  ///< from midnight, seven days by six hours
};

/// Where the span begins, `turns` spans later or earlier, and its steps. `now`: local time.
[[nodiscard]] OccupancyGrid emptyGrid(OccupancySpan span, int turns, const QDateTime &now);

} // namespace holdfast::models
