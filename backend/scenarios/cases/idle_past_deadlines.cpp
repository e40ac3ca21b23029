#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/deadlines.h"
#include "backend/scenarios/money_oracle.h"
#include "backend/storage/connection.h"

#include <algorithm>
#include <array>

// 2.3: reservations that nobody brings any further, one in each state that the clock can end. Each expires, its place is free
// again and its money is let go of, by the first pass of the expiry worker after its deadline.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string in_one_sweep = "Each ended within one sweep";
const std::string no_funds = "No funds are held at the gateway";
constexpr std::array idle_states = {State::Held, State::VendorConfirmed, State::VendorAuthorized, State::AuthorizedBoth};
constexpr std::size_t intents_held = 3; ///< one vendor's, and both of who authorized both
constexpr auto clearly_past = 1s;
constexpr auto void_patience = 3s;

/// One booking for each of the states, in their order.
using Bookings = std::array<TwoPartyBooking, idle_states.size()>;

/// All but the last step of each, while there is time; then the last ones, one right after another.
Bookings leave_idle(Context &context)
{
    Bookings bookings;
    for (std::size_t i = 1; i < bookings.size(); ++i)
        bookings[i] = hold_for_two(context);
    for (std::size_t i = 2; i < bookings.size(); ++i)
        confirm_by_vendor(context, bookings[i]);
    authorize(context, bookings[3], vendor);
    with_deadline(context, idle_states, std::chrono::seconds(context.parameter("ttl_s")), [&] {
        authorize(context, bookings[3], requester);
        authorize(context, bookings[2], vendor);
        confirm_by_vendor(context, bookings[1]);
        bookings[0] = hold_for_two(context);
    });
    return bookings;
}

/// "HELD, VENDOR_CONFIRMED": where they stand, in their order.
std::string states_of(Context &context, const Bookings &bookings)
{
    std::string states;
    for (const TwoPartyBooking &booking : bookings)
        states += (states.empty() ? "" : ", ") + state_of(context, booking);
    return states;
}

std::size_t count_holding(const std::vector<GatewayIntent> &intents, const Bookings &bookings)
{
    return static_cast<std::size_t>(std::ranges::count_if(intents, [&](const GatewayIntent &intent) {
        return intent.status == "requires_capture"
               && std::ranges::any_of(bookings, [&](const TwoPartyBooking &booking) {
                      return booking.reservation.to_string() == intent.reservation;
                  });
    }));
}

void check_ends(Context &context, const Bookings &bookings)
{
    for (std::size_t i = 0; i < bookings.size(); ++i)
        check_end(context, bookings[i], {State::Expired},
                  "Idle in " + std::string(name(idle_states[i])) + " it expires, and its slot is released");
    std::vector<storage::Param> ids;
    for (const TwoPartyBooking &booking : bookings)
        ids.emplace_back(booking.reservation.to_string());
    const auto rows = context.oracle("ends_by_sweep", {storage::array_literal(ids)});
    std::string observed;
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows.text(row, 2) != "expire" || !rows.boolean(row, 5))
            observed += (observed.empty() ? "" : ", ") + std::string(name(idle_states[row])) + " by "
                        + rows.text(row, 2) + (rows.boolean(row, 5) ? "" : ", not by the first pass after its deadline");
    context.check({in_one_sweep, "4 by the first pass after their deadlines", observed.empty() ? "4 by it" : observed,
                   observed.empty() && rows.size() == bookings.size(), Severity::Critical},
                  {"The expiry worker left out what was due, and said that nothing was left.",
                   "holdfast.lease_due; holdfast.record_sweep; logs/worker.log"});
}

void check_money_back(Context &context, const Bookings &bookings)
{
    (void)context.wait_until([&] { return count_holding(context.sandbox().gateway().intents(), bookings) == 0; },
                             void_patience);
    const auto holding = count_holding(context.books(), bookings);
    context.check({no_funds, "0 of " + std::to_string(intents_held) + " authorizations stand",
                   std::to_string(holding) + " of " + std::to_string(intents_held) + " stand", holding == 0,
                   Severity::Critical},
                  {"Expiring planned no unwind, or nobody performed it.",
                   "holdfast.plan_unwinds; logs/worker.log; gateway_calls.json"});
    check_books(context);
}

void check_free(Context &context, const Bookings &bookings)
{
    std::string observed;
    for (const TwoPartyBooking &booking : bookings)
        observed += (observed.empty() ? "" : ", ") + hold_by_another(context, booking).summary();
    context.check({"Every place can be held again", "201, 201, 201, 201", observed, observed == "201, 201, 201, 201",
                   Severity::Critical},
                  {"Expiring did not give the place back.", "resources/sql/booking/functions/steps.sql"});
}

void run(Context &context)
{
    Bookings bookings;
    Timestamp last_deadline{};
    context.step("Leave one idle in each state", [&] {
        bookings = leave_idle(context);
        for (const TwoPartyBooking &booking : bookings)
            last_deadline = std::max(last_deadline, deadline_of(context, booking));
        context.sample_resources();
    });
    const std::string idle = states_of(context, bookings);
    context.must_have_happened("one was idle in each state",
                               idle == "HELD, VENDOR_CONFIRMED, VENDOR_AUTHORIZED, AUTHORIZED_BOTH", idle);
    const auto held = count_holding(context.books(), bookings);
    context.must_have_happened("the gateway held funds", held == intents_held, std::to_string(held) + " authorizations");

    context.step("Let every deadline go by", [&] {
        pass_until(context, last_deadline + clearly_past);
        must_be_swept(context, last_deadline, "a sweep was completed after every deadline");
    });
    context.step("Judge the ends", [&] { check_ends(context, bookings); });
    context.step("Look into the books", [&] { check_money_back(context, bookings); });
    context.step("Hold again", [&] { check_free(context, bookings); });
}

} // namespace

Scenario idle_past_deadlines()
{
    Scenario scenario;
    scenario.id = "2.3";
    scenario.title = "Idle past every deadline";
    scenario.expectation = "Reservations idle in each state expire with the first sweep after their deadline: slots "
                           "released, no funds held.";
    scenario.area = "Deadlines";
    scenario.parameters = {
        {"ttl_s", 0, 0, 3'600, "how long each may stay where it is, in seconds; 0: as long as the system gives"}};
    scenario.steps = {"Leave one idle in each state", "Let every deadline go by", "Judge the ends", "Look into the books",
                      "Hold again"};
    scenario.saboteurs = {{"sweep-expires-nothing",
                           "The expiry worker makes its passes, ends nothing, and says that nothing was left.",
                           "sql/saboteurs/sweep_expires_nothing.sql", "", in_one_sweep},
                          {"expiry-skips-void",
                           "What was authorized is not given back when a reservation expires: nobody plans it, and no "
                           "second look finds it.",
                           "sql/saboteurs/expiry_skips_void.sql", "", no_funds}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
