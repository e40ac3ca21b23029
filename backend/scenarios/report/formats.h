#pragma once

#include "backend/scenarios/report/report.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

enum class Format { Markdown, Html, Json, Junit };
inline constexpr std::array all_formats = {Format::Markdown, Format::Html, Format::Json, Format::Junit};

[[nodiscard]] std::string_view name(Format format);      ///< "md"
[[nodiscard]] std::string_view file_name(Format format); ///< "report.md"
[[nodiscard]] std::optional<Format> parse_format(std::string_view name);

[[nodiscard]] std::string to_markdown(const Report &report);
/// One page that needs nothing but itself; what it shows of runs is text, never markup.
[[nodiscard]] std::string to_html(const Report &report);
[[nodiscard]] std::string to_json(const Report &report);
/// JUnit's XML: a suite for each area, a case for each run.
[[nodiscard]] std::string to_junit(const Report &report);

struct WrittenReport
{
    std::filesystem::path folder; ///< of the invocation
    Verdict verdict;
    std::string headline;
    std::vector<std::filesystem::path> files; ///< in the order of the formats
};

/// The report of the invocation in `folder`, or the latest one below it, from what is on disk there and of the
/// invocations beside it. Each file is replaced in one step. Throws std::runtime_error when there is no invocation,
/// std::system_error when a file cannot be written.
WrittenReport write_report(const std::filesystem::path &folder, std::span<const Format> formats);

} // namespace holdfast::scenarios
