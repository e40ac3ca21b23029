#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"

// 4.2: the requester's money is captured, and the vendor's cannot be. The requester gets it back, and all is told.
namespace holdfast::scenarios {

namespace {

const std::string refunded = "The requester is refunded";
const std::string voided = "The vendor's authorization is voided";
const std::string told = "The compensation is in the log";

void check_record(Context &context, const TwoPartyBooking &booking)
{
    const std::string story = story_of(context, booking);
    const std::string expected = "hold, vendor_confirm, vendor_authorized, requester_authorized, commit, commit_failed";
    context.check({told, expected, story, story == expected, Severity::High},
                  {"The step was made without its event: nobody who follows the log learns of it.",
                   "holdfast.take_steps; events.jsonl"});
    const std::string unwinds =
        context.oracle("unwinds_of_reservation", {booking.reservation.to_string()}).text(0, 0);
    context.check({"Both unwinds are on the record", "requester refunded, vendor voided", unwinds,
                   unwinds == "requester refunded, vendor voided", Severity::High},
                  {"An unwind was not planned, or its result not recorded.", "holdfast.operation; logs/worker.log"});
}

void run(Context &context)
{
    TwoPartyBooking booking;
    Answer failed;
    context.step("Book, and let both authorize", [&] {
        booking = hold_for_two(context);
        authorize_both(context, booking);
    });
    context.step("Fail the second capture", [&] {
        GatewayFault fault;
        fault.call = "capture";
        fault.kind = "decline";
        fault.party = vendor;
        fault.reservation = booking.reservation;
        context.break_gateway(fault);
        failed = context.api().ask({booking.reservation, "confirm", context.next_name("confirm")});
        context.sample_resources();
    });
    context.must_have_happened("the commit was answered", failed.status > 0, failed.standing());
    const auto requester_had = money_at_gateway(context, booking, requester);
    context.must_have_happened("the requester's money had been captured", requester_had.starts_with("1 intent, succeeded"),
                               requester_had);

    context.step("Judge the answer", [&] {
        context.check({"The client is told", "409 INVALID_STATE, FAILED_COMMIT", failed.standing(),
                       failed.standing() == "409 INVALID_STATE, FAILED_COMMIT", Severity::High},
                      {"The result of the commit did not become the answer.", "backend/api; requests.jsonl"});
        check_end(context, booking, {State::FailedCommit}, "The reservation ends FAILED_COMMIT");
    });
    context.step("Look into the books", [&] {
        check_money(context, booking, requester, {"succeeded", booking.requester_pays, booking.requester_pays}, refunded,
                    {"What was captured before the failure was not given back.",
                     "holdfast.plan_unwinds; logs/worker.log; gateway_calls.json"});
        check_money(context, booking, vendor, {"canceled"}, voided,
                    {"The authorization whose capture failed was left standing.",
                     "holdfast.plan_unwinds; logs/worker.log; gateway_calls.json"});
        check_books(context);
        check_record(context, booking);
    });
    context.step("Hold again", [&] { check_free_again(context, booking); });
}

} // namespace

Scenario vendor_capture_fails()
{
    Scenario scenario;
    scenario.id = "4.2";
    scenario.title = "Vendor's capture fails";
    scenario.expectation = "When the gateway fails the second capture, the first is refunded, the other authorization "
                           "voided, and the log tells of it.";
    scenario.area = "Compensation";
    scenario.steps = {"Book, and let both authorize", "Fail the second capture", "Judge the answer", "Look into the books",
                      "Hold again"};
    scenario.saboteurs = {{"refund-skipped",
                           "What was captured is not given back: nobody plans it, and no second look finds it.",
                           "sql/saboteurs/refund_skipped.sql", "", refunded},
                          {"void-skipped",
                           "What was authorized and not captured is not given back: nobody plans it, and no second look "
                           "finds it.",
                           "sql/saboteurs/void_skipped.sql", "", voided},
                          {"event-not-emitted", "The step into FAILED_COMMIT writes no event.",
                           "sql/saboteurs/event_not_emitted.sql", "", told}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
