#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/deadlines.h"

#include <array>

// 2.1: the vendor confirms in the last seconds of a hold. The hold is extended: when its first deadline comes, and the
// expiry worker with it, the place stays where it is.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string extended = "The deadline is extended";
constexpr std::array only_held = {State::Held};
constexpr auto clearly_past = 1s; ///< beyond a deadline, for who comes to look

struct Confirmation
{
    TwoPartyBooking booking;
    Timestamp first_deadline;
    Timestamp asked;    ///< booking time, before the request
    Timestamp answered; ///< likewise, after it
    Answer answer;
};

void confirm_late(Context &context, Confirmation &confirmation)
{
    confirmation.first_deadline = deadline_of(context, confirmation.booking);
    pass_until(context, confirmation.first_deadline - std::chrono::seconds(context.parameter("left_s")));
    confirmation.asked = booking_now(context);
    confirmation.answer = context.api().ask(
        {confirmation.booking.reservation, "vendor-confirmation", context.next_name("vendor-confirmation")});
    confirmation.answered = booking_now(context);
    context.sample_resources();
}

void check_extension(Context &context, const Confirmation &confirmation)
{
    context.check({"The vendor is told", "200, VENDOR_CONFIRMED", confirmation.answer.standing(),
                   confirmation.answer.standing() == "200, VENDOR_CONFIRMED", Severity::High},
                  {"A confirmation before the deadline is refused.", "holdfast.judge_change; requests.jsonl"});
    const Timestamp deadline = deadline_of(context, confirmation.booking);
    const auto wanted = info(State::VendorConfirmed).default_deadline;
    // Counted from the confirmation, which came between these two, and not from the deadline there was.
    const bool fits = deadline >= confirmation.asked + wanted && deadline <= confirmation.answered + wanted;
    const auto after = [&](Timestamp moment) {
        return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - moment).count()) + " ms";
    };
    context.check({extended, std::to_string(wanted.count()) + " s after a moment between the request and its answer",
                   after(confirmation.asked) + " after the request, " + after(confirmation.answered) + " after its answer",
                   fits, Severity::Critical},
                  {"The confirmation kept the deadline of the hold, or added to it.", "holdfast.take_steps; oracles/"});
}

void check_kept(Context &context, const Confirmation &confirmation)
{
    const auto rows = context.oracle("standing_of_reservation", {confirmation.booking.reservation.to_string()});
    const std::string observed = rows.text(0, 0) + ", held " + rows.text(0, 1);
    context.check({"The slot is kept past the first deadline", "VENDOR_CONFIRMED, held 1", observed,
                   observed == "VENDOR_CONFIRMED, held 1", Severity::Critical},
                  {"The expiry worker went by a deadline that is not the reservation's any more.",
                   "holdfast.lease_due; events.jsonl; logs/worker.log"});
    const std::string story = story_of(context, confirmation.booking);
    context.check({"One step was made", "hold, vendor_confirm", story, story == "hold, vendor_confirm", Severity::High},
                  {"Something else happened to the reservation.", "events.jsonl"});
    const Answer another = hold_by_another(context, confirmation.booking);
    context.check({"Nobody else gets the place", "409 SLOT_HELD", another.summary(),
                   another.summary() == "409 SLOT_HELD", Severity::Critical},
                  {"A hold that was extended does not count.", "resources/sql/booking/functions/hold.sql"});
    const Answer next = context.api().ask(
        authorization(confirmation.booking, vendor, context.next_name("vendor-authorization")));
    context.check({"The booking goes on", "200, VENDOR_AUTHORIZED", next.standing(),
                   next.standing() == "200, VENDOR_AUTHORIZED", Severity::High},
                  {"What was extended is refused as if its time were over.", "holdfast.judge_change; requests.jsonl"});
}

std::string find_contradiction(const Parameters &parameters)
{
    const auto ttl = parameters.find("ttl_s")->second;
    const auto left = parameters.find("left_s")->second;
    if (left < ttl)
        return {};
    return "of " + std::to_string(ttl) + " s (ttl_s) not " + std::to_string(left) + " s (left_s) can be left";
}

void run(Context &context)
{
    Confirmation confirmation;
    context.step("Hold", [&] {
        with_deadline(context, only_held, std::chrono::seconds(context.parameter("ttl_s")),
                      [&] { confirmation.booking = hold_for_two(context); });
    });
    context.step("Confirm shortly before the deadline", [&] { confirm_late(context, confirmation); });
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(confirmation.first_deadline - confirmation.asked);
    context.must_have_happened("the vendor confirmed in the last seconds of the hold",
                               left > 0ms && left <= std::chrono::seconds(context.parameter("left_s")),
                               std::to_string(left.count()) + " ms were left");
    context.step("Judge the confirmation", [&] { check_extension(context, confirmation); });
    context.step("Let the first deadline go by", [&] {
        pass_until(context, confirmation.first_deadline + clearly_past);
        must_be_swept(context, confirmation.first_deadline, "the expiry worker came by after the first deadline");
    });
    context.step("Look for the slot", [&] { check_kept(context, confirmation); });
}

} // namespace

Scenario vendor_confirms_late()
{
    Scenario scenario;
    scenario.id = "2.1";
    scenario.title = "Vendor confirms before expiry";
    scenario.expectation = "A confirmation seconds before the hold's deadline extends it: when that deadline goes by, "
                           "expiry worker and all, the slot is kept.";
    scenario.area = "Deadlines";
    scenario.parameters = {{"ttl_s", 600, 3, 3600, "how long a hold lasts, in seconds"},
                           {"left_s", 30, 1, 3599, "how much of it is left when the vendor confirms"}};
    scenario.contradiction = find_contradiction;
    scenario.steps = {"Hold", "Confirm shortly before the deadline", "Judge the confirmation",
                      "Let the first deadline go by", "Look for the slot"};
    scenario.saboteurs = {{"deadline-not-extended", "A confirmed hold keeps the deadline it had.",
                           "sql/saboteurs/deadline_not_extended.sql", "", extended}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
