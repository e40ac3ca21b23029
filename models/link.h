#pragma once

#include "models/reservation.h"

#include <optional>

namespace holdfast::models {

/// Where a number, a row or an entry of the palette leads.
struct Link
{
    QString page;                                ///< a page's name: "in-flight"
    std::optional<ReservationFilterSpec> filter; ///< page In flight: these rows
    std::optional<Uuid> reservation;             ///< select or show this one
    QString item;                                ///< what the page knows by this: a reason, a run, a file, a search text
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::Link)
