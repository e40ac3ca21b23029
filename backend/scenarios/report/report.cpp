#include "backend/scenarios/report/report.h"

#include "backend/scenarios/scenario.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdfast::scenarios {

namespace {

std::vector<Result> plain_results(const InvocationRecord &record)
{
    std::vector<Result> results;
    for (const RunRecord &run : record.runs)
        if (!run.result.saboteur)
            results.push_back(run.result);
    return results;
}

std::optional<Severity> worst_severity(const Result &result)
{
    std::optional<Severity> worst;
    for (const Check &check : result.checks)
        if (!check.ok && (!worst || check.severity < *worst))
            worst = check.severity;
    return worst;
}

void describe(const std::string &id, TestEntry &entry)
{
    entry.id = id;
    entry.tool = "native";
    if (const Scenario *scenario = find_scenario(id)) {
        entry.title = scenario->title;
        entry.area = scenario->area;
    }
}

TestEntry make_entry(const std::string &id, const InvocationRecord &record, const Standing &standing)
{
    TestEntry entry;
    describe(id, entry);
    entry.status = standing.status;
    entry.flaky = standing.flaky;
    for (const RunRecord &run : record.runs)
        if (run.result.id == id && !run.result.saboteur)
            entry.runs.push_back(run);
    const RunRecord *worst = nullptr;
    for (const RunRecord &run : entry.runs) {
        entry.duration += run.result.duration;
        if (!worst || is_worse(run.result.status, worst->result.status))
            worst = &run;
    }
    if (!worst) {
        entry.error = "not begun";
        return entry;
    }
    if (!worst->result.title.empty())
        entry.title = worst->result.title;
    entry.tool = worst->result.tool;
    entry.checks = worst->result.checks.size();
    entry.failed = static_cast<std::size_t>(std::ranges::count(worst->result.checks, false, &Check::ok));
    entry.severity = worst_severity(worst->result);
    entry.error = worst->result.error;
    entry.evidence = worst->folder.generic_string();
    entry.reproduce = worst->result.reproduce;
    return entry;
}

/// Scenarios that were asked for, and those that were run all the same.
std::vector<std::string> entry_ids(const InvocationRecord &record)
{
    std::vector<std::string> ids = record.selected;
    for (const RunRecord &run : record.runs)
        if (std::ranges::find(ids, run.result.id) == ids.end())
            ids.push_back(run.result.id);
    return ids;
}

Hint find_hint(const Result &result, const std::string &check)
{
    const auto found = std::ranges::find(result.diagnoses, check, &Diagnosis::check);
    return found == result.diagnoses.end() ? Hint{} : found->hint;
}

std::vector<Failure> find_failures(const TestEntry &entry)
{
    std::vector<Failure> failures;
    std::map<std::string, int> seen;
    for (const RunRecord &run : entry.runs) {
        std::set<std::string> failed;
        std::set<std::string> names;
        for (const Check &check : run.result.checks) {
            if (names.insert(check.name).second)
                ++seen[check.name];
            if (check.ok || !failed.insert(check.name).second)
                continue;
            auto known = std::ranges::find(failures, check.name, [](const Failure &one) { return one.check.name; });
            if (known == failures.end()) {
                Failure failure{entry.id, entry.title, check, find_hint(run.result, check.name), 0,
                                0,        0,           {},    run.folder.generic_string(),       run.result.reproduce,
                                {}};
                failure.runbook = runbook_entry(check, failure.hint);
                known = failures.insert(failures.end(), std::move(failure));
            }
            ++known->failed_in;
        }
    }
    for (Failure &failure : failures)
        failure.seen_in = seen[failure.check.name];
    return failures;
}

/// How a check came out of an invocation: nothing when it was not reached there.
std::optional<bool> find_outcome(const InvocationRecord &record, const std::string &id, const std::string &check)
{
    std::optional<bool> outcome;
    for (const RunRecord &run : record.runs) {
        if (run.result.id != id || run.result.saboteur)
            continue;
        for (const Check &one : run.result.checks)
            if (one.name == check)
                outcome = outcome.value_or(true) && one.ok;
    }
    return outcome;
}

void find_age(Failure &failure, std::span<const InvocationRecord> earlier)
{
    for (const InvocationRecord &record : earlier) {
        const auto held = find_outcome(record, failure.id, failure.check.name);
        if (held.value_or(false))
            return;
        if (held) {
            ++failure.age;
            failure.since = record.started_at;
        }
    }
}

/// What failed the last time its scenario was run, and holds now or was not looked at.
void compare(Report &report, std::span<const InvocationRecord> earlier)
{
    std::set<std::pair<std::string, std::string>> told; // scenario and check: only its latest outcome counts
    for (const InvocationRecord &record : earlier) {
        for (const RunRecord &run : record.runs) {
            if (run.result.saboteur)
                continue;
            for (const Check &check : run.result.checks) {
                if (!told.emplace(run.result.id, check.name).second)
                    continue;
                const bool failed = !find_outcome(record, run.result.id, check.name).value_or(true);
                const auto now = find_outcome(report.record, run.result.id, check.name);
                if (!failed || (now && !*now))
                    continue;
                auto &where = now ? report.fixed : report.unseen;
                where.push_back({run.result.id, check.name, check.severity, record.started_at});
            }
        }
    }
    if (!earlier.empty())
        report.compared_with = earlier.front().started_at;
}

void add_saboteurs(Report &report)
{
    for (const RunRecord &run : report.record.runs) {
        if (!run.result.saboteur)
            continue;
        SaboteurLine line;
        line.id = run.result.id;
        line.name = *run.result.saboteur;
        line.status = run.result.status;
        line.caught = run.result.caught_by.has_value() && run.result.status != Status::Error;
        line.declared = run.result.caught_by.value_or("");
        line.error = run.result.error;
        line.evidence = run.folder.generic_string();
        if (const Scenario *scenario = find_scenario(run.result.id)) {
            const auto known = std::ranges::find(scenario->saboteurs, line.name, &Saboteur::name);
            if (known != scenario->saboteurs.end()) {
                line.text = known->text;
                line.declared = known->caught_by;
            }
        }
        report.saboteurs.push_back(std::move(line));
    }
}

} // namespace

