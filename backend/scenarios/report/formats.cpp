#include "backend/scenarios/report/formats.h"

#include "backend/process/files.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace holdfast::scenarios {

namespace fs = std::filesystem;

namespace {

/// Further back the age of a failure is not counted.
constexpr std::size_t most_earlier = 20;

struct Described
{
    std::string_view name;
    std::string_view file;
    std::string (*write)(const Report &);
};

const Described &describe(Format format)
{
    static constexpr std::array<Described, all_formats.size()> formats = {{
        {"md", "report.md", to_markdown},
        {"html", "report.html", to_html},
        {"json", "report.json", static_cast<std::string (*)(const Report &)>(to_json)},
        {"junit", "junit.xml", to_junit},
    }};
    return formats[static_cast<std::size_t>(format)];
}

/// What was run before and stands beside it, the latest first.
std::vector<InvocationRecord> read_earlier(const InvocationRecord &record)
{
    std::vector<InvocationRecord> earlier;
    std::vector<fs::path> beside = find_invocations(fs::absolute(record.folder).parent_path());
    std::ranges::reverse(beside);
    for (const fs::path &folder : beside) {
        if (earlier.size() == most_earlier)
            break;
        try {
            InvocationRecord other = read_invocation(folder, Depth::Results);
            if (other.started_at < record.started_at && other.id != record.id && !other.saboteurs)
                earlier.push_back(std::move(other));
        } catch (const std::runtime_error &error) {
            spdlog::warn("not compared with: {}", error.what());
        }
    }
    return earlier;
}

} // namespace

std::string_view name(Format format)
{
    return describe(format).name;
}

std::string_view file_name(Format format)
{
    return describe(format).file;
}

std::optional<Format> parse_format(std::string_view text)
{
    const auto found = std::ranges::find(all_formats, text, [](Format format) { return name(format); });
    return found == all_formats.end() ? std::nullopt : std::optional(*found);
}

WrittenReport write_report(const fs::path &given, std::span<const Format> formats)
{
    InvocationRecord record = read_invocation(find_invocation(given), Depth::ResultsAndEvents);
    const std::vector<InvocationRecord> earlier = read_earlier(record);
    const Report report = make_report(std::move(record), earlier);
    WrittenReport written{report.record.folder, report.verdict, report.headline, {}};
    for (const Format format : formats) {
        written.files.push_back(written.folder / file_name(format));
        process::write_atomically(written.files.back(), describe(format).write(report));
    }
    return written;
}

} // namespace holdfast::scenarios
