#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast::scenarios {

/// What it means for the business when a check fails.
enum class Severity { Critical, High, Medium, Low };

[[nodiscard]] std::string_view name(Severity severity); ///< "CRITICAL"
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view name);

/// How a run ended. It comes from checks and conditions alone, never from the text of a log.
enum class Status {
    Pass,
    Fail,   ///< a check failed, and everything that had to happen did
    Error,  ///< it could not be run, or something that had to happen did not: no statement is made
    NotRun, ///< aborted before its start
};

[[nodiscard]] std::string_view name(Status status); ///< "PASS"
[[nodiscard]] std::optional<Status> parse_status(std::string_view name);

/// One thing that was looked at, with what ought to have been seen.
struct Check
{
    std::string name;
    std::string expected;
    std::string observed;
    bool ok = false;
    Severity severity = Severity::High;
};

/// Where to begin when a check fails.
struct Hint
{
    std::string hypothesis; ///< the likeliest cause
    std::string look_at;    ///< a place in the code or the evidence
};

/// Something without which a check would prove nothing: requests sent, conflicts seen, a fault really hit.
struct Condition
{
    std::string name;
    bool happened = false;
    std::string detail; ///< what was seen
};

} // namespace holdfast::scenarios
