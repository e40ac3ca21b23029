#pragma once

#include "backend/scenarios/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// What an owner of the business is afraid of.
enum class Risk {
    DoubleBooking,
    MoneyLeakage,
    SlotBlocked,
    PaymentIdempotency,
    RetryLogic,
    Compensation,
    Observability,
    Degradation,
    EdgeTiming,
    PartialFailures,
    ReconciliationGaps,
};
inline constexpr std::size_t risk_count = 11;

[[nodiscard]] std::string_view name(Risk risk); ///< "Double booking possible"
[[nodiscard]] Severity severity_of(Risk risk);

/// Which checks cover a risk. With an empty scenario: those of any, which can only show that the risk is real. With an
/// empty check: all of the scenario's own. A check's name may be continued.
struct Cover
{
    Risk risk;
    std::string_view scenario;
    std::string_view check;
};

[[nodiscard]] std::span<const Cover> covers();

enum class Exposure {
    Yes,         ///< a check that covers it failed
    No,          ///< every scenario meant for it has exercised its checks, and all held
    NotAssessed, ///< one at least did not, and nothing failed: nothing is said
};

[[nodiscard]] std::string_view name(Exposure exposure); ///< "NOT ASSESSED"

struct RiskStanding
{
    Risk risk = Risk::DoubleBooking;
    Exposure exposure = Exposure::NotAssessed;
    int checks = 0;                     ///< meant for it and exercised
    std::vector<std::string> looked_at; ///< the scenarios they belong to
    std::vector<std::string> failed;    ///< "1.1: Exactly one 201"
    std::vector<std::string> missing;   ///< scenarios meant for it that made no statement
};

/// Every risk, from typed checks alone. An invariant that fails in any run is a YES; one that holds proves nothing
/// without a scenario that attacks it. Runs with a saboteur do not count, and those that are ERROR only for what failed in them.
[[nodiscard]] std::vector<RiskStanding> assess_risks(std::span<const Result> runs);

/// Whether the table of risks knows the scenario.
[[nodiscard]] bool has_risk(std::string_view scenario);

} // namespace holdfast::scenarios
