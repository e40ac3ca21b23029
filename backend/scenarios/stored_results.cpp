#include "backend/scenarios/stored_results.h"

#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/scenarios/invocation.h"
#include "backend/scenarios/report/formats.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

bool is_folder(const fs::path &path)
{
    return fs::symlink_status(path).type() == fs::file_type::directory;
}

/// What is in an invocation's folder, told apart; folders with those inside them first.
struct Contents
{
    std::vector<fs::path> files;
    std::vector<fs::path> folders;
    std::vector<fs::path> foreign;
};

bool is_plain_file(const fs::directory_entry &entry)
{
    std::error_code gone;
    return !entry.is_symlink(gone) && entry.is_regular_file(gone);
}

/// What a run leaves in its folder by Evidence, write_result() and Context::holdfastctl(). Half of a file that a killed
/// runner was replacing ends in ".new".
bool is_evidence(const std::string &name)
{
    constexpr std::array<std::string_view, 14> names = {
        "after.json",   "before.json",     "events.jsonl",  "faults.json",  "gateway_books.json",
        "gateway_calls.json", "history.jsonl", "invariants.jsonl", "metrics.json", "reproduce.txt",
        "requests.jsonl", "result.json",   "run.jsonl",     "timelines.jsonl"};
    return std::ranges::find(names, name) != names.end() || (name.starts_with("holdfastctl-") && name.ends_with(".txt"))
           || (name.starts_with("result.json.") && name.ends_with(".new"));
}

bool belongs_to_invocation(const std::string &name)
{
    const auto is_report = [&](Format format) { return name == file_name(format); };
    return name == Invocation::lock_name || std::ranges::any_of(all_formats, is_report)
           || ((name.starts_with(Invocation::file_name) || name.starts_with("report.") || name.starts_with("junit."))
               && name.ends_with(".new"));
}

void sort_run(const fs::path &folder, Contents &contents)
{
    for (const auto &entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        const bool oracles = name == "oracles";
        if (is_folder(entry.path()) && (oracles || name == "logs")) {
            for (const auto &inner : fs::directory_iterator(entry.path())) {
                const bool ours = is_plain_file(inner) && inner.path().extension() == (oracles ? ".json" : ".log");
                (ours ? contents.files : contents.foreign).push_back(inner.path());
            }
            contents.folders.push_back(entry.path());
        } else {
            (is_plain_file(entry) && is_evidence(name) ? contents.files : contents.foreign).push_back(entry.path());
        }
    }
    contents.folders.push_back(folder);
}

/// Of everything but what the invocation is known by. A run's folder is one that is listed, or has a run's record.
Contents sort_out(const fs::path &folder)
{
    const auto text = process::read_file(folder / Invocation::file_name);
    const json told = text ? json::parse(*text, nullptr, false) : json();
    std::set<std::string> listed;
    if (told.is_object() && told.contains("runs") && told["runs"].is_array())
        for (const json &run : told["runs"])
            if (run.is_object() && run.contains("folder") && run["folder"].is_string())
                listed.insert(run["folder"].get<std::string>());
    Contents contents;
    for (const auto &entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        if (name == Invocation::file_name)
            continue;
        if (is_folder(entry.path()) && (listed.contains(name) || fs::exists(entry.path() / "run.jsonl")))
            sort_run(entry.path(), contents);
        else
            (is_plain_file(entry) && belongs_to_invocation(name) ? contents.files : contents.foreign)
                .push_back(entry.path());
    }
    std::ranges::sort(contents.foreign);
    return contents;
}

/// Held for as long as nobody else may write there; nullopt while a runner does.
std::optional<process::FileLock> take_lock(const fs::path &folder)
{
    return process::FileLock::take(folder / Invocation::lock_name, process::FileLock::Mode::Exclusive, {});
}

std::optional<StoredInvocation> read_invocation(const fs::path &folder)
{
    if (!is_folder(folder) || fs::is_symlink(folder / Invocation::file_name))
        return std::nullopt;
    const auto text = process::read_file(folder / Invocation::file_name);
    const json told = text ? json::parse(*text, nullptr, false) : json();
    const auto member = [&](const char *name) {
        return told.is_object() && told.contains(name) && told[name].is_string() ? told[name].get<std::string>() : "";
    };
    const auto started_at = parse_rfc3339(member("started_at"));
    if (!started_at || folder.filename() != Invocation::folder_name(*started_at, member("id")))
        return std::nullopt;
    StoredInvocation found{folder, *started_at, 0, bytes_in(folder), false, sort_out(folder).foreign};
    for (const fs::path &foreign : found.foreign)
        found.bytes -= bytes_in(foreign);
    if (const auto runs = told.find("runs"); runs != told.end() && runs->is_array())
        found.runs = runs->size();
    found.in_use = fs::exists(folder / Invocation::lock_name) && !take_lock(folder);
    return found;
}

} // namespace

StoredResults find_stored_results(const fs::path &runs)
{
    StoredResults found;
    if (!fs::exists(runs))
        return found;
    for (const auto &entry : fs::directory_iterator(runs)) {
        if (auto invocation = read_invocation(entry.path()))
            found.invocations.push_back(*std::move(invocation));
        else
            found.others.push_back(entry.path());
    }
    std::ranges::sort(found.invocations, {}, &StoredInvocation::started_at);
    std::ranges::sort(found.others);
    return found;
}

bool remove_stored(const StoredInvocation &invocation)
{
    const auto lock = take_lock(invocation.folder);
    if (!lock)
        return false;
    const Contents contents = sort_out(invocation.folder);
    for (const fs::path &file : contents.files)
        fs::remove(file);
    std::error_code not_empty; // something foreign is in it
    for (const fs::path &folder : contents.folders)
        fs::remove(folder, not_empty);
    fs::remove(invocation.folder / Invocation::lock_name); // taking it has made it
    fs::remove(invocation.folder / Invocation::file_name);
    fs::remove(invocation.folder, not_empty);
    return true;
}

std::uintmax_t bytes_in(const fs::path &folder)
{
    std::uintmax_t bytes = 0;
    std::error_code error;
    const auto count = [&bytes](const fs::directory_entry &entry) {
        std::error_code gone;
        const auto size = is_plain_file(entry) ? entry.file_size(gone) : 0;
        bytes += gone ? 0 : size;
    };
    if (!is_folder(folder)) {
        count(fs::directory_entry(folder, error));
        return bytes;
    }
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error))
        count(*at);
    return bytes;
}

} // namespace holdfast::scenarios
