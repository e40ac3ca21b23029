#include "tests/workers/troubles.h"

namespace holdfast::test {

using booking::Verb;

std::vector<Trouble> troubles(std::chrono::milliseconds beyond)
{
    const auto late = beyond.count();
    return {
        {"drop_before", {{"kind", "drop_before"}}},
        {"drop_after", {{"kind", "drop_after"}}},
        {"delay", {{"kind", "delay"}, {"delay_ms", 100}}},
        {"delay, too long", {{"kind", "delay"}, {"delay_ms", late}}},
        {"error", {{"kind", "error"}, {"status", 500}}},
        {"error, kept", {{"kind", "error"}, {"status", 500}, {"stored", true}}},
        {"error after acting", {{"kind", "error"}, {"status", 503}, {"after", true}}},
        {"rate_limit", {{"kind", "rate_limit"}}},
        {"decline", {{"kind", "decline"}, {"decline_code", "insufficient_funds"}}, true},
        {"hang, done", {{"kind", "hang"}, {"delay_ms", late}}},
        {"hang, not done", {{"kind", "hang"}, {"delay_ms", late}, {"after", false}}},
    };
}

std::vector<Verb> and_then(std::vector<Verb> steps, Verb last)
{
    steps.push_back(last);
    return steps;
}

std::vector<Target> targets()
{
    return {
        {"create", steps_to_book(), "CONFIRMED", "FAILED_REQUESTER_AUTH"},
        {"capture", steps_to_book(), "CONFIRMED", "FAILED_COMMIT"},
        {"cancel", and_then(steps_to_authorize(), Verb::Release), "RELEASED", ""},
        {"refund", and_then(steps_to_book(), Verb::Cancel), "CANCELLED", ""},
        {"retrieve", and_then(steps_to_authorize(), Verb::Release), "RELEASED", ""},
    };
}

} // namespace holdfast::test
