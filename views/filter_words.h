#pragma once

#include "models/reservation.h"

#include <QList>
#include <QString>

namespace holdfast::views {

/// A filter one click away. The order goes with it.
struct FilterPreset
{
    QString label;
    models::ReservationFilterSpec filter;
};

[[nodiscard]] QList<FilterPreset> filterPresets();

/// Whether both narrow down alike; order and limit aside.
[[nodiscard]] bool narrowsAlike(const models::ReservationFilterSpec &a, const models::ReservationFilterSpec &b);

/// One thing a filter narrows down: "deadline", "< 15 min", and what is left without it.
struct FilterPart
{
    QString subject; ///< empty when the value says it all
    QString value;
    models::ReservationFilterSpec without;
};

[[nodiscard]] QList<FilterPart> partsOf(const models::ReservationFilterSpec &filter);

/// "past deadline": what a deadline within no time means.
[[nodiscard]] QString pastDeadline();

/// "15 min", "2 h", "1 d", "45 s".
[[nodiscard]] QString shortDuration(std::chrono::seconds duration);

[[nodiscard]] QString labelOf(State state);
[[nodiscard]] QList<State> endedStates();
/// In flight or confirmed: what takes seats of its slot.
[[nodiscard]] QList<State> seatedStates();

} // namespace holdfast::views
