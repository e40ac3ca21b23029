#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/cases/two_party_booking.h"
#include "backend/scenarios/money_oracle.h"

#include <algorithm>
#include <map>
#include <set>

// 1.4: authorizations are asked for more than once: by clients that repeat themselves, by a gateway whose answer is lost,
// by a worker that takes over from a dead one. Each party's card is asked once.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string one_intent = "One intent per party at the gateway";
constexpr auto crash_patience = 4s;

/// One party's authorization, sent twice under one key and once under another.
struct Repeated
{
    Answer first;
    Answer second;
    Answer other_key;
};

/// What was seen while the worker was dead.
struct Crash
{
    bool died = false;
    std::string at_gateway; ///< what it left there
    std::string stood;      ///< the reservation
};

void repeat(Context &context, const TwoPartyBooking &booking, const std::string &party, const std::string &key,
            Repeated &repeated)
{
    repeated.second = context.api().ask(authorization(booking, party, key), context.api().nodes() - 1);
    repeated.other_key = context.api().ask(authorization(booking, party, key + "-other"));
}

/// The gateway acts, and its answer is lost.
Repeated authorize_with_lost_answer(Context &context, const TwoPartyBooking &booking, const std::string &party)
{
    GatewayFault fault;
    fault.call = "create";
    fault.kind = "drop_after";
    fault.party = party;
    fault.reservation = booking.reservation;
    context.break_gateway(fault);
    Repeated repeated;
    const std::string key = context.next_name(party + "-authorization");
    repeated.first = context.api().ask(authorization(booking, party, key));
    repeat(context, booking, party, key, repeated);
    return repeated;
}

/// The gateway acts, and the worker dies before it can say so.
Repeated authorize_with_dead_worker(Context &context, const TwoPartyBooking &booking, const std::string &party,
                                    Crash &crash)
{
    context.arm(Part::Worker, {"payment.after_call", "crash"});
    Repeated repeated;
    const std::string key = context.next_name(party + "-authorization");
    const ReservationRequest wanted = authorization(booking, party, key);
    repeated.first = context.api().ask_together({&wanted, 1}, [&](std::size_t) {
        crash.died = context.wait_until([&] { return context.sandbox().pid(Part::Worker) == 0; }, crash_patience);
        crash.at_gateway = money_at_gateway(context, booking, party);
        crash.stood = state_of(context, booking);
        context.restart(Part::Worker);
    }).front();
    repeat(context, booking, party, key, repeated);
    return repeated;
}

/// Under two keys, twice each, at two nodes, all at once.
std::vector<Answer> authorize_at_once(Context &context, const TwoPartyBooking &booking, const std::string &party)
{
    const std::string one = context.next_name(party + "-at-once");
    const std::string other = context.next_name(party + "-at-once");
    std::vector<ReservationRequest> wanted;
    for (const std::string &key : {one, one, other, other})
        wanted.push_back(authorization(booking, party, key));
    std::ranges::shuffle(wanted, context.random());
    return context.api().ask_together(wanted);
}

void check_repeated(Context &context, const Repeated &repeated, const std::string &party)
{
    const Answer &first = repeated.first;
    const bool same = repeated.second.version && repeated.second.version == first.version;
    const std::string observed = first.summary() + ", then " + repeated.second.summary()
                                 + (same ? ", the same version" : ", another version")
                                 + (repeated.second.replayed() ? ", marked as a replay" : ", not marked as a replay");
    const std::string expected = "200, then 200, the same version, marked as a replay";
    context.check({"The " + party + "'s request sent again is a replay", expected, observed, observed == expected,
                   Severity::Critical},
                  {"A repeat is not recognised as one, or not answered by its operation.",
                   "holdfast.change_batch; backend/api; requests.jsonl"});
    context.check({"The " + party + " cannot authorize twice", "409 INVALID_STATE", repeated.other_key.summary(),
                   repeated.other_key.summary() == "409 INVALID_STATE", Severity::Critical},
                  {"A second authorization is taken under another key.", "holdfast.judge_change"});
}

