#include "backend/scenarios/stored_results.h"

#include "backend/process/file_lock.h"
#include "backend/process/files.h"
#include "backend/scenarios/invocation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

bool is_folder(const fs::path &path)
{
    return fs::symlink_status(path).type() == fs::file_type::directory;
}

std::uintmax_t bytes_in(const fs::path &folder)
{
    std::uintmax_t bytes = 0;
    for (const auto &entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
        std::error_code gone;
        const auto size = entry.is_symlink(gone) || !entry.is_regular_file(gone) ? 0 : entry.file_size(gone);
        bytes += gone ? 0 : size;
    }
    return bytes;
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
    StoredInvocation found{folder, *started_at, 0, bytes_in(folder), false};
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
    for (const auto &entry : fs::directory_iterator(invocation.folder))
        if (entry.path().filename() != Invocation::file_name)
            fs::remove_all(entry.path());
    fs::remove_all(invocation.folder);
    return true;
}

} // namespace holdfast::scenarios
