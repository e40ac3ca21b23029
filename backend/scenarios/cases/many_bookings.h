#pragma once

#include "backend/scenarios/cases/two_party_booking.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

/// What the scenarios that break things under many paid bookings have in common: they are taken along together, and in the
/// end judged together, by the gateway's books, the database and the API.
namespace holdfast::scenarios {

using Bookings = std::vector<TwoPartyBooking>;

/// Each asks for the same, all at once; the answers in their order. `sent` is told how many have been sent, after each.
std::vector<Answer> ask_each(Context &context, const Bookings &bookings, const std::string &verb,
                             const Crowd::Sent &sent = {});
/// Those that two parties pay for.
[[nodiscard]] Bookings of_two_parties(const Bookings &bookings);
/// The vendors confirm, and every party authorizes, while all is well. Throws std::runtime_error when that does not work.
void let_all_authorize(Context &context, const Bookings &bookings);

/// Until no operation of this kind waits any more; false when its time is over first.
bool wait_for_work(Context &context, const char *kind, std::chrono::milliseconds patience);
/// Until nothing is on its way, and repair has gone over all of it since; how long that took is a metric.
void wait_for_rest(Context &context, std::chrono::milliseconds patience);

/// Nothing is on its way, waits or was given up.
void check_all_ended(Context &context);
/// Every party of an ended reservation has its money back on record. So many were refunded and voided.
struct Compensated
{
    std::size_t refunded = 0;
    std::size_t voided = 0;
};
Compensated check_compensated(Context &context);
/// Somebody else wants each of the places, and gets those that are not sold.
void check_places(Context &context, const Bookings &bookings);
[[nodiscard]] std::size_t count_confirmed(Context &context, const Bookings &bookings);

} // namespace holdfast::scenarios
