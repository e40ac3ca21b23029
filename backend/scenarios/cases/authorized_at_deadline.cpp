#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/deadlines.h"
#include "backend/scenarios/money_oracle.h"
#include "resources/resources.h"

#include <array>
#include <optional>

// 2.2: the requester authorizes a moment before the deadline, and the gateway answers a moment after it. What was accepted in
// time counts: nothing is canceled, nothing captured early, and the booking completes.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string counts = "The authorization counts";
constexpr std::array only_vendor_authorized = {State::VendorAuthorized};
constexpr auto grace = 5s;          ///< what the contract gives a payment on its way
constexpr auto silence = 1'100ms;   ///< of the gateway after the deadline, at least: idle sweeps are told of once a second
constexpr auto taken_patience = 2s; ///< until a worker has it

/// What was seen between the request and its answer.
struct Late
{
    Timestamp deadline;
    Timestamp asked;    ///< booking time
    bool taken = false; ///< by a worker, before the deadline
    bool swept = false; ///< past the deadline
    std::string at_gateway; ///< of the requester then
    Answer answer;
};

bool taken_by_worker(Context &context, const TwoPartyBooking &booking)
{
    const auto rows = context.database().query(resources::text("sql/scenarios/authorizations_of_reservation.sql"),
                                               {booking.reservation.to_string()});
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows.text(row, 0) == requester && rows.boolean(row, 1))
            return true;
    return false;
}

Late authorize_late(Context &context, const TwoPartyBooking &booking)
{
    Late late;
    late.deadline = deadline_of(context, booking);
    GatewayFault fault;
    fault.call = "create";
    fault.kind = "delay";
    fault.party = requester;
    fault.reservation = booking.reservation;
    fault.delay = std::chrono::milliseconds(context.parameter("delay_ms"));
    context.break_gateway(fault);
    const auto wanted = authorization(booking, requester, context.next_name("requester-authorization"));
    pass_until(context, late.deadline - std::chrono::milliseconds(context.parameter("left_ms")));
    late.asked = booking_now(context);
    late.answer = context.api().ask_together({&wanted, 1}, [&](std::size_t) {
        late.taken = context.wait_until([&] { return taken_by_worker(context, booking); }, taken_patience)
                     && booking_now(context) < late.deadline;
        pass_until(context, late.deadline);
        late.swept = wait_for_sweep(context, late.deadline);
        late.at_gateway = money_at_gateway(context, booking, requester);
    }).front();
    context.sample_resources();
    return late;
}

/// When the gateway had answered, in seconds after the deadline; nullopt: it has not.
std::optional<double> answered_after(Context &context, const TwoPartyBooking &booking, Timestamp deadline)
{
    const auto rows = context.oracle("authorizations_of_reservation", {booking.reservation.to_string()});
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows.text(row, 0) == requester)
            if (const auto answered = rows.optional_time(row, 2))
                return std::chrono::duration<double>(*answered - deadline).count();
    return std::nullopt;
}

void check_answer(Context &context, const TwoPartyBooking &booking, const Late &late)
{
    context.check({counts, "200, AUTHORIZED_BOTH", late.answer.standing(),
                   late.answer.standing() == "200, AUTHORIZED_BOTH", Severity::Critical},
                  {"What came in the grace after the deadline was refused, or the reservation had been ended meanwhile.",
                   "holdfast.grace; holdfast.awaits_payment; holdfast.record_authorization"});
    const std::string unwinds = context.oracle("unwinds_of_reservation", {booking.reservation.to_string()}).text(0, 0);
    (void)context.books();
    const auto describe = [](const std::string &undone, const std::string &by_vendor, const std::string &by_requester) {
        return "unwinds: " + undone + "; vendor: " + by_vendor + "; requester: " + by_requester;
    };
    const std::string authorized = "1 intent, requires_capture, captured 0, refunded 0";
    const std::string expected = describe("none", authorized, authorized);
    const std::string observed = describe(unwinds, money_at_gateway(context, booking, vendor),
                                          money_at_gateway(context, booking, requester));
    context.check({"Nothing is canceled, nothing captured early", expected, observed, observed == expected,
                   Severity::Critical},
                  {"The reservation was ended at its deadline, or committed by itself.",
                   "gateway_calls.json; events.jsonl; logs/worker.log"});
}

