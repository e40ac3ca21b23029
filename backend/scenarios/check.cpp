#include "backend/scenarios/check.h"

#include <array>

namespace holdfast::scenarios {

namespace {

constexpr std::array<std::string_view, 4> severities = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
constexpr std::array<std::string_view, 4> statuses = {"PASS", "FAIL", "ERROR", "NOT_RUN"};

/// The value of that name, of those whose names these are in order.
template <typename Value, std::size_t count>
std::optional<Value> parse(const std::array<std::string_view, count> &names, std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<Value>(i);
    return std::nullopt;
}

} // namespace

std::string_view name(Severity severity)
{
    return severities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view name)
{
    return parse<Severity>(severities, name);
}

std::string_view name(Status status)
{
    return statuses[static_cast<std::size_t>(status)];
}

std::optional<Status> parse_status(std::string_view name)
{
    return parse<Status>(statuses, name);
}

} // namespace holdfast::scenarios
