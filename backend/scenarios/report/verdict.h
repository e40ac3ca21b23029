#pragma once

#include "backend/scenarios/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// How one scenario of the catalogue came out of an invocation, all its runs without a saboteur taken together.
struct Standing
{
    std::string id;
    Status status = Status::NotRun;
    bool flaky = false;    ///< marked so, or its runs ended differently
    bool serious = false;  ///< a CRITICAL or HIGH check failed, in whatever run
    bool critical = false; ///< it covers a critical area
    bool selected = true;
};

/// FAIL is worse than ERROR, that than NOT_RUN, and that than PASS.
[[nodiscard]] bool is_worse(Status one, Status other);

/// The worst of its runs: NOT_RUN without any.
[[nodiscard]] Standing stand(std::string_view id, std::span<const Result> runs);

enum class VerdictKind { NotSafe, NotAssessed, SafeForLimitedPartners, SafeForPilot, None };

struct Verdict
{
    VerdictKind kind = VerdictKind::None;
    std::string text;                 ///< "NOT SAFE", or "no verdict: 3 not selected"
    std::vector<std::string> reasons; ///< the scenarios it rests on, each with why
};

/// The first line that applies, of the standings of the whole catalogue: NOT SAFE when a CRITICAL or HIGH check failed;
/// no verdict when not everything was selected; NOT ASSESSED when a scenario of a critical area is ERROR or NOT_RUN;
/// SAFE FOR LIMITED PARTNERS when anything else is not a PASS, or flaky; SAFE FOR PILOT. What is specified and not in
/// the catalogue has no part in it.
[[nodiscard]] Verdict reach_verdict(std::span<const Standing> standings);

/// With deliberate bugs in the sandboxes the outcome says nothing of the system.
[[nodiscard]] Verdict no_verdict_with_saboteurs();

} // namespace holdfast::scenarios
