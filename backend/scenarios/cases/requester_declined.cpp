#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"

#include <algorithm>

// 4.1: the vendor has authorized, and the requester's card is declined. Nobody pays, and the place is free again.
namespace holdfast::scenarios {

namespace {

const std::string voided = "The vendor's authorization is voided";

bool gateway_declined(Context &context)
{
    const auto calls = context.sandbox().gateway().calls();
    return std::ranges::any_of(calls, [](const GatewayCall &call) { return call.status == 402; });
}

void run(Context &context)
{
    TwoPartyBooking booking;
    std::string vendor_had;
    Answer declined;
    context.step("Hold, and let the vendor authorize", [&] {
        booking = hold_for_two(context);
        confirm_by_vendor(context, booking);
        authorize(context, booking, vendor);
        vendor_had = money_at_gateway(context, booking, vendor);
    });
    context.step("Decline the requester's card", [&] {
        declined = context.api().ask(authorization(booking, requester, context.next_name("declined"), declined_card));
        context.sample_resources();
    });
    context.must_have_happened("the gateway held the vendor's money", vendor_had.starts_with("1 intent, requires_capture"),
                               vendor_had);
    context.must_have_happened("the gateway declined a card", gateway_declined(context), "402 among its calls");

    context.step("Judge the answer", [&] {
        context.check({"The requester is told", "402 PAYMENT_DECLINED, not to be retried",
                       declined.summary() + (declined.retryable == false ? ", not to be retried" : ", retryable"),
                       declined.summary() == "402 PAYMENT_DECLINED" && declined.retryable == false, Severity::High},
                      {"The result of the authorization did not become the answer.", "backend/api; requests.jsonl"});
        check_end(context, booking, {State::FailedRequesterAuth}, "The reservation ends FAILED_REQUESTER_AUTH");
    });
    context.step("Look into the books", [&] {
        check_money(context, booking, vendor, {"canceled"}, voided,
                    {"Entering a terminal state planned no unwind, or nobody performed it.",
                     "holdfast.plan_unwinds; logs/worker.log; gateway_calls.json"});
        check_no_money_moved(context, booking);
        check_books(context);
    });
    context.step("Hold again", [&] { check_free_again(context, booking); });
}

} // namespace

Scenario requester_declined()
{
    Scenario scenario;
    scenario.id = "4.1";
    scenario.title = "Requester's card declined";
    scenario.expectation = "When the requester's card is declined, the vendor's authorization is voided, the place is free "
                           "again, and no money has moved.";
    scenario.area = "Compensation";
    scenario.steps = {"Hold, and let the vendor authorize", "Decline the requester's card", "Judge the answer",
                      "Look into the books", "Hold again"};
    scenario.saboteurs = {{"void-skipped",
                           "What was authorized and not captured is not given back: nobody plans it, and no second look "
                           "finds it.",
                           "sql/saboteurs/void_skipped.sql", "", voided}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