void check_completion(Context &context, const TwoPartyBooking &booking)
{
    const Answer confirmed = context.api().ask({booking.reservation, "confirm", context.next_name("confirm")});
    context.check({"The booking completes", "200, CONFIRMED", confirmed.standing(),
                   confirmed.standing() == "200, CONFIRMED", Severity::High},
                  {"A reservation that was authorized late cannot be committed.", "requests.jsonl; logs/worker.log"});
    const Hint hint{"A late authorization was captured twice, or not at all.", "gateway_calls.json; logs/worker.log"};
    check_money(context, booking, vendor, {"succeeded", booking.vendor_pays, 0}, "The vendor has paid once", hint);
    check_money(context, booking, requester, {"succeeded", booking.requester_pays, 0}, "The requester has paid once", hint);
    check_books(context);
    const std::string expected = "hold, vendor_confirm, vendor_authorized, requester_authorized, commit, committed";
    const std::string story = story_of(context, booking);
    context.check({"One story, without a step back", expected, story, story == expected, Severity::High},
                  {"The deadline left a trace.", "events.jsonl"});
}

std::string find_contradiction(const Parameters &parameters)
{
    const auto left = parameters.find("left_ms")->second;
    const auto delay = parameters.find("delay_ms")->second;
    if (delay - left >= silence.count())
        return {};
    return "a gateway that takes " + std::to_string(delay) + " ms (delay_ms) answers too soon for a sweep to be seen, when "
           + std::to_string(left) + " ms (left_ms) are left: " + std::to_string(silence.count()) + " ms must lie between them";
}

void run(Context &context)
{
    TwoPartyBooking booking;
    Late late;
    context.step("Book, and let the vendor authorize", [&] {
        booking = hold_for_two(context);
        confirm_by_vendor(context, booking);
        with_deadline(context, only_vendor_authorized, std::chrono::seconds(context.parameter("ttl_s")),
                      [&] { authorize(context, booking, vendor); });
    });
    context.step("Authorize at the deadline", [&] { late = authorize_late(context, booking); });
    context.must_have_happened("the request came before the deadline, and a worker took it",
                               late.asked < late.deadline && late.taken,
                               "asked at " + to_rfc3339(late.asked) + ", due at " + to_rfc3339(late.deadline));
    context.must_have_happened("the expiry worker came by after the deadline, while the gateway was silent",
                               late.swept && late.at_gateway == "no intent", late.at_gateway);
    std::optional<double> after;
    (void)context.wait_until([&] { return (after = answered_after(context, booking, late.deadline)).has_value(); }, 4s);
    context.must_have_happened("the gateway answered after the deadline and inside the grace",
                               after && *after > 0 && *after < std::chrono::duration<double>(grace).count(),
                               after ? std::to_string(*after) + " s after it" : "it did not answer");

    context.step("Judge the answer", [&] { check_answer(context, booking, late); });
    context.step("Commit", [&] { check_completion(context, booking); });
}

} // namespace

Scenario authorized_at_deadline()
{
    Scenario scenario;
    scenario.id = "2.2";
    scenario.title = "Authorized at the deadline";
    scenario.expectation = "An authorization asked for before the deadline and answered by the gateway after it, inside the "
                           "grace, counts: no cancel, no early capture, and the booking completes.";
    scenario.area = "Deadlines";
    scenario.parameters = {
        {"left_ms", 500, 100, 700, "how long before the deadline the requester authorizes"},
        {"delay_ms", 1'700, 1'200, 1'800, "how long the gateway takes; a worker's lease lasts 2 s"},
        {"ttl_s", 0, 0, 3'600, "how long the requester has, in seconds; 0: as long as the system gives"}};
    scenario.contradiction = find_contradiction;
    scenario.steps = {"Book, and let the vendor authorize", "Authorize at the deadline", "Judge the answer", "Commit"};
    scenario.saboteurs = {{"grace-ignored", "A deadline ends also what is on its way at the gateway.",
                           "sql/saboteurs/grace_ignored.sql", "", counts}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
