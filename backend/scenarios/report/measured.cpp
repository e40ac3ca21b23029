#include "backend/scenarios/report/report.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"
#include "backend/scenarios/scenario.h"

#include <algorithm>
#include <map>
#include <set>

// What the report says in numbers: load, metrics, coverage, and how much the runs prove.
namespace holdfast::scenarios {

namespace {

constexpr double noticed_lag_ms = 50;  ///< from here on the generator is told of
constexpr double noticed_change = 0.1; ///< of a metric, against the invocation before

/// The faults that were on at some moment of the interval.
std::string faults_during(const LoadSample &sample, const std::vector<FaultSpan> &faults)
{
    std::vector<std::string> names;
    for (const FaultSpan &fault : faults)
        if (fault.from < sample.at && fault.until.value_or(sample.at) >= sample.at - sample.interval)
            names.push_back(fault.name);
    return names.empty() ? "no fault was on" : "on: " + words::join(names);
}

std::string describe_trouble(const LoadSample &sample, const std::vector<FaultSpan> &faults)
{
    std::vector<std::string> parts;
    for (const auto &[number, what] :
         {std::pair{sample.failed, "failed"}, {sample.unknown, "without an answer"}, {sample.dropped, "not started"}})
        if (number > 0)
            parts.push_back(text::count(number) + " " + what);
    return "at " + text::duration(sample.at) + " " + words::join(parts) + " (" + faults_during(sample, faults) + ")";
}

LoadFinding begin_finding(const RunRecord &run, const LoadSample &sample)
{
    LoadFinding finding;
    finding.id = run.result.id;
    finding.title = run.result.title;
    finding.phase = sample.phase;
    finding.evidence = run.folder.generic_string();
    finding.total.at = sample.at;
    finding.faults = run.faults;
    return finding;
}

/// As LoadReport::per_second() has it: an error is an answer too.
double answers_per_second(const LoadSample &sample)
{
    const auto ms = sample.interval.count();
    const auto answers = sample.ok + sample.refused + sample.failed;
    return ms > 0 ? 1000.0 * static_cast<double>(answers) / static_cast<double>(ms) : 0;
}

void add_to_finding(LoadFinding &finding, const LoadSample &sample)
{
    add_sample(finding.total, sample);
    finding.highest_rate = std::max(finding.highest_rate, answers_per_second(sample));
    if (finding.first_trouble.empty() && sample.failed + sample.unknown + sample.dropped > 0)
        finding.first_trouble = describe_trouble(sample, finding.faults);
    finding.samples.push_back(sample);
}

void add_load(Report &report)
{
    for (const RunRecord &run : report.record.runs) {
        std::vector<LoadFinding> phases;
        for (const LoadSample &sample : run.load) {
            auto known = std::ranges::find(phases, sample.phase, &LoadFinding::phase);
            if (known == phases.end())
                known = phases.insert(phases.end(), begin_finding(run, sample));
            add_to_finding(*known, sample);
        }
        for (LoadFinding &finding : phases) {
            finding.mean_rate = answers_per_second(finding.total);
            report.load.push_back(std::move(finding));
        }
    }
}

/// The latest run's metrics, of runs with the same parameters when they are compared.
const Result *latest_run(const InvocationRecord &record, const std::string &id, const Result *like)
{
    for (auto run = record.runs.rbegin(); run != record.runs.rend(); ++run) {
        const Result &result = run->result;
        const bool said = result.status == Status::Pass || result.status == Status::Fail;
        if (result.id == id && !result.saboteur && said && (!like || like->parameters == result.parameters))
            return &result;
    }
    return nullptr;
}

void add_metrics(Report &report, std::span<const InvocationRecord> earlier)
{
    for (const TestEntry &entry : report.entries) {
        const Result *now = latest_run(report.record, entry.id, nullptr);
        if (!now)
            continue;
        const Result *before = nullptr;
        for (std::size_t i = 0; i < earlier.size() && !before; ++i)
            before = latest_run(earlier[i], entry.id, now);
        for (const auto &[name, value] : now->metrics) {
            MetricLine line{entry.id, name, value, {}};
            if (before)
                if (const auto known = before->metrics.find(name); known != before->metrics.end())
                    line.previous = known->second;
            report.metrics.push_back(std::move(line));
        }
    }
}

/// The times that changed most against the invocation before: one run each, so no more than a hint.
void compare_metrics(Report &report)
{
    const MetricLine *better = nullptr;
    const MetricLine *worse = nullptr;
    const auto change = [](const MetricLine &line) { return line.value / *line.previous - 1; };
    for (const MetricLine &line : report.metrics) {
        if (!line.name.ends_with("_ms") || line.name.starts_with("sandbox_") || !line.previous || *line.previous <= 0)
            continue;
        if (change(line) < -noticed_change && (!better || change(line) < change(*better)))
            better = &line;
        if (change(line) > noticed_change && (!worse || change(line) > change(*worse)))
            worse = &line;
    }
    const auto tell = [&](const char *what, const MetricLine &line) {
        report.performance.push_back(std::string(what) + " since the run before: " + line.name + " of " + line.id + ", "
                                     + text::number(*line.previous) + " to " + text::number(line.value)
                                     + " ms (one run each: a hint, no proof).");
    };
    if (better)
        tell("Improved most", *better);
    if (worse)
        tell("Became slower most", *worse);
}

void tell_performance(Report &report)
{
    for (const LoadFinding &finding : report.load) {
        const std::string where = finding.id + (finding.phase.empty() ? "" : " (" + finding.phase + ")");
        if (!finding.first_trouble.empty())
            report.performance.push_back("What broke first in " + where + ": " + finding.first_trouble + ".");
        if (finding.total.dropped > 0)
            report.performance.push_back(
                "What breaks next in " + where + ": " + text::plural(finding.total.dropped, "arrival") + " of "
                + text::count(finding.total.offered) + " had no room to start at " + text::number(finding.highest_rate)
                + " answers a second; they have no latency in any percentile.");
        if (finding.total.lag_ms >= noticed_lag_ms)
            report.performance.push_back("In " + where + " the generator was up to "
                                         + text::number(finding.total.lag_ms)
                                         + " ms behind its own schedule: part of the latency is its own.");
    }
    compare_metrics(report);
}

std::vector<std::string> without(const std::set<std::string> &all, const std::set<std::string> &some)
{
    std::vector<std::string> rest;
    std::ranges::set_difference(all, some, std::back_inserter(rest));
    return rest;
}

void add_coverage(Report &report)
{
    std::set<std::string> exist(report.record.selected.begin(), report.record.selected.end());
    exist.insert(report.record.not_selected.begin(), report.record.not_selected.end());
    std::set<std::string> run;
    for (const TestEntry &entry : report.entries)
        if (entry.status == Status::Pass || entry.status == Status::Fail)
            run.insert(entry.id);
    std::set<std::string> saboteurs;
    std::set<std::string> tried;
    for (const std::string &id : exist)
        if (const Scenario *scenario = find_scenario(id))
            for (const Saboteur &saboteur : scenario->saboteurs)
                saboteurs.insert(id + " " + saboteur.name);
    for (const SaboteurLine &line : report.saboteurs)
        if (line.status == Status::Pass || line.status == Status::Fail)
            tried.insert(line.id + " " + line.name);
    std::vector<std::string> open;
    for (const RiskStanding &standing : report.risks)
        if (standing.exposure == Exposure::NotAssessed)
            open.emplace_back(name(standing.risk));
    report.coverage = {
        {"Specified scenarios in the catalogue", specified_ids().size() - report.unbuilt.size(),
         specified_ids().size(), words::join(report.unbuilt)},
        {"Scenarios with a statement", run.size(), exist.size(), words::join(without(exist, run))},
        {"Saboteurs tried", tried.size(), saboteurs.size(), words::join(without(saboteurs, tried))},
        {"Risks assessed", risk_count - open.size(), risk_count, words::join(open)},
    };
}

std::string profile_of(const Result &result)
{
    std::vector<std::string> parameters;
    for (const auto &[name, value] : result.parameters)
        parameters.push_back(name + "=" + std::to_string(value));
    return result.id + (parameters.empty() ? "" : " (" + words::join(parameters) + ")");
}

std::string tell_statement(const Statement &statement, const std::string &version, std::size_t seeds)
{
    std::string told = text::plural(statement.violations, "violation") + " in "
                       + text::plural(statement.runs, "independent randomized run") + " of profile " + statement.profile
                       + " at version " + (version.empty() ? "unknown" : version) + "; per-run probability ";
    told += statement.violations + statement.silent == 0 ? "< " + text::percent(statement.bounds.highest)
                                                         : "between " + text::percent(statement.bounds.lowest) + " and "
                                                               + text::percent(statement.bounds.highest);
    told += " at confidence " + text::percent(confidence) + ".";
    if (statement.silent > 0)
        told += " " + text::plural(statement.silent, "run") + " ended without a statement (error or abort), bounded "
                + "as if violated.";
    if (statement.reruns > 0)
        told += " " + text::plural(statement.reruns, "re-run")
                + " of what failed left out: made because of it, not independent.";
    if (static_cast<std::int64_t>(seeds) < statement.runs)
        told += " Only " + text::plural(static_cast<std::int64_t>(seeds), "seed")
                + ": runs of one seed differ in timing alone.";
    return told + " Says nothing outside that profile.";
}

/// Of every run that was begun, but for re-runs: that there is one depends on how another ended.
/// One without a statement may have hidden a violation, and is bounded as one.
void add_statements(Report &report)
{
    std::map<std::string, std::set<std::uint64_t>> seeds;
    for (const RunRecord &run : report.record.runs) {
        const Result &result = run.result;
        if (result.saboteur || result.status == Status::NotRun)
            continue;
        const std::string profile = profile_of(result);
        auto known = std::ranges::find(report.statements, profile, &Statement::profile);
        if (known == report.statements.end())
            known = report.statements.insert(report.statements.end(), Statement{profile, 0, 0, 0, 0, {}, {}});
        if (result.rerun_of) {
            ++known->reruns;
            continue;
        }
        ++known->runs;
        known->violations += result.status == Status::Fail;
        known->silent += result.status == Status::Error;
        seeds[profile].insert(result.seed);
    }
    for (Statement &statement : report.statements) {
        const auto doubtful = statement.violations + statement.silent;
        statement.bounds.lowest = bound_failure_rate(statement.violations, statement.runs, confidence).lowest;
        statement.bounds.highest = bound_failure_rate(doubtful, statement.runs, confidence).highest;
        statement.text = tell_statement(statement, report.record.version, seeds[statement.profile].size());
    }
}

} // namespace

void add_measured(Report &report, std::span<const InvocationRecord> earlier)
{
    add_load(report);
    add_metrics(report, earlier);
    tell_performance(report);
    add_coverage(report);
    add_statements(report);
}

} // namespace holdfast::scenarios
