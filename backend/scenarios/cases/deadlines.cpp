#include "backend/scenarios/cases/deadlines.h"

#include "resources/resources.h"

#include <exception>
#include <map>
#include <stdexcept>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

constexpr auto sweep_patience = 5s; ///< passes that end nothing are told of once a second

std::string microseconds(Timestamp moment)
{
    return std::to_string(moment.time_since_epoch().count());
}

/// In seconds; returns what it was.
std::int64_t set_deadline(Context &context, State state, std::int64_t seconds)
{
    return context.database()
        .query(resources::text("sql/scenarios/set_deadline.sql"), {std::string(name(state)), std::to_string(seconds)})
        .integer(0, 0);
}

} // namespace

Timestamp booking_now(Context &context)
{
    return context.database().query(resources::text("sql/scenarios/booking_now.sql")).time(0, 0);
}

Timestamp deadline_of(Context &context, const TwoPartyBooking &booking)
{
    const auto rows = context.database().query(resources::text("sql/scenarios/deadline_of_reservation.sql"),
                                               {booking.reservation.to_string()});
    const auto deadline = rows.empty() ? std::nullopt : rows.optional_time(0, 0);
    if (!deadline)
        throw std::runtime_error("the reservation has no deadline: it is " + state_of(context, booking));
    return *deadline;
}

void with_deadline(Context &context, std::span<const State> states, std::chrono::seconds deadline,
                   const std::function<void()> &work)
{
    if (deadline == 0s)
        return work();
    std::map<State, std::int64_t> before;
    for (const State state : states)
        before[state] = set_deadline(context, state, deadline.count());
    std::exception_ptr thrown;
    try {
        work();
    } catch (...) {
        thrown = std::current_exception();
    }
    for (const auto &[state, seconds] : before)
        (void)set_deadline(context, state, seconds);
    if (thrown)
        std::rethrow_exception(thrown);
}

void pass_until(Context &context, Timestamp moment)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - booking_now(context));
    if (left > 0ms)
        context.let_pass(left);
}

bool wait_for_sweep(Context &context, Timestamp moment)
{
    const auto sql = resources::text("sql/scenarios/count_sweeps_past.sql");
    return context.wait_until([&] { return context.database().query(sql, {microseconds(moment)}).integer(0, 0) > 0; },
                              sweep_patience);
}

void must_be_swept(Context &context, Timestamp moment, const std::string &name)
{
    const bool swept = wait_for_sweep(context, moment);
    (void)context.oracle("sweeps_past", {microseconds(moment)});
    context.must_have_happened(name, swept, "due by " + to_rfc3339(moment) + (swept ? "" : ", and no pass was told of"));
}

} // namespace holdfast::scenarios
