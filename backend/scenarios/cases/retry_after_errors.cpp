#include "backend/scenarios/cases/cases.h"
#include "backend/scenarios/context.h"

#include <stdexcept>

// 1.3: a client retries what it was refused. What is said to be retryable succeeds the second time, what is not does not,
// under whatever key.
namespace holdfast::scenarios {

namespace {

const std::string refused_again = "A conflict's retry is refused again";

struct Slot
{
    Uuid id;
    std::int64_t version = 0;
};

/// What was sent to one slot, and what came back.
struct Attempts
{
    HoldRequest stale;
    Answer refused;  ///< for its old version
    Answer retried;  ///< with the version it was told
    HoldRequest rival;
    Answer conflict; ///< for the place is taken
    Answer same_key;
    Answer fresh_key;
};

/// Somebody came and went since its version was read: the place is free, and the version old.
Slot make_changed_slot(Context &context)
{
    SlotRequest wanted;
    wanted.vendor_id = Uuid::make_v7();
    wanted.kind = "appointment";
    wanted.starts_at = wall_clock_now() + std::chrono::days(2);
    const Answer made = context.api().create_slot(wanted);
    if (!made.slot_id || !made.version)
        throw std::runtime_error("the slot could not be made: " + made.summary());
    const std::string name = context.next_name("passing");
    const Answer held = context.api().hold({*made.slot_id, 1, name, name, "key-" + name});
    if (!held.reservation_id)
        throw std::runtime_error("the slot could not be held: " + held.summary());
    const Answer released = context.api().release(*held.reservation_id, "release-" + name);
    if (released.status != 200)
        throw std::runtime_error("the slot could not be released: " + released.summary());
    return {*made.slot_id, *made.version};
}

/// `by_header`: the version goes in If-Match, otherwise in the body.
Attempts attempt(Context &context, bool by_header)
{
    ApiClient &api = context.api();
    const Slot slot = make_changed_slot(context);
    Attempts attempts;
    const std::string name = context.next_name("stale");
    attempts.stale = {slot.id, 1, name, "requester-" + name, "key-" + name};
    auto &version = by_header ? attempts.stale.if_match : attempts.stale.availability_version;
    version = slot.version;
    attempts.refused = api.hold(attempts.stale);
    version = attempts.refused.availability_version;
    attempts.retried = api.hold(attempts.stale, api.nodes() - 1);

    const std::string rival = context.next_name("rival");
    attempts.rival = {slot.id, 1, rival, "requester-" + rival, "key-" + rival};
    attempts.conflict = api.hold(attempts.rival);
    attempts.same_key = api.hold(attempts.rival, api.nodes() - 1);
    attempts.rival.key += "-fresh";
    attempts.fresh_key = api.hold(attempts.rival);
    return attempts;
}

std::string advice(const Answer &answer)
{
    return answer.summary() + (!answer.retryable ? "" : *answer.retryable ? ", retryable" : ", not retryable");
}

void check_stale_version(Context &context, const Attempts &attempts, const std::string &how)
{
    const std::string refused = advice(attempts.refused)
                                + (attempts.refused.availability_version ? ", with the new version" : ", with no version");
    const std::string expected = "412 AVAILABILITY_CHANGED, retryable, with the new version";
    context.check({"A stale version is refused, " + how, expected, refused, refused == expected, Severity::High},
                  {"The version a client expects is not looked at, or the answer does not help it.",
                   "holdfast.judge_hold; backend/api"});
    context.check({"Its retry succeeds, " + how, "201", attempts.retried.summary(), attempts.retried.status == 201,
                   Severity::High},
                  {"A refusal was bound to the key, or the version told was not the current one.",
                   "resources/sql/booking/functions/hold.sql; requests.jsonl"});
}

void check_conflict(Context &context, const Attempts &first, const Attempts &second)
{
    const std::string expected = "409 SLOT_HELD, not retryable";
    std::string told = expected;
    std::string retried = expected;
    for (const Attempts *attempts : {&first, &second}) {
        if (advice(attempts->conflict) != expected)
            told = advice(attempts->conflict);
        for (const Answer *answer : {&attempts->same_key, &attempts->fresh_key})
            if (advice(*answer) != expected)
                retried = advice(*answer);
    }
    context.check({"A conflict is refused for good", expected, told, told == expected, Severity::High},
                  {"The error table says that it may be retried.", "backend/core/error.cpp"});
    context.check({refused_again, expected + ", with the same key and with a fresh one", retried, retried == expected,
                   Severity::Critical},
                  {"A refusal left something behind that the retry took for a hold.",
                   "resources/sql/booking/functions/hold.sql; requests.jsonl"});
}

void check_database(Context &context, const Attempts &attempts, const std::string &how)
{
    const auto rows = context.oracle("holds_of_slot", {attempts.stale.slot_id.to_string()});
    const std::string observed = rows.text(0, 0) + " HELD of " + rows.text(0, 3) + " in all; the slot says held "
                                 + rows.text(0, 1);
    const std::string expected = "1 HELD of 2 in all; the slot says held 1"; // the other one came and went before
    context.check({"One hold in the database, " + how, expected, observed, observed == expected, Severity::Critical},
                  {"A retry made a second hold.", "oracles/; events.jsonl"});
}

void run(Context &context)
{
    Attempts by_body;
    Attempts by_header;
    context.step("Refused, and retried, by body", [&] { by_body = attempt(context, false); });
    context.step("Refused, and retried, by header", [&] {
        by_header = attempt(context, true);
        context.sample_resources();
    });
    for (const Attempts *attempts : {&by_body, &by_header}) {
        context.must_have_happened("a stale version was refused", attempts->refused.status == 412,
                                   attempts->refused.summary());
        context.must_have_happened("a conflict was seen", attempts->conflict.status == 409, attempts->conflict.summary());
        context.must_have_happened("every retry was answered",
                                   attempts->retried.status > 0 && attempts->same_key.status > 0
                                       && attempts->fresh_key.status > 0,
                                   attempts->retried.summary() + ", " + attempts->same_key.summary() + " and "
                                       + attempts->fresh_key.summary());
    }
    context.step("Judge the answers", [&] {
        check_stale_version(context, by_body, "by body");
        check_stale_version(context, by_header, "by header");
        check_conflict(context, by_body, by_header);
    });
    context.step("Ask the database", [&] {
        check_database(context, by_body, "by body");
        check_database(context, by_header, "by header");
    });
}

} // namespace

Scenario retry_after_errors()
{
    Scenario scenario;
    scenario.id = "1.3";
    scenario.title = "Retry after transient errors";
    scenario.expectation = "A stale version is refused with 412 and its retry succeeds; a conflict is refused with 409, and "
                           "no retry of it makes a second hold.";
    scenario.area = "Booking and idempotency";
    scenario.api_nodes = 2;
    scenario.steps = {"Refused, and retried, by body", "Refused, and retried, by header", "Judge the answers",
                      "Ask the database"};
    scenario.saboteurs = {{"refusal-retried-into-a-hold",
                           "Who was refused once and comes again under the same key gets a hold, room or not; the "
                           "constraint behind it is gone.",
                           "sql/saboteurs/refusal_retried_into_a_hold.sql", "", refused_again}};
    scenario.run = run;
    return scenario;
}

} // namespace holdfast::scenarios
