#pragma once

#include "backend/scenarios/report/failure_rate.h"
#include "backend/scenarios/report/record.h"
#include "backend/scenarios/report/risk.h"
#include "backend/scenarios/report/runbook.h"
#include "backend/scenarios/report/verdict.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// One scenario of an invocation, all its runs taken together; the worst of them is the one shown.
struct TestEntry
{
    std::string id;
    std::string title;
    std::string area;
    std::string tool;
    Status status = Status::NotRun;
    bool flaky = false;
    std::chrono::milliseconds duration{0}; ///< of all runs
    std::size_t checks = 0;                ///< of the worst run
    std::size_t failed = 0;
    std::optional<Severity> severity; ///< of the worst check that failed
    std::string error;
    std::string evidence; ///< folder of the worst run, below the invocation's
    std::string reproduce;
    std::vector<RunRecord> runs;
};

/// A check that failed, in however many runs.
struct Failure
{
    std::string id; ///< of the scenario
    std::string title;
    Check check; ///< as it failed first
    Hint hint;
    int failed_in = 0; ///< runs
    int seen_in = 0;   ///< runs
    int age = 0;       ///< in how many earlier invocations it failed without holding in between; 0: it is new
    std::string since; ///< the earliest of them
    std::string evidence;
    std::string reproduce;
    RunbookEntry runbook;
};

/// A check that failed the last time its scenario was run before.
struct PastFailure
{
    std::string id;
    std::string check;
    Severity severity = Severity::High;
    std::string failed_at;
};

/// What a load of a run shows, from the samples there are.
struct LoadFinding
{
    std::string id;
    std::string title;
    std::string phase;
    std::string evidence;
    LoadSample total;          ///< counts of all, the worst percentile of any interval, the worst lag
    double mean_rate = 0;      ///< answered in a second
    double highest_rate = 0;   ///< in any interval
    std::string first_trouble; ///< empty: nothing failed, was dropped or stayed unknown
    std::vector<LoadSample> samples;
    std::vector<FaultSpan> faults;
};

struct MetricLine
{
    std::string id;
    std::string name;
    double value = 0;               ///< of the latest run
    std::optional<double> previous; ///< of the latest earlier invocation
};

struct Coverage
{
    std::string what;
    std::size_t run = 0;
    std::size_t exist = 0;
    std::string missing; ///< their names
};

/// What the runs of a profile (a scenario with its parameters) say of the chance of a violation.
struct Statement
{
    std::string profile;
    std::int64_t runs = 0; ///< of them all that are independent: aborts and errors too
    std::int64_t reruns = 0; ///< of what failed, and so not independent of it: apart from the runs, and never bounded
    std::int64_t violations = 0;
    std::int64_t silent = 0; ///< ended without a statement; bounded as if they were violations
    RateBounds bounds;
    std::string text;
};

struct SaboteurLine
{
    std::string id;
    std::string name;
    std::string text;     ///< what it breaks
    std::string declared; ///< the check meant to catch it
    Status status = Status::NotRun;
    bool caught = false;
    std::string error;
    std::string evidence;
};

inline constexpr double confidence = 0.95;

/// Everything a report says, before it is written in a format.
struct Report
{
    InvocationRecord record;
    Verdict verdict;
    std::string headline;              ///< what came of it, in a sentence
    std::array<std::size_t, 4> counts; ///< of entries, by Status
    std::vector<TestEntry> entries;
    std::vector<Failure> failures; ///< the worst first
    std::vector<PastFailure> fixed;
    std::vector<PastFailure> unseen; ///< not looked at again
    std::string compared_with;       ///< when the latest earlier invocation began; empty without one
    std::vector<RiskStanding> risks;
    std::vector<std::string> recommendations;
    std::vector<std::string> next_steps;
    std::vector<std::string> performance; ///< in sentences
    std::vector<LoadFinding> load;
    std::vector<MetricLine> metrics;
    std::vector<Coverage> coverage;
    std::vector<std::string> unbuilt; ///< ids that are specified and not in the catalogue
    std::vector<Statement> statements;
    std::vector<SaboteurLine> saboteurs;
};

/// `earlier`: what was run before, the latest first.
[[nodiscard]] Report make_report(InvocationRecord record, std::span<const InvocationRecord> earlier);

/// The parts that follow from the rest; in advice.cpp and measured.cpp. They need entries, failures and saboteurs.
void add_advice(Report &report);
void add_measured(Report &report, std::span<const InvocationRecord> earlier);

} // namespace holdfast::scenarios