Report make_report(InvocationRecord record, std::span<const InvocationRecord> earlier)
{
    Report report{};
    report.record = std::move(record);
    const std::vector<Result> results = plain_results(report.record);
    std::vector<Standing> standings;
    for (const std::string &id : entry_ids(report.record))
        standings.push_back(stand(id, results));
    if (!report.record.saboteurs)
        for (const Standing &standing : standings)
            report.entries.push_back(make_entry(standing.id, report.record, standing));
    for (const TestEntry &entry : report.entries) {
        ++report.counts[static_cast<std::size_t>(entry.status)];
        for (Failure &failure : find_failures(entry)) {
            find_age(failure, earlier);
            report.failures.push_back(std::move(failure));
        }
    }
    std::ranges::stable_sort(report.failures, {}, [](const Failure &failure) { return failure.check.severity; });
    for (const std::string &id : report.record.not_selected) {
        if (std::ranges::find(standings, id, &Standing::id) != standings.end())
            continue;
        Standing standing = stand(id, {});
        standing.selected = false;
        standings.push_back(std::move(standing));
    }
    // Left out by neither choice nor name, as in a record of an older catalogue: it has not been run.
    if (report.record.not_selected.empty())
        for (const Scenario &scenario : catalogue())
            if (std::ranges::find(standings, scenario.id, &Standing::id) == standings.end())
                standings.push_back(stand(scenario.id, {}));
    for (const std::string_view id : specified_ids())
        if (!find_scenario(id))
            report.unbuilt.emplace_back(id);
    report.verdict = report.record.saboteurs ? no_verdict_with_saboteurs() : reach_verdict(standings);
    report.risks = assess_risks(results);
    compare(report, earlier);
    add_saboteurs(report);
    add_measured(report, earlier);
    add_advice(report);
    return report;
}

} // namespace holdfast::scenarios
