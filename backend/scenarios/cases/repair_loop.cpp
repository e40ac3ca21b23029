#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

// 3.4: a reservation for each thing that can be left behind: an answer that was lost, work of a dead worker, a commit that
// nobody finishes, a forgotten hold, an end without its unwind. Nobody but the system puts it right.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string lost_is_found = "An authorization whose answer and webhook were lost is found again, not made twice";
const std::string dead_is_succeeded = "What a dead worker had taken is taken up";
const std::string commit_is_ended = "A commit that nobody finishes is ended and unwound";
const std::string hold_expires = "A hold left behind expires";
const std::string unwind_is_planned = "An end whose unwinds were lost gives the money back all the same";

constexpr auto crash_patience = 4s;
constexpr auto repair_patience = 10s;
constexpr auto past_deadlines = 16min;            ///< of a hold and of a commit
constexpr std::uint64_t tries_of_one_attempt = 3; ///< how often the gateway's client repeats a call by itself

struct Bookings
{
    TwoPartyBooking lost, dead, stuck, left, ended;
};

/// Where it stands by the database, and what each party has at the gateway.
std::string describe(Context &context, const TwoPartyBooking &booking)
{
    return state_of(context, booking) + "; vendor: " + money_at_gateway(context, booking, vendor)
           + "; requester: " + money_at_gateway(context, booking, requester);
}

std::string paid(const TwoPartyBooking &booking)
{
    const auto one = [](std::int64_t amount) {
        return "1 intent, succeeded, captured " + std::to_string(amount) + ", refunded 0";
    };
    return "CONFIRMED; vendor: " + one(booking.vendor_pays) + "; requester: " + one(booking.requester_pays);
}

std::string given_back(State state)
{
    const std::string one = "1 intent, canceled, captured 0, refunded 0";
    return std::string(name(state)) + "; vendor: " + one + "; requester: " + one;
}

void check_repaired(Context &context, const std::string &check, const TwoPartyBooking &booking,
                    const std::string &expected, const Hint &hint)
{
    (void)context.wait_until([&] { return describe(context, booking) == expected; }, repair_patience);
    const std::string observed = describe(context, booking);
    context.check({check, expected, observed, observed == expected, Severity::Critical}, hint);
}

/// The gateway makes the vendor's intent, and each of its answers is lost, as is its word of it.
void lose_answer(Context &context, const TwoPartyBooking &booking)
{
    context.break_gateway({"create", "drop_after", vendor, booking.reservation, 1, tries_of_one_attempt});
    context.break_gateway({"webhook", "lose", "", std::nullopt, 1, 2});
    (void)context.api().ask(authorization(booking, vendor, context.next_name("lost-authorization")));
}

/// The worker that made the vendor's intent dies before it has told anybody.
void kill_worker(Context &context, const TwoPartyBooking &booking)
{
    bool died = false;
    std::string had;
    context.arm(Part::Worker, {"payment.after_call", "crash"});
    const ReservationRequest wanted = authorization(booking, vendor, context.next_name("dead-authorization"));
    (void)context.api().ask_together({&wanted, 1}, [&](std::size_t) {
        died = context.wait_until([&] { return context.sandbox().pid(Part::Worker) == 0; }, crash_patience);
        had = money_at_gateway(context, booking, vendor);
        context.restart(Part::Worker);
    });
    context.must_have_happened("a worker died with an authorization in its hands", died && had.starts_with("1 intent"),
                               died ? "SIGKILL; vendor: " + had : "it lives");
}

/// While no worker is there, one reservation ends and its unwinds are lost, and another one's commit is put off for longer
/// than anybody waits.
void break_behind_workers(Context &context, const Bookings &bookings)
{
    context.pause(Part::Worker);
    const Answer released = context.api().release(bookings.ended.reservation, context.next_name("release"));
    const auto unwinds = context.oracle("forget_unwinds", {bookings.ended.reservation.to_string()}).integer(0, 0);
    (void)context.api().confirm(bookings.stuck.reservation, context.next_name("confirm"));
    const auto commits = context.oracle("put_off_commit", {bookings.stuck.reservation.to_string()}).integer(0, 0);
    const std::string stood = state_of(context, bookings.stuck);
    const std::string held = money_at_gateway(context, bookings.ended, requester);
    context.resume(Part::Worker);
    context.must_have_happened("a released reservation has lost its unwinds, its money still held",
                               unwinds == 2 && released.status == 200 && held.starts_with("1 intent, requires_capture"),
                               std::to_string(unwinds) + " unwinds; requester: " + held);
    context.must_have_happened("a commit that nobody will take stands open", commits == 1 && stood == "COMMITTING",
                               std::to_string(commits) + " put off; the reservation was " + stood);
}

/// What was interrupted in its authorization goes on as if nothing had been.
void go_on(Context &context, const TwoPartyBooking &booking)
{
    (void)context.wait_until([&] { return state_of(context, booking) == "VENDOR_AUTHORIZED"; }, repair_patience);
    (void)context.api().ask(authorization(booking, requester, context.next_name("go-on")));
    (void)context.api().confirm(booking.reservation, context.next_name("go-on-confirm"));
}

