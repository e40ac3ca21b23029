#include "backend/scenarios/invariants.h"

#include "backend/process/process.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>
#include <stdexcept>

namespace holdfast::scenarios {

using json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto verify_timeout = 30s;

struct InvariantHint
{
    std::string_view id;
    const char *hypothesis;
    const char *look_at;
};

constexpr std::array hints = {
    InvariantHint{"I1", "A slot's counters and its reservations were changed in different transactions, or capacity was "
                        "judged on a stale snapshot.",
                  "resources/sql/booking/functions; before.json and after.json"},
    InvariantHint{"I3", "The expiry worker passed over a reservation, or ended it without giving its places back.",
                  "backend/workers/expiry_worker.cpp; logs/worker.log; events.jsonl"},
    InvariantHint{"I4", "One idempotency key had two effects: it was not read under the locks, or not bound.",
                  "resources/sql/booking/functions/hold.sql; history.jsonl by key"},
    InvariantHint{"I7", "A transition was made without its event, or against the table.",
                  "resources/sql/booking/functions/change.sql; events.jsonl"},
    InvariantHint{"I10", "A state was left without clearing its deadline, or entered without setting one.",
                  "resources/sql/booking/functions/change.sql"},
    InvariantHint{"I11", "A key is bound to an answer that no reservation gives.",
                  "resources/sql/booking/functions; history.jsonl by key"},
    InvariantHint{"I14", "A client was told of a success before it was durable, or it was undone without a trace.",
                  "backend/booking: what is answered when; history.jsonl beside events.jsonl"},
};

Check read_line(const json &line)
{
    const auto severity = parse_severity(line.at("severity").get<std::string>());
    const auto violations = line.at("violations").get<std::int64_t>();
    std::string observed = violations == 0 ? "none" : std::to_string(violations);
    const json examples = line.value("examples", json::array());
    if (!examples.empty() && examples.front().is_string())
        observed += ": " + examples.front().get<std::string>();
    return {line.at("id").get<std::string>() + " " + line.at("title").get<std::string>(), "no violation", observed,
            line.at("holds").get<bool>(), severity.value_or(Severity::Critical)};
}

} // namespace

Verification verify_invariants(const std::filesystem::path &executable, const std::string &dsn)
{
    process::SpawnOptions options;
    options.arguments = {executable, "verify", "--json", "--dsn", dsn};
    options.death_signal = SIGKILL;
    options.new_session = true;
    const auto verify = process::run(options, verify_timeout);

    Verification verification;
    verification.output = verify.out;
    std::istringstream lines(verify.out);
    for (std::string text; std::getline(lines, text);) {
        const json line = json::parse(text, nullptr, false);
        if (line.is_object() && line.contains("id") && line.contains("holds"))
            verification.checks.push_back(read_line(line));
    }
    const bool all_hold = std::ranges::all_of(verification.checks, &Check::ok);
    if (verification.checks.empty() || verify.status.signal != 0 || verify.status.code > 1
        || all_hold != verify.status.success())
        throw std::runtime_error("holdfastctl verify gave no usable answer (exit " + std::to_string(verify.status.code)
                                 + "): " + (verify.err.empty() ? verify.out : verify.err));
    return verification;
}

Hint hint_for_invariant(const std::string &check_name)
{
    const std::string id = check_name.substr(0, check_name.find(' '));
    const auto found = std::ranges::find(hints, id, &InvariantHint::id);
    if (found == hints.end())
        return {"The data contradicts itself.", "resources/sql/insight/invariants; before.json and after.json"};
    return {found->hypothesis, found->look_at};
}

} // namespace holdfast::scenarios
