#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

#include <vector>

// 4.4: the worker is killed when the gateway has captured the requester's money and nobody has recorded it. Whoever comes
// after unwinds the commit, or finishes it where that is the policy.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string comes_to_its_end = "The reservation comes to its end";
constexpr auto crash_patience = 4s;
constexpr auto end_patience = 6s; ///< a lease lapses after 2 s
constexpr std::int64_t both_policies = 2;

/// The commit, and what was seen while its worker was dead.
struct Crash
{
    Answer answer;
    bool died = false;
    std::string requester_had;    ///< at the gateway
    std::string stood;            ///< the reservation
    std::int64_t recorded = 0;    ///< captured, by the database
    Answer another;               ///< who wanted the place meanwhile
};

std::int64_t captured_by_database(Context &context, const TwoPartyBooking &booking)
{
    const auto rows = context.oracle("payments_of_reservation", {booking.reservation.to_string()});
    std::int64_t captured = 0;
    for (std::size_t row = 0; row < rows.size(); ++row)
        captured += rows.integer(row, 3);
    return captured;
}

Crash crash_the_commit(Context &context, const TwoPartyBooking &booking)
{
    Crash crash;
    context.arm(Part::Worker, {"commit.after_capture", "crash"});
    const ReservationRequest confirm{booking.reservation, "confirm", context.next_name("confirm")};
    crash.answer = context.api().ask_together({&confirm, 1}, [&](std::size_t) {
        crash.died = context.wait_until([&] { return context.sandbox().pid(Part::Worker) == 0; }, crash_patience);
        crash.requester_had = money_at_gateway(context, booking, requester);
        crash.stood = state_of(context, booking);
        crash.recorded = captured_by_database(context, booking);
        crash.another = hold_by_another(context, booking);
        context.restart(Part::Worker);
    }).front();
    context.sample_resources();
    return crash;
}

void check_unwound(Context &context, const TwoPartyBooking &booking)
{
    check_money(context, booking, requester, {"succeeded", booking.requester_pays, booking.requester_pays},
                "The requester is refunded",
                {"What the dead worker captured was not found again.", "gateway_calls.json; logs/worker.log"});
    check_money(context, booking, vendor, {"canceled"}, "The vendor's authorization is voided",
                {"The dead commit's other authorization was left standing.", "holdfast.plan_unwinds; logs/worker.log"});
    check_free_again(context, booking);
}

void check_finished(Context &context, const TwoPartyBooking &booking)
{
    const Hint hint{"A commit that is finished after a crash captured twice, or not at all.",
                    "gateway_calls.json; logs/worker.log"};
    check_money(context, booking, requester, {"succeeded", booking.requester_pays, 0}, "The requester has paid once", hint);
    check_money(context, booking, vendor, {"succeeded", booking.vendor_pays, 0}, "The vendor has paid once", hint);
    const Answer next = hold_by_another(context, booking);
    context.check({"The place is sold", "409 SLOT_HELD", next.summary(), next.summary() == "409 SLOT_HELD",
                   Severity::Critical},
                  {"A confirmed reservation does not count.", "resources/sql/booking/functions/steps.sql"});
}

/// A booking whose commit dies, under one of the policies for that.
struct Case
{
    bool roll_forward = false;
    TwoPartyBooking booking;
    Crash crash = {};
};

std::vector<Case> authorize_each(Context &context)
{
    std::vector<Case> cases;
    for (const bool roll_forward : {false, true}) {
        const auto policy = context.parameter("roll_forward");
        if (policy != both_policies && (policy == 1) != roll_forward)
            continue;
        cases.push_back({roll_forward, hold_for_two(context)});
        authorize_both(context, cases.back().booking);
    }
    return cases;
}

/// One after another: what becomes of a dead commit goes by the policy of the moment it is found.
void crash_each(Context &context, std::vector<Case> &cases)
{
    for (Case &one : cases) {
        (void)context.database().query(resources::text("sql/scenarios/set_dead_commit.sql"),
                                       {one.roll_forward ? "roll_forward" : "compensate"});
        one.crash = crash_the_commit(context, one.booking);
        const bool ended = context.wait_until([&] { return state_of(context, one.booking) != "COMMITTING"; }, end_patience);
        if (!ended) { // the next would be found under its policy, and under the other one's
            cases.erase(cases.begin() + (&one - cases.data()) + 1, cases.end());
            return;
        }
    }
}

std::string suffix(const Case &one)
{
    return one.roll_forward ? ", rolled forward" : "";
}

void check_answers(Context &context, const Case &one)
{
    const State end = one.roll_forward ? State::Confirmed : State::FailedCommit;
    check_end(context, one.booking, {end, one.roll_forward ? 1 : 0}, comes_to_its_end + suffix(one));
    const std::string told = one.crash.answer.standing();
    const std::string expected = one.roll_forward ? "200, CONFIRMED" : "409 INVALID_STATE, FAILED_COMMIT";
    context.check({"The client is told" + suffix(one), expected, told, told == expected, Severity::High},
                  {"The result of the commit did not become the answer in time.", "backend/api; requests.jsonl"});
    const std::string another = one.crash.another.summary();
    context.check({"Nobody else got the place meanwhile" + suffix(one), "409 SLOT_HELD", another,
                   another == "409 SLOT_HELD", Severity::Critical},
                  {"A commit on its way does not count.", "resources/sql/booking/functions/hold.sql"});
}

void run(Context &context)
{
    std::vector<Case> cases;
    context.step("Book, and let both authorize", [&] { cases = authorize_each(context); });
    context.step("Kill the worker after a capture", [&] { crash_each(context, cases); });
    for (const Case &one : cases) {
        const Crash &crash = one.crash;
        context.must_have_happened("the worker died in the commit" + suffix(one), crash.died,
                                   crash.died ? "SIGKILL" : "it lives");
        context.must_have_happened("the gateway had captured, and the commit stood open" + suffix(one),
                                   crash.requester_had.starts_with("1 intent, succeeded") && crash.stood == "COMMITTING",
                                   "requester: " + crash.requester_had + "; recorded " + std::to_string(crash.recorded)
                                       + "; the reservation was " + crash.stood);
    }
    context.step("Judge the end", [&] {
        for (const Case &one : cases)
            check_answers(context, one);
    });
    context.step("Look into the books", [&] {
        for (const Case &one : cases) {
            if (one.roll_forward)
                check_finished(context, one.booking);
            else
                check_unwound(context, one.booking);
        }
        check_books(context);
    });
}

} // namespace

Scenario crash_before_commit()
{
    Scenario scenario;
    scenario.id = "4.4";
    scenario.title = "Crash between capture and commit";
    scenario.expectation = "When a worker is killed between the first capture and its record, the commit is unwound, or "
                           "finished where that is the policy: no money lost, no place sold twice.";
    scenario.area = "Compensation";
    scenario.parameters = {
        {"roll_forward", both_policies, 0, both_policies,
         "1: a dead commit is finished, where it can be; 0: it is unwound; 2: one of each"}};
    scenario.steps = {"Book, and let both authorize", "Kill the worker after a capture", "Judge the end",
                      "Look into the books"};
    scenario.saboteurs = {{"lease-never-lapses", "What a worker has taken is its own for ever, also when it is dead.",
                           "sql/saboteurs/lease_never_lapses.sql", "", comes_to_its_end}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
