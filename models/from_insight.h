#pragma once

#include "models/live_status.h"
#include "models/reservation.h"

#include <map>
#include <string>
#include <vector>

namespace holdfast::insight {
struct Component;
struct EventRow;
struct InvariantResult;
struct ReservationFilter;
struct ReservationPage;
struct ReservationRow;
}

/// Backend values to the models' own, in one place.
namespace holdfast::models {

[[nodiscard]] Reservation toReservation(const insight::ReservationRow &row);
[[nodiscard]] ReservationPage toPage(const insight::ReservationPage &page, quint64 request);
[[nodiscard]] insight::ReservationFilter toFilter(const ReservationFilterSpec &spec);
/// What a transition is called: "hold", or an Event's name. Without a partner it does not say who holds.
[[nodiscard]] QString eventLabel(const std::string &event, const QString &partner);
[[nodiscard]] QList<ReservationEvent> toEvents(const std::vector<insight::EventRow> &rows, const QString &partner);
[[nodiscard]] StateCounts toCounts(const std::map<State, std::int64_t> &counts);
[[nodiscard]] QList<Component> toComponents(const std::vector<insight::Component> &components);
[[nodiscard]] VerifyReport toVerifyReport(const std::vector<insight::InvariantResult> &results);

} // namespace holdfast::models
