#pragma once

#include "models/reservation.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace holdfast::views {

/// Filter, order and columns that a person gave a name to.
struct FilterView
{
    static constexpr qsizetype longestName = 40;
    static constexpr qsizetype most = 20;

    QString name;
    models::ReservationFilterSpec filter;
    QByteArray columns; ///< the table header's own; empty: as they are

    bool operator==(const FilterView &) const = default;
};

/// As the settings keep them.
[[nodiscard]] QByteArray toJson(const QList<FilterView> &views);
/// What cannot be read is left out.
[[nodiscard]] QList<FilterView> filterViewsFrom(const QByteArray &json);

} // namespace holdfast::views
