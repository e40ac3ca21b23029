#include "backend/scenarios/result.h"

#include <algorithm>

namespace holdfast::scenarios {

std::optional<std::string> find_vacuous(const Result &result)
{
    const auto missing = std::ranges::find(result.conditions, false, &Condition::happened);
    if (missing != result.conditions.end())
        return "vacuous: " + missing->name + " (" + missing->detail + ")";
    if (result.checks.empty())
        return "vacuous: nothing was checked";
    return std::nullopt;
}

bool is_serious_failure(const Check &check)
{
    return !check.ok && (check.severity == Severity::Critical || check.severity == Severity::High);
}

void judge(Result &result, const std::string &declared_check)
{
    if (result.error.empty())
        result.error = find_vacuous(result).value_or("");
    if (!result.error.empty()) {
        const bool broken = !result.saboteur && !result.aborted && std::ranges::any_of(result.checks, is_serious_failure);
        result.status = broken ? Status::Fail : Status::Error;
        return;
    }
    const bool all_ok = std::ranges::all_of(result.checks, &Check::ok);
    result.status = all_ok ? Status::Pass : Status::Fail;
    if (!result.saboteur)
        return;
    const auto declared = std::ranges::find(result.checks, declared_check, &Check::name);
    if (declared != result.checks.end() && !declared->ok)
        result.caught_by = declared->name;
}

} // namespace holdfast::scenarios
