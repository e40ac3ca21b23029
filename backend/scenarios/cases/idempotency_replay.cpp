#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"

#include <stdexcept>

// 1.2: a client sends the same request twice, as one does that never saw the first answer, and reaches another node the
// second time. One hold comes of it.
namespace holdfast::scenarios {

namespace {

const std::string one_hold = "One hold for one key";

Uuid make_slot(Context &context)
{
    SlotRequest slot;
    slot.vendor_id = Uuid::make_v7();
    slot.kind = "class"; // room for both, so that only the key can stand in the way of a second hold
    slot.starts_at = wall_clock_now() + std::chrono::days(2);
    slot.capacity = static_cast<int>(context.parameter("capacity"));
    const Answer made = context.api().create_slot(slot);
    if (!made.slot_id)
        throw std::runtime_error("the slot could not be made: " + made.summary());
    return *made.slot_id;
}

void check_answers(Context &context, const Answer &first, const Answer &second)
{
    context.check({"The first request makes a hold", "201", first.summary(), first.status == 201, Severity::High},
                  {"A plain hold does not work.", "logs/api.log"});
    const bool same = second.reservation_id && second.reservation_id == first.reservation_id;
    context.check({"The second gives the same reservation", "200, the same id",
                   second.summary() + (same ? ", the same id" : ", another id"), second.status == 200 && same,
                   Severity::Critical},
                  {"The key was not looked up, or not bound by the first request.",
                   "resources/sql/booking/functions/hold.sql; requests.jsonl"});
    context.check({"The second says that it is a replay", "Idempotent-Replayed: true",
                   second.replayed() ? "as expected" : "no such header", second.replayed(), Severity::Medium},
                  {"The API does not pass on that an answer is a replay.", "backend/api"});
    const auto standing = [](const Answer &answer) {
        return answer.state + ", version " + (answer.version ? std::to_string(*answer.version) : "none");
    };
    context.check({"Both tell the same", standing(first), standing(second), standing(second) == standing(first),
                   Severity::High},
                  {"A replay is answered from where the reservation stands, not from what was answered first.",
                   "holdfast.hold_batch: the event that is the answer"});
}

void check_database(Context &context, const Uuid &slot)
{
    const auto holds = context.oracle("holds_of_slot", {slot.to_string()});
    const auto events = context.oracle("events_of_slot", {slot.to_string()});
    const std::string expected = "1 reservation, 1 event, held 1";
    const std::string observed = holds.text(0, 3) + " reservation" + (holds.text(0, 3) == "1" ? "" : "s") + ", "
                                 + events.text(0, 0) + " event" + (events.text(0, 0) == "1" ? "" : "s") + ", held "
                                 + holds.text(0, 1);
    context.check({one_hold, expected, observed, observed == expected, Severity::Critical},
                  {"One key had two effects.", "resources/sql/booking/functions/hold.sql; oracles/"});
}

void run(Context &context)
{
    Uuid slot;
    Answer first;
    Answer second;
    context.step("Make the slot", [&] { slot = make_slot(context); });
    context.step("Send it twice", [&] {
        const std::string name = context.next_name("booking");
        const HoldRequest request{slot, 1, name, "requester-" + name, "key-" + name};
        first = context.api().hold(request);
        context.progress(1, 2);
        second = context.api().hold(request, context.api().nodes() - 1);
        context.progress(2, 2);
        context.sample_resources();
    });
    context.must_have_happened("both requests were answered", first.status > 0 && second.status > 0,
                               first.summary() + " and " + second.summary());
    context.must_have_happened("two nodes were asked", first.node != second.node,
                               "node " + std::to_string(first.node + 1) + ", then node "
                                   + std::to_string(second.node + 1));
    context.metric("idempotency_hits", second.replayed() ? 1 : 0);
    context.step("Judge the answers", [&] { check_answers(context, first, second); });
    context.step("Ask the database", [&] { check_database(context, slot); });
}

} // namespace

Scenario idempotency_replay()
{
    Scenario scenario;
    scenario.id = "1.2";
    scenario.title = "Idempotency replay";
    scenario.expectation = "The same request sent twice, to two nodes, is answered 201, then 200 with the same "
                           "reservation: one hold.";
    scenario.area = "Booking and idempotency";
    scenario.api_nodes = 2;
    scenario.parameters = {{"capacity", 4, 2, 1000, "of the class; room for both requests"}};
    scenario.steps = {"Make the slot", "Send it twice", "Judge the answers", "Ask the database"};
    scenario.saboteurs = {{"idempotency-ignored",
                           "A key is no longer looked up, and the constraint that keeps keys unique is gone.",
                           "sql/saboteurs/idempotency_ignored.sql", "", one_hold}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
