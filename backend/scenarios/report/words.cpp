#include "backend/scenarios/report/words.h"

#include "backend/core/time.h"
#include "backend/scenarios/report/text.h"

#include <algorithm>
#include <cctype>

namespace holdfast::scenarios::words {

std::string severity(Severity severity)
{
    std::string word(name(severity));
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word;
}

std::string status(const TestEntry &entry)
{
    return std::string(name(entry.status)) + (entry.flaky ? ", flaky" : "");
}

std::string age(const Failure &failure)
{
    if (failure.age == 0)
        return "new";
    return "recurring: failed in " + text::plural(failure.age, "earlier invocation") + ", since "
           + text::moment(failure.since);
}

std::string runs(const Failure &failure)
{
    if (failure.seen_in <= 1)
        return {};
    return "in " + std::to_string(failure.failed_in) + " of " + std::to_string(failure.seen_in) + " runs";
}

std::string duration(const TestEntry &entry)
{
    return entry.duration.count() > 0 ? text::duration(entry.duration) : "–";
}

std::string checks(const TestEntry &entry)
{
    if (entry.checks == 0)
        return "none made";
    return std::to_string(entry.checks - entry.failed) + " of " + std::to_string(entry.checks) + " held";
}

std::string covered(const RiskStanding &standing)
{
    std::string told;
    if (!standing.failed.empty())
        told = "failed: " + join(standing.failed, "; ");
    else if (standing.checks > 0)
        told = text::plural(standing.checks, "check") + " of " + join(standing.looked_at) + " held";
    if (!standing.missing.empty())
        told += (told.empty() ? "" : "; ") + std::string("without ") + join(standing.missing);
    return told;
}

std::string took(const InvocationRecord &record)
{
    const auto from = parse_rfc3339(record.started_at);
    const auto until = parse_rfc3339(record.finished_at);
    if (!from || !until || *until < *from)
        return {};
    return text::duration(std::chrono::duration_cast<std::chrono::milliseconds>(*until - *from));
}

std::string caught(const SaboteurLine &line)
{
    if (line.status == Status::Error || line.status == Status::NotRun)
        return std::string(name(line.status));
    return line.caught ? "CAUGHT" : "MISSED";
}

std::string milliseconds(const std::optional<double> &value)
{
    return value ? text::number(*value) + " ms" : "too few samples";
}

std::string unbuilt(const Report &report)
{
    if (report.unbuilt.empty())
        return {};
    return "Specified, but not in the catalogue, so that nothing is said of what they cover: " + join(report.unbuilt)
           + ".";
}

std::string join(const std::vector<std::string> &parts, std::string_view between)
{
    std::string joined;
    for (const std::string &part : parts)
        joined += (joined.empty() ? "" : std::string(between)) + part;
    return joined;
}

} // namespace holdfast::scenarios::words
