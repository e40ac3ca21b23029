#include "backend/scenarios/report/formats.h"

#include "backend/process/files.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ranges>

namespace holdfast::scenarios {

namespace fs = std::filesystem;

namespace {

/// Further back the age of a failure is not counted.
constexpr std::size_t most_earlier = 20;
constexpr std::size_t most_folders = 60; ///< are read to find as many: some are of saboteurs, some damaged
constexpr std::size_t most_runs = 5'000;  ///< of all of them

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
    const fs::path own = fs::canonical(record.folder);
    std::vector<fs::path> beside = find_invocations(own.parent_path());
    std::erase_if(beside, [&](const fs::path &folder) { return folder.filename() >= own.filename(); });
    std::ranges::reverse(beside);
    std::size_t runs = 0;
    for (const fs::path &folder : beside | std::views::take(most_folders)) {
        if (earlier.size() == most_earlier || runs >= most_runs)
            break;
        try {
            InvocationRecord other = read_invocation(folder, Depth::Results);
            runs += other.runs.size();
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
