#include "backend/scenarios/report/record.h"

#include "backend/core/time.h"
#include "backend/process/files.h"
#include "backend/scenarios/scenario.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <ranges>
#include <set>
#include <stdexcept>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

constexpr std::size_t most_samples = 20'000; ///< of the load of one run
constexpr std::size_t most_spans = 1'000;

/// Members that are missing or of another kind are as if empty: a report tells what is there.
std::string text_of(const json &object, const char *member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::string> optional_text(const json &object, const char *member)
{
    std::string text = text_of(object, member);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

template <typename Number>
Number number_of(const json &object, const char *member, Number fallback = 0)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_number() ? found->get<Number>() : fallback;
}

bool flag_of(const json &object, const char *member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::optional<double> optional_number(const json &object, const char *member)
{
    const auto found = object.find(member);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

const json &list_of(const json &object, const char *member)
{
    static const json none = json::array();
    const auto found = object.find(member);
    return found != object.end() && found->is_array() ? *found : none;
}

std::vector<std::string> texts_of(const json &object, const char *member)
{
    std::vector<std::string> texts;
    for (const json &text : list_of(object, member))
        if (text.is_string())
            texts.push_back(text.get<std::string>());
    return texts;
}

/// A path that stays below the folder it is relative to, or none.
fs::path inner_path(const std::string &text)
{
    const fs::path path = fs::path(text).lexically_normal();
    const bool leaves = path.is_absolute() || (!path.empty() && *path.begin() == "..");
    return leaves ? fs::path() : path;
}

void read_findings(const json &line, Result &result)
{
    for (const json &check : list_of(line, "checks")) {
        const auto severity = parse_severity(text_of(check, "severity"));
        result.checks.push_back({text_of(check, "name"), text_of(check, "expected"), text_of(check, "observed"),
                                 flag_of(check, "ok"), severity.value_or(Severity::Critical)});
    }
    for (const json &condition : list_of(line, "conditions"))
        result.conditions.push_back(
            {text_of(condition, "name"), flag_of(condition, "happened"), text_of(condition, "detail")});
    for (const json &diagnosis : list_of(line, "diagnoses"))
        result.diagnoses.push_back(
            {text_of(diagnosis, "check"), {text_of(diagnosis, "hypothesis"), text_of(diagnosis, "look_at")}});
    if (const auto metrics = line.find("metrics"); metrics != line.end() && metrics->is_object())
        for (const auto &[name, value] : metrics->items())
            if (value.is_number())
                result.metrics[name] = value.get<double>();
    if (const auto given = line.find("parameters"); given != line.end() && given->is_object())
        for (const auto &[name, value] : given->items())
            if (value.is_number_integer())
                result.parameters[name] = value.get<std::int64_t>();
}

/// What invocation.json says of a run. Only what it has in its own folder tells how it ended.
RunRecord read_entry(const json &entry)
{
    RunRecord run;
    run.folder = inner_path(text_of(entry, "folder"));
    run.result.repeat = number_of<int>(entry, "repeat", 1);
    run.result.rerun_of = optional_text(entry, "rerun_of");
    run.result.run = text_of(entry, "id");
    run.result.id = text_of(entry, "scenario");
    run.result.flaky = flag_of(entry, "flaky");
    run.result.duration = std::chrono::milliseconds(number_of<std::int64_t>(entry, "duration_ms"));
    run.result.saboteur = optional_text(entry, "saboteur");
    run.result.status = Status::Error;
    if (run.folder.empty() || text_of(entry, "status") == name(Status::NotRun)) {
        run.result.status = Status::NotRun;
        run.result.error = "aborted before its start";
    }
    return run;
}

void read_result(const fs::path &folder, RunRecord &run)
{
    const auto text = process::read_file(folder / "result.json");
    if (!text) {
        run.result.error = "it has left no result: the runner ended before it did";
        run.result.aborted = true;
        return;
    }
    try {
        Result result = parse_result(*text);
        result.flaky = result.flaky || run.result.flaky;
        run.result = std::move(result);
    } catch (const std::exception &error) {
        run.result.error = "its result cannot be read: " + std::string(error.what());
    }
}

LoadSample read_sample(const json &event)
{
    LoadSample sample;
    sample.phase = text_of(event, "phase");
    sample.at = std::chrono::milliseconds(number_of<std::int64_t>(event, "at_ms"));
    sample.interval = std::chrono::milliseconds(number_of<std::int64_t>(event, "interval_ms"));
    sample.offered = number_of<std::int64_t>(event, "offered");
    sample.started = number_of<std::int64_t>(event, "started");
    sample.dropped = number_of<std::int64_t>(event, "dropped");
    sample.ok = number_of<std::int64_t>(event, "ok");
    sample.refused = number_of<std::int64_t>(event, "refused");
    sample.failed = number_of<std::int64_t>(event, "failed");
    sample.unknown = number_of<std::int64_t>(event, "unknown");
    sample.p50_ms = optional_number(event, "p50_ms");
    sample.p95_ms = optional_number(event, "p95_ms");
    sample.p99_ms = optional_number(event, "p99_ms");
    sample.service_p50_ms = optional_number(event, "service_p50_ms");
    sample.service_p95_ms = optional_number(event, "service_p95_ms");
    sample.service_p99_ms = optional_number(event, "service_p99_ms");
    sample.lag_ms = number_of<double>(event, "lag_ms");
    return sample;
}

void note_fault(const json &event, std::chrono::milliseconds at, std::vector<FaultSpan> &faults)
{
    const std::string name = text_of(event, "name");
    const auto open = std::find_if(faults.rbegin(), faults.rend(),
                                   [&](const FaultSpan &fault) { return fault.name == name && !fault.until; });
    if (!flag_of(event, "on")) {
        if (open != faults.rend())
            open->until = at;
    } else if (open == faults.rend() && faults.size() < most_spans) {
        faults.push_back({name, text_of(event, "detail"), at, {}});
    }
}

/// What run.jsonl tells of load and faults, and of which scenario it is when nothing else does.
void read_events(const fs::path &folder, RunRecord &run)
{
    std::error_code error;
    if (!fs::is_regular_file(folder / "run.jsonl", error))
        return;
    std::ifstream file(folder / "run.jsonl");
    std::optional<Timestamp> began;
    for (std::string line; std::getline(file, line);) {
        const bool wanted =
            !began || line.find("\"load\"") != std::string::npos || line.find("\"fault\"") != std::string::npos;
        const json event = wanted ? json::parse(line, nullptr, false) : json();
        if (!event.is_object())
            continue;
        const auto at = parse_rfc3339(text_of(event, "at"));
        began = began ? began : at;
        const std::string kind = text_of(event, "event");
        if (kind == "run_started" && run.result.id.empty()) {
            run.result.id = text_of(event, "scenario");
            run.result.title = text_of(event, "title");
        }
        if (kind == "load" && run.load.size() < most_samples)
            run.load.push_back(read_sample(event));
        else if (kind == "fault" && at && began)
            note_fault(event, std::chrono::duration_cast<std::chrono::milliseconds>(*at - *began), run.faults);
    }
}

/// Folders of runs that invocation.json does not know: it was killed before it could say so.
void add_unlisted(const fs::path &folder, std::vector<RunRecord> &runs)
{
    std::set<fs::path> known;
    for (const RunRecord &run : runs)
        known.insert(run.folder);
    std::set<fs::path> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (entry.is_directory(error) && fs::exists(entry.path() / "run.jsonl", error))
            found.insert(entry.path().filename());
    for (const fs::path &name : found) {
        if (known.contains(name))
            continue;
        RunRecord run;
        run.folder = name;
        run.result.status = Status::Error;
        runs.push_back(std::move(run));
    }
}

/// invocation.json of this folder. Throws when there is none, or it is damaged.
json read_index(const fs::path &folder)
{
    const fs::path index = folder / "invocation.json";
    const auto text = process::read_file(index);
    json file = text ? json::parse(*text, nullptr, false) : json();
    std::error_code error;
    if (!file.is_object())
        throw std::runtime_error(index.string() + (text                       ? " is damaged"
                                                   : fs::exists(index, error) ? " cannot be read"
                                                                              : " is not there"));
    return file;
}

} // namespace

Result parse_result(std::string_view text)
{
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object() || text_of(line, "id").empty())
        throw std::runtime_error("no result line");
    const auto status = parse_status(text_of(line, "status"));
    if (!status)
        throw std::runtime_error("no such status: " + text_of(line, "status"));
    Result result;
    result.id = text_of(line, "id");
    result.title = text_of(line, "title");
    result.status = *status;
    result.flaky = flag_of(line, "flaky");
    result.aborted = flag_of(line, "aborted");
    result.duration = std::chrono::milliseconds(number_of<std::int64_t>(line, "duration_ms"));
    result.seed = number_of<std::uint64_t>(line, "seed");
    result.reproduce = text_of(line, "reproduce");
    result.error = text_of(line, "error");
    result.run = text_of(line, "run");
    result.repeat = number_of<int>(line, "repeat", 1);
    result.rerun_of = optional_text(line, "rerun_of");
    result.saboteur = optional_text(line, "saboteur");
    result.caught_by = optional_text(line, "caught_by");
    if (const std::string tool = text_of(line, "tool"); !tool.empty())
        result.tool = tool;
    read_findings(line, result);
    return result;
}

InvocationRecord read_invocation(const fs::path &folder, Depth depth)
{
    const json file = read_index(folder);
    InvocationRecord record;
    record.folder = folder;
    record.id = text_of(file, "id");
    record.started_at = text_of(file, "started_at");
    record.finished_at = text_of(file, "finished_at");
    record.version = text_of(file, "version");
    record.command = text_of(file, "command");
    record.seed = number_of<std::uint64_t>(file, "seed");
    record.selected = texts_of(file, "selected");
    record.not_selected = texts_of(file, "not_selected");
    record.saboteurs = flag_of(file, "saboteurs");
    if (const auto exit = file.find("exit"); exit != file.end() && exit->is_number_integer())
        record.exit = exit->get<int>();
    for (const json &entry : list_of(file, "runs"))
        if (entry.is_object())
            record.runs.push_back(read_entry(entry));
    add_unlisted(folder, record.runs);
    for (RunRecord &run : record.runs) {
        if (!run.folder.empty()
            && (run.result.status != Status::NotRun || fs::exists(folder / run.folder / "result.json")))
            read_result(folder / run.folder, run);
        if (!run.folder.empty() && (depth == Depth::ResultsAndEvents || run.result.id.empty()))
            read_events(folder / run.folder, run);
        if (const Scenario *scenario = find_scenario(run.result.id); scenario && run.result.title.empty())
            run.result.title = scenario->title;
    }
    std::erase_if(record.runs, [](const RunRecord &run) { return run.result.id.empty(); });
    return record;
}

std::vector<fs::path> find_invocations(const fs::path &folder)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (fs::exists(entry.path() / "invocation.json", error))
            found.push_back(entry.path());
    std::ranges::sort(found); // their names begin with the time
    return found;
}

