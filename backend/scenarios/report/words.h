#pragma once

#include "backend/scenarios/report/report.h"

#include <string>

/// What more than one format says in the same words.
namespace holdfast::scenarios::words {

[[nodiscard]] std::string severity(Severity severity);      ///< "critical"
[[nodiscard]] std::string status(const TestEntry &entry);   ///< "FAIL, flaky"
[[nodiscard]] std::string age(const Failure &failure);      ///< "new", "recurring: 3 earlier invocations, since ..."
[[nodiscard]] std::string runs(const Failure &failure);     ///< "in 2 of 3 runs", empty of one alone
[[nodiscard]] std::string duration(const TestEntry &entry); ///< a dash when it was not run
[[nodiscard]] std::string checks(const TestEntry &entry);   ///< "7 of 8 held"
[[nodiscard]] std::string covered(const RiskStanding &standing);            ///< what the answer rests on
[[nodiscard]] std::string took(const InvocationRecord &record);             ///< empty when it did not end
[[nodiscard]] std::string caught(const SaboteurLine &line);                 ///< "CAUGHT"
[[nodiscard]] std::string milliseconds(const std::optional<double> &value); ///< "12.5 ms", "too few samples"
[[nodiscard]] std::string unbuilt(const Report &report); ///< a sentence; empty when all that is specified is built
[[nodiscard]] std::string join(const std::vector<std::string> &parts, std::string_view between = ", ");

} // namespace holdfast::scenarios::words