void check_at_once(Context &context, const std::vector<Answer> &answers, const std::string &party)
{
    std::map<std::string, int> counts;
    std::set<std::optional<std::int64_t>> versions;
    for (const Answer &answer : answers) {
        ++counts[answer.summary()];
        if (answer.status == 200)
            versions.insert(answer.version);
    }
    std::string observed;
    for (const auto &[summary, count] : counts)
        observed += std::to_string(count) + " × " + summary + ", ";
    observed += std::to_string(versions.size()) + (versions.size() == 1 ? " version" : " versions");
    const std::string expected = "2 × 200, 2 × 409 INVALID_STATE, 1 version";
    context.check({"Of two keys at once one authorizes, " + party, expected, observed, observed == expected,
                   Severity::Critical},
                  {"Concurrent requests under one key, or for one party, were judged apart.", "holdfast.change_batch"});
}

void check_books(Context &context, const TwoPartyBooking &lone, const TwoPartyBooking &crowded)
{
    const std::string expected = "1 intent, requires_capture, captured 0, refunded 0";
    std::string worst = expected;
    for (const TwoPartyBooking &booking : {lone, crowded}) {
        for (const char *party : {vendor, requester}) {
            const std::string found = money_at_gateway(context, booking, party);
            if (found != expected)
                worst = std::string(party) + ": " + found;
        }
    }
    (void)context.books();
    context.check({one_intent, expected, worst, worst == expected, Severity::Critical},
                  {"An attempt did not carry the idempotency key of the one before it.",
                   "backend/workers: how the key of a call is made; gateway_calls.json"});
}

void check_database(Context &context, const TwoPartyBooking &booking, const std::string &how)
{
    const std::string expected = "hold, vendor_confirm, vendor_authorized, requester_authorized";
    const std::string story = story_of(context, booking);
    context.check({"One authorization each in the database, " + how, expected, story, story == expected,
                   Severity::Critical},
                  {"One request had two effects.", "resources/sql/booking/functions/operations.sql; events.jsonl"});
}

void run(Context &context)
{
    TwoPartyBooking lone;
    TwoPartyBooking crowded;
    Repeated by_vendor;
    Repeated by_requester;
    Crash crash;
    std::vector<Answer> vendors;
    std::vector<Answer> requesters;
    context.step("Hold two bookings", [&] {
        for (TwoPartyBooking *booking : {&lone, &crowded}) {
            *booking = hold_for_two(context);
            confirm_by_vendor(context, *booking);
        }
    });
    context.step("Authorize one after another", [&] {
        by_vendor = authorize_with_lost_answer(context, lone, vendor);
        by_requester = authorize_with_dead_worker(context, lone, requester, crash);
    });
    context.step("Authorize at once", [&] {
        vendors = authorize_at_once(context, crowded, vendor);
        requesters = authorize_at_once(context, crowded, requester);
        context.sample_resources();
    });
    context.must_have_happened("the worker died after the gateway had acted",
                               crash.died && crash.at_gateway.starts_with("1 intent, requires_capture")
                                   && crash.stood == "VENDOR_AUTHORIZED",
                               crash.at_gateway + "; the reservation was " + crash.stood);
    for (const auto &answers : {vendors, requesters})
        context.must_have_happened("requests overlapped", count_overlapping(answers) >= 2,
                                   std::to_string(count_overlapping(answers)) + " of " + std::to_string(answers.size()));
    context.metric("idempotency_hits", by_vendor.second.replayed() + by_requester.second.replayed());

    context.step("Judge the answers", [&] {
        check_repeated(context, by_vendor, vendor);
        check_repeated(context, by_requester, requester);
        check_at_once(context, vendors, vendor);
        check_at_once(context, requesters, requester);
    });
    context.step("Look into the books", [&] {
        check_books(context, lone, crowded);
        check_database(context, lone, "one after another");
        check_database(context, crowded, "at once");
        check_books(context);
    });
}

} // namespace

Scenario authorization_idempotency()
{
    Scenario scenario;
    scenario.id = "1.4";
    scenario.title = "Authorization idempotency";
    scenario.expectation = "Whatever is repeated, by clients, the gateway client or another worker: each party has one "
                           "intent at the gateway and one authorization here.";
    scenario.area = "Booking and idempotency";
    scenario.api_nodes = 2;
    scenario.steps = {"Hold two bookings", "Authorize one after another", "Authorize at once", "Judge the answers",
                      "Look into the books"};
    scenario.saboteurs = {{"new-intent-per-attempt",
                           "A worker calls the gateway under a new idempotency key with every attempt.", "",
                           "sabotage.fresh_gateway_key", one_intent}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
