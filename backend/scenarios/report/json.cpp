#include "backend/scenarios/report/formats.h"

#include <nlohmann/json.hpp>

// The report for programs: what the other formats say, in members.
namespace holdfast::scenarios {

using json = nlohmann::ordered_json;

namespace {

template <typename Value>
json or_null(const std::optional<Value> &value)
{
    return value ? json(*value) : json();
}

json severity_or_null(const std::optional<Severity> &severity)
{
    return severity ? json(name(*severity)) : json();
}

template <typename Items, typename Describe>
json list(const Items &items, Describe describe)
{
    json all = json::array();
    for (const auto &item : items)
        all.push_back(describe(item));
    return all;
}

json describe_run(const RunRecord &run)
{
    return {{"run", run.result.run},
            {"status", name(run.result.status)},
            {"flaky", run.result.flaky},
            {"repeat", run.result.repeat},
            {"rerun_of", or_null(run.result.rerun_of)},
            {"duration_ms", run.result.duration.count()},
            {"seed", run.result.seed},
            {"error", run.result.error},
            {"evidence", run.folder.generic_string()}};
}

json describe_entry(const TestEntry &entry)
{
    return {{"id", entry.id},
            {"title", entry.title},
            {"area", entry.area},
            {"tool", entry.tool},
            {"status", name(entry.status)},
            {"flaky", entry.flaky},
            {"duration_ms", entry.duration.count()},
            {"checks", entry.checks},
            {"failed", entry.failed},
            {"severity", severity_or_null(entry.severity)},
            {"error", entry.error},
            {"evidence", entry.evidence},
            {"reproduce", entry.reproduce},
            {"runs", list(entry.runs, describe_run)}};
}

json describe_failure(const Failure &failure)
{
    return {{"id", failure.id},
            {"check", failure.check.name},
            {"severity", name(failure.check.severity)},
            {"expected", failure.check.expected},
            {"observed", failure.check.observed},
            {"failed_in", failure.failed_in},
            {"seen_in", failure.seen_in},
            {"new", failure.age == 0},
            {"age", failure.age},
            {"since", failure.since.empty() ? json() : json(failure.since)},
            {"hypothesis", failure.hint.hypothesis},
            {"look_at", failure.hint.look_at},
            {"runbook",
             {{"means", failure.runbook.means}, {"look_at", failure.runbook.look_at}, {"do", failure.runbook.act}}},
            {"evidence", failure.evidence},
            {"reproduce", failure.reproduce}};
}

json describe_past(const PastFailure &past)
{
    return {{"id", past.id}, {"check", past.check}, {"severity", name(past.severity)}, {"failed_at", past.failed_at}};
}

json describe_risk(const RiskStanding &standing)
{
    return {{"risk", name(standing.risk)},       {"level", name(severity_of(standing.risk))},
            {"answer", name(standing.exposure)}, {"checks", standing.checks},
            {"looked_at", standing.looked_at},   {"failed", standing.failed},
            {"missing", standing.missing}};
}

json describe_load(const LoadFinding &load)
{
    const LoadSample &total = load.total;
    return {{"id", load.id},
            {"phase", load.phase},
            {"offered", total.offered},
            {"started", total.started},
            {"dropped", total.dropped},
            {"ok", total.ok},
            {"refused", total.refused},
            {"failed", total.failed},
            {"unknown", total.unknown},
            {"answers_per_second", load.mean_rate},
            {"highest_answers_per_second", load.highest_rate},
            {"worst_p50_ms", or_null(total.p50_ms)},
            {"worst_p95_ms", or_null(total.p95_ms)},
            {"worst_p99_ms", or_null(total.p99_ms)},
            {"worst_lag_ms", total.lag_ms},
            {"first_trouble", load.first_trouble},
            {"evidence", load.evidence}};
}

json describe_statement(const Statement &statement)
{
    return {{"profile", statement.profile},       {"runs", statement.runs},
            {"reruns", statement.reruns},
            {"violations", statement.violations}, {"without_statement", statement.silent},
            {"lowest", statement.bounds.lowest},  {"highest", statement.bounds.highest},
            {"confidence", confidence},           {"text", statement.text}};
}

json describe_saboteur(const SaboteurLine &line)
{
    return {{"id", line.id},         {"saboteur", line.name}, {"status", name(line.status)}, {"check", line.declared},
            {"caught", line.caught}, {"error", line.error},   {"evidence", line.evidence}};
}

json describe_metric(const MetricLine &line)
{
    return {{"id", line.id}, {"name", line.name}, {"value", line.value}, {"previous", or_null(line.previous)}};
}

json describe_coverage(const Coverage &one)
{
    return {{"cells", one.what}, {"run", one.run}, {"exist", one.exist}, {"missing", one.missing}};
}

} // namespace

std::string to_json(const Report &report)
{
    const InvocationRecord &record = report.record;
    const json document = {{"invocation",
                            {{"id", record.id},
                             {"started_at", record.started_at},
                             {"finished_at", record.finished_at.empty() ? json() : json(record.finished_at)},
                             {"version", record.version},
                             {"command", record.command},
                             {"seed", record.seed},
                             {"selected", record.selected},
                             {"not_selected", record.not_selected},
                             {"saboteurs", record.saboteurs},
                             {"exit", or_null(record.exit)}}},
                           {"verdict", report.verdict.text},
                           {"reasons", report.verdict.reasons},
                           {"not_in_catalogue", report.unbuilt},
                           {"headline", report.headline},
                           {"counts",
                            {{"PASS", report.counts[0]},
                             {"FAIL", report.counts[1]},
                             {"ERROR", report.counts[2]},
                             {"NOT_RUN", report.counts[3]}}},
                           {"tests", list(report.entries, describe_entry)},
                           {"failures", list(report.failures, describe_failure)},
                           {"fixed", list(report.fixed, describe_past)},
                           {"not_looked_at_again", list(report.unseen, describe_past)},
                           {"compared_with", report.compared_with.empty() ? json() : json(report.compared_with)},
                           {"risks", list(report.risks, describe_risk)},
                           {"recommendations", report.recommendations},
                           {"next_steps", report.next_steps},
                           {"performance", report.performance},
                           {"load", list(report.load, describe_load)},
                           {"metrics", list(report.metrics, describe_metric)},
                           {"coverage", list(report.coverage, describe_coverage)},
                           {"statements", list(report.statements, describe_statement)},
                           {"saboteurs", list(report.saboteurs, describe_saboteur)}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace holdfast::scenarios
