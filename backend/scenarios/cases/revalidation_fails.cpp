#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"

// 4.3: both parties have authorized, and another system sells the place before the commit. Nobody pays, and the place is
// not sold a second time.
namespace holdfast::scenarios {

namespace {

const std::string ends_failed = "The reservation ends FAILED_AVAILABILITY_CHANGED";
const std::string not_sold_again = "The place is not sold again";

void run(Context &context)
{
    TwoPartyBooking booking;
    Answer taken;
    Answer failed;
    std::string vendor_had;
    std::string requester_had;
    context.step("Book, and let both authorize", [&] {
        booking = hold_for_two(context);
        authorize_both(context, booking);
        vendor_had = money_at_gateway(context, booking, vendor);
        requester_had = money_at_gateway(context, booking, requester);
    });
    context.step("Another system takes the place", [&] {
        taken = context.api().book_externally({booking.slot, 1, context.next_name("external")});
    });
    context.step("Commit", [&] {
        failed = context.api().ask({booking.reservation, "confirm", context.next_name("confirm")});
        context.sample_resources();
    });
    context.must_have_happened("both had authorized", vendor_had.starts_with("1 intent, requires_capture")
                                                          && requester_had.starts_with("1 intent, requires_capture"),
                               "vendor: " + vendor_had + "; requester: " + requester_had);
    context.must_have_happened("the other system's booking was taken", taken.status == 201, taken.summary());

    context.step("Judge the answer", [&] {
        context.check({"The client is told", "409 INVALID_STATE, FAILED_AVAILABILITY_CHANGED", failed.standing(),
                       failed.standing() == "409 INVALID_STATE, FAILED_AVAILABILITY_CHANGED", Severity::High},
                      {"The commit was not refused for what it found.", "holdfast.still_available; requests.jsonl"});
        check_end(context, booking, {State::FailedAvailabilityChanged, 0, 1}, ends_failed);
    });
    context.step("Look into the books", [&] {
        const Hint hint{"Entering a terminal state planned no unwind, or nobody performed it.",
                        "holdfast.plan_unwinds; logs/worker.log; gateway_calls.json"};
        check_money(context, booking, vendor, {"canceled"}, "The vendor's authorization is voided", hint);
        check_money(context, booking, requester, {"canceled"}, "The requester's authorization is voided", hint);
        check_no_money_moved(context, booking);
        check_books(context);
    });
    context.step("Try to hold again", [&] {
        const Answer next = hold_by_another(context, booking);
        context.check({not_sold_again, "409 SLOT_HELD", next.summary(), next.summary() == "409 SLOT_HELD",
                       Severity::Critical},
                      {"What another system has taken is not counted any more.",
                       "resources/sql/booking/functions/hold.sql; how an external booking is written"});
    });
}

} // namespace

Scenario revalidation_fails()
{
    Scenario scenario;
    scenario.id = "4.3";
    scenario.title = "Both authorized, revalidation fails";
    scenario.expectation = "When another system has taken the place, the commit is refused, both authorizations are "
                           "voided, no money has moved, and the place is not sold again.";
    scenario.area = "Compensation";
    scenario.steps = {"Book, and let both authorize", "Another system takes the place", "Commit", "Judge the answer",
                      "Look into the books", "Try to hold again"};
    scenario.saboteurs = {{"no-revalidation", "A commit no longer asks whether the place is still there.",
                           "sql/saboteurs/no_revalidation.sql", "", ends_failed},
                          {"external-ownership-forgotten", "A hold does not count what another system has taken.",
                           "sql/saboteurs/external_ownership_forgotten.sql", "", not_sold_again}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
