#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"
#include "backend/scenarios/statistics.h"

#include <algorithm>
#include <map>
#include <stdexcept>

// 1.1: many clients want one appointment at the same moment. One gets it, and every other one is told so.
namespace holdfast::scenarios {

namespace {

const std::string one_created = "exactly one 201";

/// The volley and what came of it.
struct Volley
{
    Uuid slot;
    std::vector<HoldRequest> requests;
    std::vector<Answer> answers;
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
    return requests;
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
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " x " + summary;
    return text;
}

void check_answers(Context &context, const Volley &volley)
{
    const auto created = std::ranges::count(volley.answers, 201, &Answer::status);
    context.check({one_created, "1", std::to_string(created) + " of: " + tally(volley.answers), created == 1,
                   Severity::Critical},
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
    context.check({"all others refused for the right reason", "409 SLOT_HELD, 422 under the winner's key",
                   wrong == 0 ? "so it is" : std::to_string(wrong) + " not, first: " + first_wrong, wrong == 0,
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
    context.check({"one error shape", "application/problem+json with the same members",
                   shapes.empty() ? "no error" : std::to_string(shapes.size()) + ", first: " + shapes.begin()->first, one,
                   Severity::Medium},
                  {"An error is written past the one place that writes problems.", "backend/api; requests.jsonl"});
}

/// The winner's key once more: with its own body it is the same reservation, with another it is a mistake.
void check_winning_key(Context &context, const Volley &volley)
{
    HoldRequest again = volley.requests[volley.winner];
    const Answer replay = context.api().hold(again);
    const bool same = replay.status == 200 && replay.replayed()
                      && replay.reservation_id == volley.answers[volley.winner].reservation_id;
    context.check({"the winner's key with its own body", "200, the same id, Idempotent-Replayed: true",
                   replay.summary() + (replay.reservation_id == volley.answers[volley.winner].reservation_id
                                           ? ", the same id"
                                           : ", another id")
                       + (replay.replayed() ? ", marked as a replay" : ", not marked as a replay"),
                   same, Severity::Critical},
                  {"A repeat is not recognised as one.", "how the API makes a fingerprint; holdfast.hold_batch"});

    again.partner_booking_ref += "-other";
    const Answer reused = context.api().hold(again);
    context.check({"the winner's key with another body", "422 IDEMPOTENCY_KEY_REUSED", reused.summary(),
                   reused.summary() == "422 IDEMPOTENCY_KEY_REUSED", Severity::High},
                  {"The fingerprint leaves out something of the body.", "how the API makes a fingerprint"});
}

void check_database(Context &context, const Volley &volley)
{
    const auto rows = context.oracle("holds_of_slot", {volley.slot.to_string()});
    const std::string observed = "HELD rows " + rows.text(0, 0) + ", held " + rows.text(0, 1) + ", confirmed "
                                 + rows.text(0, 2) + ", rows in all " + rows.text(0, 3);
    context.check({"one hold in the database", "HELD rows 1, held 1, confirmed 0, rows in all 1", observed,
                   observed == "HELD rows 1, held 1, confirmed 0, rows in all 1", Severity::Critical},
                  {"A refusal left something behind, or the counter and the rows went different ways.",
                   "oracles/; events.jsonl"});
}

void check_release(Context &context, const Volley &volley)
{
    for (std::size_t i = 0; i < volley.answers.size(); ++i)
        if (volley.answers[i].status == 201 && volley.answers[i].reservation_id)
            context.api().release(*volley.answers[i].reservation_id, context.next_name("release"));
    const std::string name = context.next_name("next");
    const Answer next = context.api().hold({volley.slot, 1, name, name, name});
    context.check({"a released slot can be held again", "201", next.summary(), next.status == 201, Severity::High},
                  {"A release did not give the place back.", "resources/sql/booking/functions/change.sql"});
}

void run(Context &context)
{
    Volley volley;
    context.step("Make the slot", [&] { volley.slot = make_slot(context); });
    context.step("All at once", [&] {
        volley.requests = make_requests(context, volley.slot);
        volley.answers = context.api().hold_together(volley.requests);
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
    scenario.expectation = "Of many simultaneous requests for one appointment exactly one holds it; the winner's key "
                           "replays, and everybody else is refused in one shape.";
    scenario.area = "Booking and idempotency";
    scenario.parameters = {{"requests", 20, 2, 1000, "requests sent at once, each on a connection of its own"},
                           {"sharing", 6, 0, 1000, "how many of them share one idempotency key"}};
    scenario.steps = {"Make the slot", "All at once", "Judge the answers", "Ask the database", "Release and hold again"};
    scenario.saboteurs = {{"capacity-unchecked",
                           "A hold no longer asks whether there is room, and the constraint behind it is gone.",
                           "sql/saboteurs/capacity_unchecked.sql", "", one_created}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
