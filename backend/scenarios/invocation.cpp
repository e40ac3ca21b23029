#include "backend/scenarios/invocation.h"

#include "backend/core/uuid.h"
#include "backend/process/files.h"
#include "backend/scenarios/runner.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

std::string last_eight(const std::string &id)
{
    return id.size() < 8 ? id : id.substr(id.size() - 8);
}

json time_or_null(const std::optional<Timestamp> &time)
{
    return time ? json(to_rfc3339(*time)) : json();
}

template <typename Value>
json value_or_null(const std::optional<Value> &value)
{
    return value ? json(*value) : json();
}

json not_selected(const RunRequest &request)
{
    json ids = json::array();
    for (const Scenario &scenario : catalogue())
        if (std::ranges::find(request.scenarios, scenario.id, &Scenario::id) == request.scenarios.end())
            ids.push_back(scenario.id);
    return ids;
}

} // namespace

std::string Invocation::folder_name(Timestamp started_at, const std::string &id)
{
    std::string stamp = to_rfc3339(started_at).substr(0, 19) + "Z";
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    return stamp + "-" + last_eight(id);
}

Invocation::Invocation(const RunRequest &request, const std::vector<PlannedRun> &planned)
    : id_(Uuid::make_v7().to_string()), request_(request), started_at_(wall_clock_now()),
      seed_(planned.empty() ? 0 : planned.front().seed), runs_(planned.size())
{
    const fs::path runs = request.report_dir.empty() ? request.data_dir / "runs" : request.report_dir;
    try {
        folder_ = fs::absolute(runs) / folder_name(started_at_, id_);
        fs::create_directories(folder_);
        lock_ = process::FileLock::take(folder_ / lock_name, process::FileLock::Mode::Exclusive, {});
        write();
    } catch (const std::system_error &error) {
        throw std::runtime_error("the folder for results could not be made: " + std::string(error.what()));
    }
}

fs::path Invocation::run_folder(const Result &result) const
{
    return folder_ / (result.id + "-" + (result.saboteur ? *result.saboteur + "-" : "") + last_eight(result.run));
}

void Invocation::record(std::size_t place, const Result &result)
{
    Entry entry{result.run,    result.id,    result.saboteur, result.rerun_of, result.repeat,
                result.status, result.flaky, result.duration, result.report.filename().string()};
    const std::lock_guard lock(mutex_);
    std::vector<Entry> &kept = runs_.at(place);
    const auto former = std::ranges::find(kept, entry.run, &Entry::run);
    if (former == kept.end())
        kept.push_back(std::move(entry));
    else
        *former = std::move(entry);
    if (result.status == Status::NotRun)
        return; // there may be thousands of them, and they all come at the end
    try {
        write();
    } catch (const std::system_error &error) {
        spdlog::error("{}", error.what());
    }
}

void Invocation::finish(int exit)
{
    const std::lock_guard lock(mutex_);
    finished_at_ = wall_clock_now();
    exit_ = exit;
    try {
        write();
    } catch (const std::system_error &error) {
        spdlog::error("{}", error.what());
    }
}

void Invocation::write() const
{
    json selected = json::array();
    for (const Scenario *scenario : request_.scenarios)
        selected.push_back(scenario->id);
    json runs = json::array();
    for (const std::vector<Entry> &place : runs_)
        for (const Entry &entry : place)
            runs.push_back({{"id", entry.run},
                            {"scenario", entry.scenario},
                            {"saboteur", value_or_null(entry.saboteur)},
                            {"repeat", entry.repeat},
                            {"rerun_of", value_or_null(entry.rerun_of)},
                            {"status", name(entry.status)},
                            {"flaky", entry.flaky},
                            {"duration_ms", entry.duration.count()},
                            {"folder", entry.folder}});
    const json told = {{"id", id_},
                       {"started_at", to_rfc3339(started_at_)},
                       {"finished_at", time_or_null(finished_at_)},
                       {"version", request_.version},
                       {"command", reproduce_command(request_, seed_)},
                       {"seed", seed_},
                       {"selected", std::move(selected)},
                       {"not_selected", not_selected(request_)},
                       {"saboteurs", request_.saboteurs},
                       {"parameters", request_.parameters},
                       {"runs", std::move(runs)},
                       {"exit", value_or_null(exit_)}};
    process::write_atomically(folder_ / file_name, told.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string reproduce_command(const RunRequest &request, std::uint64_t seed)
{
    std::string command = "holdfastctl scenario run";
    if (request.scenarios.size() == catalogue().size() && request.scenarios.size() > 1) {
        command += " all";
    } else {
        for (const Scenario *scenario : request.scenarios)
            command += " " + scenario->id;
    }
    command += " --seed " + std::to_string(seed);
    for (const std::string &parameter : request.parameters)
        command += " --param " + parameter;
    if (request.repeat > 1)
        command += " --repeat " + std::to_string(request.repeat);
    if (request.saboteurs)
        command += request.saboteur.empty() ? " --saboteurs" : " --saboteur " + request.saboteur;
    return request.real_time ? command + " --real-time" : command;
}

} // namespace holdfast::scenarios