void check_unfinished(Context &context)
{
    std::string observed;
    const auto look = [&] {
        const auto rows = context.database().query(resources::text("sql/scenarios/count_unfinished.sql"));
        observed =
            rows.text(0, 0) + " in flight, " + rows.text(0, 1) + " operations open, " + rows.text(0, 2) + " given up";
        return observed == "0 in flight, 0 operations open, 0 given up";
    };
    const bool none = context.wait_until(look, repair_patience);
    context.check(
        {"Everything has come to an end", "0 in flight, 0 operations open, 0 given up", observed, none,
         Severity::Critical},
        {"Something is stuck that no repair looks for.", "after.json; resources/sql/booking/functions/operations.sql"});
}

void check_places(Context &context, const Bookings &bookings)
{
    std::string observed;
    for (const TwoPartyBooking *one :
         {&bookings.lost, &bookings.dead, &bookings.stuck, &bookings.left, &bookings.ended})
        observed += (observed.empty() ? "" : ", ") + hold_by_another(context, *one).summary();
    const std::string expected = "409 SLOT_HELD, 409 SLOT_HELD, 201, 201, 201";
    context.check(
        {"Places are sold, or free again", expected, observed, observed == expected, Severity::Critical},
        {"A repair did not give a place back, or gave one away.", "resources/sql/booking/functions/steps.sql"});
}

void run(Context &context)
{
    Bookings bookings;
    context.step("Book", [&] {
        for (TwoPartyBooking *one : {&bookings.lost, &bookings.dead, &bookings.stuck, &bookings.left, &bookings.ended})
            *one = hold_for_two(context);
        for (const TwoPartyBooking *one : {&bookings.lost, &bookings.dead})
            confirm_by_vendor(context, *one);
        for (const TwoPartyBooking *one : {&bookings.stuck, &bookings.ended})
            authorize_both(context, *one);
    });
    context.step("Break each in its own way", [&] {
        lose_answer(context, bookings.lost);
        kill_worker(context, bookings.dead);
        break_behind_workers(context, bookings);
        context.sample_resources();
    });
    context.step("Let work be taken up", [&] {
        go_on(context, bookings.lost);
        go_on(context, bookings.dead);
        check_repaired(
            context, lost_is_found, bookings.lost, paid(bookings.lost),
            {"An attempt of unknown outcome was repeated under another key.", "gateway_calls.json; logs/worker.log"});
        check_repaired(context, dead_is_succeeded, bookings.dead, paid(bookings.dead),
                       {"A lease of a dead worker does not lapse.", "holdfast.lease_operations; logs/worker.log"});
        check_repaired(context, unwind_is_planned, bookings.ended, given_back(State::Released),
                       {"Nobody looks for ends without an unwind.", "holdfast.plan_missing_unwinds; logs/worker.log"});
    });
    context.step("Let deadlines pass", [&] {
        context.must_have_happened("a hold was left behind", state_of(context, bookings.left) == "HELD",
                                   state_of(context, bookings.left));
        context.let_pass(past_deadlines);
        check_repaired(context, commit_is_ended, bookings.stuck, given_back(State::FailedCommit),
                       {"Nobody ends a commit past its deadline.", "holdfast.end_overdue_commits; logs/worker.log"});
        check_repaired(context, hold_expires, bookings.left, "EXPIRED; vendor: no intent; requester: no intent",
                       {"The sweep does not see it.", "holdfast.lease_due; logs/worker.log"});
    });
    context.step("See that nothing is left", [&] {
        check_unfinished(context);
        check_places(context, bookings);
        check_books(context);
    });
}

} // namespace

Scenario repair_loop()
{
    Scenario scenario;
    scenario.id = "3.4";
    scenario.title = "Repair loop";
    scenario.expectation =
        "Whatever is left behind, by a lost answer, a dead worker, a commit nobody finishes, a forgotten "
        "hold or a lost unwind, the system brings to its end by itself.";
    scenario.area = "Failure and recovery";
    scenario.steps = {"Book", "Break each in its own way", "Let work be taken up", "Let deadlines pass",
                      "See that nothing is left"};
    scenario.saboteurs = {{"fresh-gateway-key", "Attempts of one authorization share no idempotency key.", "",
                           "sabotage.fresh_gateway_key", lost_is_found},
                          {"lease-never-lapses", "What a worker has taken is its own for ever, also when it is dead.",
                           "sql/saboteurs/lease_never_lapses.sql", "", dead_is_succeeded},
                          {"overdue-commits-ignored", "Repair does not look for commits past their deadline.",
                           "sql/saboteurs/overdue_commits_ignored.sql", "", commit_is_ended},
                          {"sweep-expires-nothing", "The expiry worker makes its passes and ends nothing.",
                           "sql/saboteurs/sweep_expires_nothing.sql", "", hold_expires},
                          {"missing-unwinds-ignored", "Repair does not look for ends without an unwind.",
                           "sql/saboteurs/missing_unwinds_ignored.sql", "", unwind_is_planned}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
