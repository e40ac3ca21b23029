#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/scenarios/cases/two_party_booking.h"

#include <chrono>
#include <functional>
#include <span>

/// What the scenarios about time have in common: when something falls due, and who looked at it then. All times are booking
/// time, the database's holdfast.now().
namespace holdfast::scenarios {

[[nodiscard]] Timestamp booking_now(Context &context);
/// Throws std::runtime_error for a reservation that is at rest.
[[nodiscard]] Timestamp deadline_of(Context &context, const TwoPartyBooking &booking);

/// Whoever comes into one of these states while `work` runs has so long there; zero: as long as the system gives it.
void with_deadline(Context &context, std::span<const State> states, std::chrono::seconds deadline,
                   const std::function<void()> &work);

void pass_until(Context &context, Timestamp moment);

/// Waits until a pass of the expiry worker has looked at everything due by `moment` and said that it left nothing behind;
/// false when none does within some seconds.
[[nodiscard]] bool wait_for_sweep(Context &context, Timestamp moment);
/// The same as a condition of this name.
void must_be_swept(Context &context, Timestamp moment, const std::string &name);

} // namespace holdfast::scenarios