fs::path find_invocation(const fs::path &folder)
{
    if (fs::exists(folder / "invocation.json"))
        return folder;
    const auto found = find_invocations(folder);
    if (found.empty())
        throw std::runtime_error("no invocation in " + folder.string()
                                 + ": neither invocation.json nor a folder with one");
    for (const fs::path &latest : found | std::views::reverse) {
        try {
            (void)read_index(latest);
            return latest;
        } catch (const std::runtime_error &error) {
            spdlog::warn("passed over: {}", error.what());
        }
    }
    throw std::runtime_error("no invocation in " + folder.string() + " can be read");
}

void add_sample(LoadSample &total, const LoadSample &sample)
{
    const auto keep_worst = [](std::optional<double> &worst, const std::optional<double> &value) {
        if (value)
            worst = std::max(worst.value_or(*value), *value);
    };
    total.at = std::max(total.at, sample.at);
    total.interval += sample.interval;
    total.offered += sample.offered;
    total.started += sample.started;
    total.dropped += sample.dropped;
    total.ok += sample.ok;
    total.refused += sample.refused;
    total.failed += sample.failed;
    total.unknown += sample.unknown;
    total.lag_ms = std::max(total.lag_ms, sample.lag_ms);
    keep_worst(total.p50_ms, sample.p50_ms);
    keep_worst(total.p95_ms, sample.p95_ms);
    keep_worst(total.p99_ms, sample.p99_ms);
    keep_worst(total.service_p99_ms, sample.service_p99_ms);
}

} // namespace holdfast::scenarios
