#include "backend/scenarios/invariants.h"

#include "backend/process/files.h"
#include "backend/process/process.h"
#include "backend/scenarios/sandbox.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <set>
#include <sstream>
#include <stdexcept>

namespace holdfast::scenarios {

using json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto verify_timeout = 30s;
constexpr auto abort_period = 100ms; ///< between two looks at whether it is time to end
constexpr auto look_period = 10ms;

/// What a database must be asked, or a verdict says less than it seems to.
constexpr std::array<std::string_view, 11> required = {"I1", "I2", "I3", "I4", "I6", "I7", "I9", "I10", "I11", "I12", "I13"};

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
    InvariantHint{"I2", "Money was moved and not recorded, or what had to go back was left at the gateway.",
                  "resources/sql/booking/functions/operations.sql; the operations in after.json"},
    InvariantHint{"I3", "The expiry worker passed over a reservation, or cannot end it.",
                  "backend/workers/expiry_worker.cpp; logs/worker.log; events.jsonl"},
    InvariantHint{"I4", "One idempotency key had two effects: it was not read under the locks, or not bound.",
                  "resources/sql/booking/functions/hold.sql; history.jsonl by key"},
    InvariantHint{"I6", "Something was made for a slot, partner or vendor that was never stored, or was deleted.",
                  "resources/sql/booking/functions/hold.sql; before.json and after.json"},
    InvariantHint{"I7", "A transition was made without its event, or against the table.",
                  "resources/sql/booking/functions/change.sql; events.jsonl"},
    InvariantHint{"I9", "Somebody changed, took away or added an entry of the audit behind the functions that keep it.",
                  "resources/sql/acts/functions/audit.sql; who may write to the database"},
    InvariantHint{"I10", "A state was left without clearing its deadline, or entered without setting one.",
                  "resources/sql/booking/functions/change.sql"},
    InvariantHint{"I11", "A key is bound to an answer that no reservation gives.",
                  "resources/sql/booking/functions; history.jsonl by key"},
    InvariantHint{"I12", "No worker is there for it, or a lease never lapses.",
                  "resources/sql/booking/functions/operations.sql; logs/worker.log"},
    InvariantHint{"I13", "The constraint on appointments is gone, or was switched off when they were made.",
                  "holdfast.slot_appointments_exclusive; before.json"},
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

/// What it prints goes to `output`.
process::ExitStatus read_to_its_end(process::Process &verify, std::string &output, const std::function<bool()> &aborted)
{
    const auto deadline = std::chrono::steady_clock::now() + verify_timeout;
    const auto read = [&](std::chrono::milliseconds patience) {
        while (std::chrono::steady_clock::now() < deadline) {
            const auto line = verify.read_line(patience);
            if (!line)
                return;
            output += *line + "\n";
        }
    };
    for (;;) {
        read(abort_period);
        if (const auto status = verify.wait(look_period)) {
            read(0ms);
            return *status;
        }
        if (aborted && aborted())
            throw Aborted();
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("holdfastctl verify did not end in time");
    }
}

} // namespace

Verification verify_invariants(const std::filesystem::path &executable, const std::string &dsn,
                               const std::filesystem::path &log, const std::function<bool()> &aborted)
{
    process::SpawnOptions options;
    options.arguments = {executable, "verify", "--json", "--dsn", dsn};
    options.capture_stdout = true;
    options.stderr_file = log;
    options.death_signal = SIGKILL;
    options.new_session = true;
    process::Process verify(options);

    Verification verification;
    const auto status = read_to_its_end(verify, verification.output, aborted);
    std::istringstream lines(verification.output);
    std::set<std::string, std::less<>> missing(required.begin(), required.end());
    for (std::string text; std::getline(lines, text);) {
        const json line = json::parse(text, nullptr, false);
        if (!line.is_object() || !line.contains("id") || !line.contains("holds"))
            continue;
        verification.checks.push_back(read_line(line));
        missing.erase(line.at("id").get<std::string>());
    }
    const bool all_hold = std::ranges::all_of(verification.checks, &Check::ok);
    if (status.signal != 0 || status.code > 1 || verification.checks.empty() || all_hold != status.success()) {
        const std::string said = process::read_file(log).value_or("");
        throw std::runtime_error("holdfastctl verify gave no usable answer (exit " + std::to_string(status.code)
                                 + "): " + (said.empty() ? verification.output : said));
    }
    if (!missing.empty())
        throw std::runtime_error("holdfastctl verify left out " + *missing.begin());
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
