#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"
#include "backend/scenarios/scenario.h"

#include <algorithm>
#include <cstdio>
#include <map>

// The report as build servers read it. A run with a saboteur is a case that passes when the saboteur was caught.
namespace holdfast::scenarios {

namespace {

using text::escaped;

std::string attribute(std::string_view name, std::string_view value)
{
    return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string seconds(std::chrono::milliseconds time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(time.count()) / 1000);
    return text;
}

struct Suite
{
    std::string cases;
    int tests = 0;
    int failures = 0;
    int errors = 0;
    int skipped = 0;
    std::chrono::milliseconds time{0};
};

std::string failed_checks(const Result &result)
{
    std::string lines;
    for (const Check &check : result.checks)
        if (!check.ok)
            lines += std::string(name(check.severity)) + " " + check.name + "\n  expected: " + check.expected
                     + "\n  observed: " + check.observed + "\n";
    return lines;
}

std::string first_failed(const Result &result)
{
    const auto failed = std::ranges::find(result.checks, false, &Check::ok);
    return failed == result.checks.end() ? "failed" : failed->name;
}

std::string element(std::string_view kind, std::string_view message, std::string_view type, std::string_view body)
{
    return "      <" + std::string(kind) + attribute("message", message) + attribute("type", type) + ">" + escaped(body)
           + "</" + std::string(kind) + ">\n";
}

/// What is not well with the run, and where that is counted.
std::string outcome(const Result &result, Suite &suite)
{
    if (result.status == Status::NotRun) {
        ++suite.skipped;
        return "      <skipped" + attribute("message", result.error) + "/>\n";
    }
    if (result.status == Status::Error) {
        ++suite.errors;
        return element("error", result.error, "ERROR", failed_checks(result));
    }
    const bool missed = result.saboteur && !result.caught_by;
    if (missed) {
        ++suite.failures;
        return element("failure", "the saboteur was missed", "MISSED", failed_checks(result));
    }
    if (result.saboteur || result.status == Status::Pass)
        return {};
    ++suite.failures;
    return element("failure", first_failed(result), "FAIL", failed_checks(result));
}

std::string case_name(const RunRecord &run)
{
    std::string called = run.result.id + " " + run.result.title;
    if (run.result.saboteur)
        called += ", saboteur " + *run.result.saboteur;
    if (run.result.repeat > 1)
        called += ", repeat " + std::to_string(run.result.repeat);
    if (run.result.rerun_of)
        called += ", run again with seed " + std::to_string(run.result.seed);
    return called;
}

void add_case(const RunRecord &run, Suite &suite)
{
    const Result &result = run.result;
    ++suite.tests;
    suite.time += result.duration;
    suite.cases += "    <testcase" + attribute("classname", "scenario." + result.id) + attribute("name", case_name(run))
                   + attribute("time", seconds(result.duration)) + ">\n";
    suite.cases += outcome(result, suite);
    suite.cases += "      <system-out>"
                   + escaped("again: " + result.reproduce + "\nseed: " + std::to_string(result.seed)
                             + "\nevidence: " + run.folder.generic_string() + (result.flaky ? "\nflaky" : ""))
                   + "</system-out>\n    </testcase>\n";
}

std::string counts(const Suite &suite)
{
    return attribute("tests", std::to_string(suite.tests)) + attribute("failures", std::to_string(suite.failures))
           + attribute("errors", std::to_string(suite.errors)) + attribute("skipped", std::to_string(suite.skipped))
           + attribute("time", seconds(suite.time));
}

std::string area_of(const Result &result)
{
    const Scenario *scenario = find_scenario(result.id);
    return scenario && !scenario->area.empty() ? scenario->area : "Scenarios";
}

} // namespace

std::string to_junit(const Report &report)
{
    std::vector<std::string> order;
    std::map<std::string, Suite> suites;
    const auto add = [&](const RunRecord &run) {
        const std::string area = area_of(run.result);
        if (!suites.contains(area))
            order.push_back(area);
        add_case(run, suites[area]);
    };
    for (const RunRecord &run : report.record.runs)
        add(run);
    for (const TestEntry &entry : report.entries) {
        if (!entry.runs.empty())
            continue;
        RunRecord unbegun; // asked for, and never begun
        unbegun.result.id = entry.id;
        unbegun.result.title = entry.title;
        unbegun.result.error = entry.error;
        add(unbegun);
    }
    Suite all;
    std::string body;
    for (const std::string &area : order) {
        const Suite &suite = suites[area];
        all.tests += suite.tests;
        all.failures += suite.failures;
        all.errors += suite.errors;
        all.skipped += suite.skipped;
        all.time += suite.time;
        body += "  <testsuite" + attribute("name", area) + counts(suite)
                + attribute("timestamp", report.record.started_at) + ">\n    <properties>\n      <property"
                + attribute("name", "version") + attribute("value", report.record.version) + "/>\n      <property"
                + attribute("name", "verdict") + attribute("value", report.verdict.text) + "/>\n    </properties>\n"
                + suite.cases + "  </testsuite>\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", "holdfast") + counts(all)
           + ">\n" + body + "</testsuites>\n";
}

} // namespace holdfast::scenarios
