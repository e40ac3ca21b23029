#include "backend/scenarios/report/verdict.h"

#include "backend/scenarios/scenario.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdfast::scenarios {

namespace {

/// Those for which `applies` holds, each with its reason.
template <typename Applies, typename Reason>
std::vector<std::string> collect(std::span<const Standing> standings, Applies applies, Reason reason)
{
    std::vector<std::string> reasons;
    for (const Standing &standing : standings)
        if (applies(standing))
            reasons.push_back(standing.id + ": " + reason(standing));
    return reasons;
}

std::string status_text(const Standing &standing)
{
    return std::string(name(standing.status)) + (standing.flaky ? ", flaky" : "");
}

} // namespace

bool is_worse(Status one, Status other)
{
    constexpr std::array weights = {0, 3, 2, 1}; // PASS, FAIL, ERROR, NOT_RUN
    return weights[static_cast<std::size_t>(one)] > weights[static_cast<std::size_t>(other)];
}

Standing stand(std::string_view id, std::span<const Result> runs)
{
    Standing standing;
    standing.id = id;
    standing.critical = covers_critical_area(id);
    std::set<Status> seen;
    for (const Result &run : runs) {
        if (run.id != id || run.saboteur)
            continue;
        standing.flaky = standing.flaky || run.flaky;
        standing.serious = standing.serious || std::ranges::any_of(run.checks, is_serious_failure);
        if (seen.empty() || is_worse(run.status, standing.status))
            standing.status = run.status;
        seen.insert(run.status);
    }
    // A run that never began or was cut short is no other outcome.
    standing.flaky = standing.flaky || (seen.contains(Status::Pass) && seen.contains(Status::Fail));
    return standing;
}

Verdict reach_verdict(std::span<const Standing> standings)
{
    auto reasons = collect(
        standings, [](const Standing &one) { return one.serious; },
        [](const Standing &) { return std::string("a CRITICAL or HIGH check failed"); });
    if (!reasons.empty())
        return {VerdictKind::NotSafe, "NOT SAFE", std::move(reasons)};

    const auto left_out = std::ranges::count(standings, false, &Standing::selected);
    if (left_out > 0)
        return {VerdictKind::None, "no verdict: " + std::to_string(left_out) + " not selected",
                collect(
                    standings, [](const Standing &one) { return one.selected; }, status_text)};

    const auto says_nothing = [](const Standing &one) {
        return one.critical && (one.status == Status::Error || one.status == Status::NotRun);
    };
    reasons = collect(standings, says_nothing, status_text);
    if (!reasons.empty())
        return {VerdictKind::NotAssessed, "NOT ASSESSED", std::move(reasons)};
    if (standings.empty())
        return {VerdictKind::NotAssessed, "NOT ASSESSED", {"nothing was run"}};

    // NOT_RUN outside the critical areas is as much of a gap as ERROR there.
    reasons = collect(
        standings, [](const Standing &one) { return one.status != Status::Pass || one.flaky; }, status_text);
    if (!reasons.empty())
        return {VerdictKind::SafeForLimitedPartners, "SAFE FOR LIMITED PARTNERS", std::move(reasons)};
    return {VerdictKind::SafeForPilot,
            "SAFE FOR PILOT",
            {"all " + std::to_string(standings.size()) + " scenarios passed, none of them flaky"}};
}

Verdict no_verdict_with_saboteurs()
{
    return {VerdictKind::None, "no verdict: run with saboteurs", {"deliberate bugs were loaded into the sandboxes"}};
}

} // namespace holdfast::scenarios
