#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/statistics.h"
#include "resources/resources.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

// 1.1: many clients want one appointment at the same moment, at two nodes. One gets it, and every other one is told so.
namespace holdfast::scenarios {

namespace {

using namespace std::chrono_literals;

const std::string one_created = "Exactly one 201";

/// Shorter than a node waits for a lock before it tries again, and than it lets a client wait.
constexpr auto meeting_patience = 1500ms;
constexpr std::size_t meeting = 2; ///< requests, one at each node

/// The volley and what came of it.
struct Volley
{
    Uuid slot;
    std::vector<HoldRequest> requests;
    std::vector<Answer> answers;
    bool met = false;       ///< both nodes stood before the slot at one moment
    std::size_t winner = 0; ///< the first that was answered 201
};

std::vector<HoldRequest> make_requests(Context &context, const Uuid &slot)
{
    const auto sharing = context.parameter("sharing");
    std::vector<HoldRequest> requests;
    for (std::int64_t i = 0; i < context.parameter("requests"); ++i) {
        const std::string name = context.next_name("attempt");
        requests.push_back({slot, 1, name, "requester-" + name, i < sharing ? "shared-key" : "key-" + name});
    }
    std::ranges::shuffle(requests, context.random());
    // The first two are the ones that meet: under one key the key would decide, not the slot.
    const auto other_key = [&](const HoldRequest &request) { return request.key != requests.front().key; };
    if (const auto rival = std::ranges::find_if(requests, other_key); rival != requests.end())
        std::iter_swap(requests.begin() + 1, rival);
    return requests;
}

/// Sends them all, and lets the two nodes truly meet at the slot: it is locked until a session of each waits for it, and
/// every request is sent. Left to chance one node would mostly be done before the other one begins.
void fire(Context &context, Volley &volley)
{
    storage::Connection session = context.sandbox().connect();
    std::optional<storage::Transaction> gate(std::in_place, session);
    session.query(resources::text("sql/scenarios/lock_slot.sql"), {volley.slot.to_string()});
    const auto both_wait = [&] {
        const auto rows = context.database().query(resources::text("sql/scenarios/count_waiting.sql"));
        return rows.integer(0, 0) >= static_cast<std::int64_t>(meeting);
    };
    volley.answers = context.api().hold_together(volley.requests, [&](std::size_t sent) {
        if (sent == meeting)
            volley.met = context.wait_until(both_wait, meeting_patience);
        if (sent == volley.requests.size())
            gate.reset();
    });
}

Uuid make_slot(Context &context)
{
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "appointment";
    slot.starts_at = wall_clock_now() + std::chrono::days(2);
    const Answer made = context.api().create_slot(slot);
    if (!made.slot_id)
        throw std::runtime_error("the slot could not be made: " + made.summary());
    return *made.slot_id;
}

std::string tally(const std::vector<Answer> &answers)
{
    std::map<std::string, int> counts;
    for (const Answer &answer : answers)
        ++counts[answer.summary()];
    std::string text;
    for (const auto &[summary, count] : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " × " + summary;
    return text;
}

void check_answers(Context &context, const Volley &volley)
{
    const auto created = std::ranges::count(volley.answers, 201, &Answer::status);
    context.check({one_created, "1 × 201", tally(volley.answers), created == 1, Severity::Critical},
                  {"Two holds were decided on the same free capacity: one did not see the other's commit.",
                   "resources/sql/booking/functions/hold.sql: what is read before and what after the slot is locked"});

    const std::string &winning_key = volley.requests[volley.winner].key;
    int wrong = 0;
    std::string first_wrong;
    for (std::size_t i = 0; i < volley.answers.size(); ++i) {
        const bool under_winning_key = volley.requests[i].key == winning_key;
        const std::string expected = under_winning_key ? "422 IDEMPOTENCY_KEY_REUSED" : "409 SLOT_HELD";
        if (i == volley.winner || volley.answers[i].summary() == expected)
            continue;
        if (++wrong == 1)
            first_wrong = volley.answers[i].summary() + " instead of " + expected;
    }
    context.check({"All others refused for the right reason", "409 SLOT_HELD, 422 under the winner's key",
                   wrong == 0 ? "as expected" : std::to_string(wrong) + " not, first: " + first_wrong, wrong == 0,
                   Severity::High},
                  {"Keys and slots were judged at different moments.", "holdfast.hold_batch; requests.jsonl"});
}

void check_error_shape(Context &context, const Volley &volley)
{
    std::map<std::string, int> shapes;
    for (const Answer &answer : volley.answers) {
        if (answer.status < 400)
            continue;
        std::string shape = answer.content_type() + " {";
        for (const std::string &member : answer.members)
            shape += (shape.ends_with('{') ? "" : ", ") + member;
        ++shapes[shape + "}"];
    }
    const bool one = shapes.size() == 1 && shapes.begin()->first.starts_with("application/problem+json {");
    std::string observed = std::to_string(shapes.size()) + (shapes.size() == 1 ? " shape" : " shapes");
    if (!one && !shapes.empty())
        observed += ", first: " + shapes.begin()->first;
    context.check({"One error shape", "1 shape, application/problem+json", observed, one, Severity::Medium},
                  {"An error is written past the one place that writes problems.", "backend/api; requests.jsonl"});
}

/// The winner's key once more: with its own body it is the same reservation, with another it is a mistake.
void check_winning_key(Context &context, const Volley &volley)
{
    HoldRequest again = volley.requests[volley.winner];
    const Answer &won = volley.answers[volley.winner];
    const std::size_t other_node = (won.node + 1) % context.api().nodes();
    const Answer replay = context.api().hold(again, other_node);
    const std::string expected = "200, the same id, marked as a replay";
    const std::string observed = replay.summary()
                                 + (replay.reservation_id == won.reservation_id ? ", the same id" : ", another id")
                                 + (replay.replayed() ? ", marked as a replay" : ", not marked as a replay");
    context.check({"The winner's key with its own body", expected, observed, observed == expected, Severity::Critical},
                  {"A repeat is not recognised as one.", "how the API makes a fingerprint; holdfast.hold_batch"});

    again.partner_booking_ref += "-other";
    const Answer reused = context.api().hold(again, other_node);
    context.check({"The winner's key with another body", "422 IDEMPOTENCY_KEY_REUSED", reused.summary(),
                   reused.summary() == "422 IDEMPOTENCY_KEY_REUSED", Severity::High},
                  {"The fingerprint leaves out something of the body.", "how the API makes a fingerprint"});
}

void check_database(Context &context, const Volley &volley)
{
    const auto rows = context.oracle("holds_of_slot", {volley.slot.to_string()});
    const auto describe = [](const std::string &all, const std::string &held_rows, const std::string &held,
                             const std::string &confirmed) {
        return all + (all == "1" ? " row, " : " rows, ") + held_rows + " HELD; the slot says held " + held
               + ", confirmed " + confirmed;
    };
    const std::string expected = describe("1", "1", "1", "0");
    const std::string observed = describe(rows.text(0, 3), rows.text(0, 0), rows.text(0, 1), rows.text(0, 2));
    context.check({"One hold in the database", expected, observed, observed == expected, Severity::Critical},
                  {"A refusal left something behind, or the counter and the rows went different ways.",
                   "oracles/; events.jsonl"});
}

void check_release(Context &context, const Volley &volley)
{
    std::string released;
    for (const Answer &answer : volley.answers) {
        if (answer.status != 201 || !answer.reservation_id)
            continue;
        const Answer release = context.api().release(*answer.reservation_id, context.next_name("release"));
        if (released.empty() || released == "200") // the first that was not well
            released = release.summary();
    }
    const std::string name = context.next_name("next");
    const Answer next = context.api().hold({volley.slot, 1, name, name, name});
    const std::string observed = "released " + released + ", held " + next.summary();
    context.check({"A released slot can be held again", "released 200, held 201", observed,
                   observed == "released 200, held 201", Severity::High},
                  {"A release did not give the place back.", "resources/sql/booking/functions/change.sql"});
}

/// Whoever all share one key compete for the key, and nobody for the slot.
std::string find_contradiction(const Parameters &parameters)
{
    const auto requests = parameters.find("requests")->second;
    const auto sharing = parameters.find("sharing")->second;
    if (sharing <= requests - 2)
        return {};
    return "of " + std::to_string(requests) + " requests at most " + std::to_string(requests - 2)
           + " can share a key (sharing is " + std::to_string(sharing) + "), as two must compete with keys of their own";
}

void run(Context &context)
{
    Volley volley;
    context.step("Make the slot", [&] { volley.slot = make_slot(context); });
    context.step("All at once", [&] {
        volley.requests = make_requests(context, volley.slot);
        fire(context, volley);
        const auto total = static_cast<std::int64_t>(volley.answers.size());
        context.progress(total, total);
        const auto winner = std::ranges::find(volley.answers, 201, &Answer::status);
        volley.winner = static_cast<std::size_t>(
            winner == volley.answers.end() ? 0 : std::distance(volley.answers.begin(), winner));
        context.sample_resources();
    });
    const auto answered = std::ranges::count_if(volley.answers, [](const Answer &answer) { return answer.status > 0; });
    const auto refused = std::ranges::count(volley.answers, 409, &Answer::status);
    const auto overlapping = count_overlapping(volley.answers);
    context.must_have_happened("every request was answered", answered == context.parameter("requests"),
                               std::to_string(answered) + " answered");
    context.must_have_happened("at least two requests overlapped", overlapping >= 2,
                               std::to_string(overlapping) + " overlapped");
    std::set<std::string> keys;
    for (const HoldRequest &request : volley.requests)
        keys.insert(request.key);
    context.must_have_happened("requests under different keys competed for the place",
                               keys.size() >= std::min<std::size_t>(volley.requests.size(), 3),
                               std::to_string(keys.size()) + " keys");
    const auto asked = std::ranges::count_if(context.history().operations(), [&](const Operation &operation) {
        return operation.kind == "hold" && operation.slot == volley.slot && operation.outcome != Outcome::Unknown;
    });
    context.must_have_happened("the slot's history, of which an order is looked for, has every request with its answer",
                               asked == context.parameter("requests"), std::to_string(asked) + " operations");
    std::map<std::size_t, int> answered_by;
    for (const Answer &answer : volley.answers)
        if (answer.status > 0)
            ++answered_by[answer.node];
    context.must_have_happened("both nodes answered some of them", answered_by.size() == meeting,
                               std::to_string(answered_by[0]) + " and " + std::to_string(answered_by[1]));
    context.must_have_happened("both nodes were at the slot at one moment", volley.met,
                               volley.met ? "both waited for it" : "not within 1.5 s");
    const auto durations = durations_ms(volley.answers);
    context.metric("latency_p50_ms", percentile(durations, 50));
    context.metric("latency_p95_ms", percentile(durations, 95));
    context.metric("latency_max_ms", percentile(durations, 100));
    context.metric("requests_overlapping", static_cast<double>(overlapping));
    context.metric("concurrency_winners", static_cast<double>(std::ranges::count(volley.answers, 201, &Answer::status)));
    context.metric("concurrency_losers", static_cast<double>(refused));

    context.step("Judge the answers", [&] {
        check_answers(context, volley);
        check_error_shape(context, volley);
        check_winning_key(context, volley);
    });
    context.step("Ask the database", [&] { check_database(context, volley); });
    context.step("Release and hold again", [&] { check_release(context, volley); });
}

} // namespace

Scenario concurrent_attempts()
{
    Scenario scenario;
    scenario.id = "1.1";
    scenario.title = "Concurrent attempts on one slot";
    scenario.expectation = "Of many simultaneous requests for one appointment, at two nodes, exactly one holds it; the "
                           "winner's key replays, and everybody else is refused in one shape.";
    scenario.area = "Booking and idempotency";
    scenario.api_nodes = 2;
    scenario.parameters = {{"requests", 20, 2, 1000, "requests sent at once, each on a connection of its own"},
                           {"sharing", 6, 0, 998, "how many of them share one idempotency key; at least two do not"}};
    scenario.contradiction = find_contradiction;
    scenario.steps = {"Make the slot", "All at once", "Judge the answers", "Ask the database", "Release and hold again"};
    scenario.saboteurs = {{"capacity-unchecked",
                           "A hold no longer asks whether there is room, and the constraint behind it is gone.",
                           "sql/saboteurs/capacity_unchecked.sql", "", one_created},
                          {"slot-not-locked",
                           "A hold reads how much is free without locking the slot, and the constraint behind it is gone.",
                           "sql/saboteurs/slot_not_locked.sql", "", one_created}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
