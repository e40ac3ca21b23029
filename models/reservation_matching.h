#pragma once

#include "models/questions.h"
#include "models/reservation.h"

#include <functional>

namespace holdfast::models {

/// Everything that a filter finds, at the versions it is at now.
struct Matching
{
    QList<Reservation> rows;
    bool more = false; ///< there are more than were asked for
    QString error;     ///< plain words; then nothing is known
};

/// `then` is called once, unless `context` is gone or another environment is chosen. `most`: up to 5,000.
void askMatching(Questions &questions, QObject *context, const ReservationFilterSpec &filter, int most,
                 std::function<void(const Matching &)> then);

} // namespace holdfast::models
