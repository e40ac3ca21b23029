#include "backend/scenarios/check.h"

#include <array>

namespace holdfast::scenarios {

namespace {

constexpr std::array<std::string_view, 4> severities = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
constexpr std::array<std::string_view, 4> statuses = {"PASS", "FAIL", "ERROR", "NOT_RUN"};

} // namespace

std::string_view name(Severity severity)
{
    return severities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view name)
{
    for (std::size_t i = 0; i < severities.size(); ++i)
        if (severities[i] == name)
            return static_cast<Severity>(i);
    return std::nullopt;
}

std::string_view name(Status status)
{
    return statuses[static_cast<std::size_t>(status)];
}

} // namespace holdfast::scenarios
