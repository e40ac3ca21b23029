#include "backend/scenarios/run_event.h"

#include "backend/core/time.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/scenario.h"

#include <nlohmann/json.hpp>

#include <array>

namespace holdfast::scenarios {

using json = nlohmann::ordered_json;

namespace {

std::string dump(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json optional(const std::optional<std::string> &text)
{
    return text ? json(*text) : json();
}

json optional(const std::optional<double> &number)
{
    return number ? json(*number) : json();
}

json describe(const Check &check)
{
    return {{"name", check.name},
            {"expected", check.expected},
            {"observed", check.observed},
            {"ok", check.ok},
            {"severity", name(check.severity)}};
}

json describe(const Result &result)
{
    json checks = json::array();
    for (const Check &check : result.checks)
        checks.push_back(describe(check));
    json conditions = json::array();
    for (const Condition &condition : result.conditions)
        conditions.push_back(
            {{"name", condition.name}, {"happened", condition.happened}, {"detail", condition.detail}});
    json line = {{"id", result.id},
                 {"run", result.run},
                 {"title", result.title},
                 {"tool", result.tool},
                 {"repeat", result.repeat},
                 {"rerun_of", optional(result.rerun_of)},
                 {"status", name(result.status)},
                 {"flaky", result.flaky},
                 {"aborted", result.aborted},
                 {"duration_ms", result.duration.count()},
                 {"checks", std::move(checks)},
                 {"metrics", result.metrics},
                 {"seed", result.seed},
                 {"report", result.report.string()},
                 {"conditions", std::move(conditions)},
                 {"parameters", result.parameters},
                 {"reproduce", result.reproduce}};
    if (!result.diagnoses.empty()) {
        json diagnoses = json::array();
        for (const Diagnosis &diagnosis : result.diagnoses)
            diagnoses.push_back({{"check", diagnosis.check},
                                 {"hypothesis", diagnosis.hint.hypothesis},
                                 {"look_at", diagnosis.hint.look_at}});
        line["diagnoses"] = std::move(diagnoses);
    }
    if (result.saboteur) {
        line["saboteur"] = *result.saboteur;
        line["caught_by"] = optional(result.caught_by);
    }
    if (!result.error.empty())
        line["error"] = result.error;
    if (!result.kept_sandbox.empty())
        line["kept_sandbox"] = result.kept_sandbox.string();
    return line;
}

/// What each kind of event is called, and its members.
struct Described
{
    std::string_view kind;
    json members;
};

Described describe_event(const RunStarted &start)
{
    return {"run_started",
            {{"scenario", start.scenario},
             {"title", start.title},
             {"seed", start.seed},
             {"saboteur", optional(start.saboteur)},
             {"repeat", start.repeat},
             {"of", start.of},
             {"steps", start.steps},
             {"rerun_of", optional(start.rerun_of)},
             {"invocation", start.invocation},
             {"report", start.report}}};
}

Described describe_event(const SandboxUp &sandbox)
{
    return {"sandbox", {{"name", sandbox.name}, {"dsn", sandbox.dsn}, {"api_url", sandbox.api_url}}};
}

Described describe_event(const Step &step)
{
    constexpr std::array<std::string_view, 3> states = {"running", "done", "failed"};
    return {"step",
            {{"step", step.name},
             {"status", states[static_cast<std::size_t>(step.state)]},
             {"detail", step.detail},
             {"ms", step.took.count()}}};
}

Described describe_event(const Progress &progress)
{
    return {"progress", {{"done", progress.done}, {"total", progress.total}}};
}

Described describe_event(const Metric &metric)
{
    return {"metric", {{"name", metric.name}, {"value", metric.value}}};
}

Described describe_event(const Check &check)
{
    return {"check", describe(check)};
}

Described describe_event(const LogLine &line)
{
    constexpr std::array<std::string_view, 4> levels = {"INFO", "WARN", "FAULT", "FAIL"};
    return {"log",
            {{"level", levels[static_cast<std::size_t>(line.level)]}, {"source", line.source}, {"text", line.text}}};
}

Described describe_event(const FaultChange &fault)
{
    return {"fault", {{"name", fault.name}, {"on", fault.on}, {"detail", fault.detail}}};
}

Described describe_event(const LoadSample &load)
{
    return {"load",
            {{"phase", load.phase},
             {"at_ms", load.at.count()},
             {"interval_ms", load.interval.count()},
             {"offered", load.offered},
             {"started", load.started},
             {"dropped", load.dropped},
             {"ok", load.ok},
             {"refused", load.refused},
             {"failed", load.failed},
             {"unknown", load.unknown},
             {"p50_ms", optional(load.p50_ms)},
             {"p95_ms", optional(load.p95_ms)},
             {"p99_ms", optional(load.p99_ms)},
             {"service_p50_ms", optional(load.service_p50_ms)},
             {"service_p95_ms", optional(load.service_p95_ms)},
             {"service_p99_ms", optional(load.service_p99_ms)},
             {"lag_ms", load.lag_ms}}};
}

Described describe_event(const Result &result)
{
    return {"result", describe(result)};
}

Described describe_event(const Finished &finished)
{
    return {"finished", {{"exit", finished.exit}, {"invocation", finished.invocation}, {"report", finished.report}, {"verdict", finished.verdict}}};
}

} // namespace

std::string to_json(const RunEvent &event)
{
    Described described = std::visit([](const auto &body) { return describe_event(body); }, event.body);
    json line = {{"event", described.kind}, {"at", to_rfc3339(event.at)}, {"run", event.run}};
    line.update(described.members);
    return dump(line);
}

std::string to_json(const Result &result)
{
    return dump(describe(result));
}

std::string to_json(const Scenario &scenario)
{
    json parameters = json::array();
    for (const Parameter &parameter : scenario.parameters)
        parameters.push_back({{"name", parameter.name},
                              {"default", parameter.fallback},
                              {"lowest", parameter.lowest},
                              {"highest", parameter.highest},
                              {"text", parameter.text}});
    json saboteurs = json::array();
    for (const Saboteur &saboteur : scenario.saboteurs)
        saboteurs.push_back({{"name", saboteur.name}, {"text", saboteur.text}, {"caught_by", saboteur.caught_by}});
    return dump({{"id", scenario.id},
                 {"title", scenario.title},
                 {"expectation", scenario.expectation},
                 {"area", scenario.area},
                 {"exclusive", scenario.exclusive},
                 {"parameters", std::move(parameters)},
                 {"saboteurs", std::move(saboteurs)}});
}

std::string ready_line(const SandboxInfo &sandbox, const std::map<std::string, int> &pids)
{
    return dump({{"event", "ready"},
                 {"name", sandbox.name},
                 {"api_url", sandbox.api_url},
                 {"dsn", sandbox.dsn},
                 {"gateway_url", sandbox.gateway_url},
                 {"partner_key", sandbox.partner_key},
                 {"admin_token", sandbox.admin_token},
                 {"pids", pids},
                 {"came_up_in_ms", sandbox.came_up_in.count()}});
}

} // namespace holdfast::scenarios
