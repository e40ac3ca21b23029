#include "backend/scenarios/registry.h"

#include "backend/process/file_lock.h"
#include "backend/process/files.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <csignal>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

json describe(const ProcessIdentity &process)
{
    return {{"pid", process.pid}, {"started", process.started}};
}

ProcessIdentity parse_process(const json &text)
{
    return {text.at("pid").get<pid_t>(), text.at("started").get<std::uint64_t>()};
}

/// What cleaning needs of a claim.
SandboxRecord parse_claim(const std::string &text)
{
    const json claim = json::parse(text);
    SandboxRecord record;
    record.name = claim.at("name").get<std::string>();
    record.owner = parse_process(claim.at("owner"));
    record.dir = claim.at("dir").get<std::string>();
    record.socket_dir = claim.at("socket_dir").get<std::string>();
    for (const json &process : claim.at("processes"))
        record.processes.push_back(parse_process(process));
    return record;
}

/// A folder of ours: named for the sandbox, inside one called "sandboxes". Nothing else is ever removed.
bool is_ours(const fs::path &folder, const std::string &name)
{
    return folder.is_absolute() && folder.stem() == name && folder.parent_path().filename() == "sandboxes";
}

bool clean(const SandboxRecord &record)
{
    for (const auto &process : record.processes)
        if (send_signal(process, SIGKILL))
            wait_until_gone(process, 2s);
    if (!end_postmaster(record.dir / "cluster"))
        return false;
    bool removed = true;
    for (const auto &folder : {record.dir, record.socket_dir}) {
        std::error_code error;
        if (is_ours(folder, record.name))
            fs::remove_all(folder, error);
        removed = removed && !error;
    }
    return removed;
}

} // namespace

SandboxRegistry::SandboxRegistry(const fs::path &runtime_dir) : folder_(runtime_dir / "sandboxes")
{
    process::make_folder(runtime_dir, 0711);
    process::make_folder(folder_, 0711);
}

void SandboxRegistry::claim(const SandboxRecord &record) const
{
    json processes = json::array();
    for (const auto &process : record.processes)
        processes.push_back(describe(process));
    const json claim = {{"name", record.name},
                        {"owner", describe(record.owner)},
                        {"dir", record.dir.string()},
                        {"socket_dir", record.socket_dir.string()},
                        {"processes", std::move(processes)}};
    process::write_atomically(folder_ / (record.name + ".claim"), claim.dump() + "\n", 0600);
}

void SandboxRegistry::publish(const SandboxRecord &record) const
{
    const json entry = {{"name", record.name},        {"pid", record.owner.pid},
                        {"started_at", to_rfc3339(record.started_at)},
                        {"dsn", record.dsn},          {"api_url", record.api_url},
                        {"gateway_url", record.gateway_url}, {"pids", record.pids},
                        {"scenario", record.scenario}, {"run", record.run},
                        {"dir", record.dir.string()}};
    process::write_atomically(folder_ / (record.name + ".json"), entry.dump() + "\n", 0600);
}

void SandboxRegistry::forget(const std::string &name) const
{
    std::error_code ignored;
    fs::remove(folder_ / (name + ".json"), ignored);
    fs::remove(folder_ / (name + ".claim"), ignored);
}

std::vector<std::string> SandboxRegistry::clean_stale() const
{
    std::vector<std::string> cleaned;
    const auto lock = process::FileLock::take(folder_ / ".cleaning", process::FileLock::Mode::Exclusive, 10s);
    if (!lock)
        return cleaned; // somebody else is at it
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder_, error)) {
        if (entry.path().extension() != ".claim")
            continue;
        const auto text = process::read_file(entry.path());
        if (!text)
            continue; // its owner has just gone down by itself
        try {
            const SandboxRecord record = parse_claim(*text);
            if (still_runs(record.owner))
                continue;
            if (!clean(record)) {
                spdlog::warn("something of the dead sandbox {} could not be removed", record.name);
                continue;
            }
            forget(record.name);
            cleaned.push_back(record.name);
        } catch (const json::exception &) {
            spdlog::warn("{} is not a sandbox's claim; left alone", entry.path().string());
        }
    }
    return cleaned;
}

} // namespace holdfast::scenarios
