#pragma once

#include "backend/scenarios/report/report.h"

#include <string>

/// Charts as SVG that stands within the page: colours come from its style sheet, widths follow the page, text keeps its
/// size. Each is described for those who do not see it, and has a table beside it that says the same.
namespace holdfast::scenarios::charts {

/// How many scenarios ended how, as one bar.
[[nodiscard]] std::string statuses(const Report &report);
/// How long each took.
[[nodiscard]] std::string durations(const Report &report);
/// Throughput and percentiles over time, with the faults shaded. `id` is unique on the page.
[[nodiscard]] std::string throughput(const LoadFinding &load, const std::string &id);
[[nodiscard]] std::string latency(const LoadFinding &load, const std::string &id);
/// The same in rows.
[[nodiscard]] std::string load_table(const LoadFinding &load);

} // namespace holdfast::scenarios::charts
