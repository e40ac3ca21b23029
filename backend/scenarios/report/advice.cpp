#include "backend/scenarios/report/report.h"
#include "backend/scenarios/report/text.h"
#include "backend/scenarios/report/words.h"

#include <algorithm>
#include <set>

// What the report says in sentences: what came of it, and what to do about it.
namespace holdfast::scenarios {

namespace {

std::string list_ids(const std::vector<TestEntry> &entries, bool (*wanted)(const TestEntry &), const char *between)
{
    std::string ids;
    for (const TestEntry &entry : entries)
        if (wanted(entry))
            ids += (ids.empty() ? "" : between) + entry.id;
    return ids;
}

bool has_failed(const TestEntry &entry)
{
    return entry.failed > 0 || entry.status == Status::Fail;
}
bool is_error(const TestEntry &entry)
{
    return entry.status == Status::Error;
}
bool is_flaky(const TestEntry &entry)
{
    return entry.flaky;
}

std::int64_t count(const Report &report, Status status)
{
    return static_cast<std::int64_t>(report.counts[static_cast<std::size_t>(status)]);
}

std::string tell_failures(const Report &report)
{
    std::set<std::string> scenarios;
    for (const Failure &failure : report.failures)
        scenarios.insert(failure.id);
    const Severity worst = report.failures.front().check.severity;
    const auto of_worst =
        std::ranges::count(report.failures, worst, [](const Failure &one) { return one.check.severity; });
    std::string told = text::plural(of_worst, words::severity(worst) + " check");
    if (const auto others = std::ssize(report.failures) - of_worst; others > 0)
        told += " and " + text::plural(others, "lesser one");
    told += " failed in " + text::plural(std::ssize(scenarios), "scenario");
    const auto fresh = std::ranges::count(report.failures, 0, &Failure::age);
    if (!report.compared_with.empty())
        told += fresh == std::ssize(report.failures) ? ", all of them new"
                : fresh == 0                         ? ", none of them new"
                                                     : ", " + std::to_string(fresh) + " of them new";
    return told + ".";
}

std::string tell_saboteurs(const Report &report)
{
    const auto caught = std::ranges::count(report.saboteurs, true, &SaboteurLine::caught);
    std::string told = std::to_string(caught) + " of " + text::plural(std::ssize(report.saboteurs), "deliberate bug")
                       + " caught by the check meant for it.";
    std::string missed;
    for (const SaboteurLine &line : report.saboteurs)
        if (!line.caught)
            missed += (missed.empty() ? " Not caught: " : ", ") + line.name + " in " + line.id;
    return missed.empty() ? told : told + missed + ".";
}

std::string make_headline(const Report &report)
{
    std::string told;
    if (report.record.saboteurs)
        told = tell_saboteurs(report);
    else if (report.entries.empty())
        told = "Nothing was run.";
    else if (!report.failures.empty())
        told = tell_failures(report);
    else if (count(report, Status::Pass) == std::ssize(report.entries))
        told = report.entries.size() == 1 ? "The scenario passed."
                                          : "All " + std::to_string(report.entries.size()) + " scenarios passed.";
    else
        told = std::to_string(count(report, Status::Pass)) + " of "
               + text::plural(std::ssize(report.entries), "scenario") + " passed, no check failed.";
    if (const auto errors = count(report, Status::Error); errors > 0)
        told += " " + std::to_string(errors) + " made no statement (" + list_ids(report.entries, is_error, ", ") + ").";
    if (const auto left = count(report, Status::NotRun); left > 0)
        told += " " + std::to_string(left) + " not run.";
    if (report.verdict.kind == VerdictKind::SafeForPilot && !report.unbuilt.empty())
        told += " " + text::plural(std::ssize(report.unbuilt), "specified one") + " not built: see the verdict.";
    if (report.record.finished_at.empty())
        told += " The invocation did not come to its end.";
    else if (report.record.exit == 4)
        told += " The invocation was aborted.";
    return told;
}

void recommend(Report &report)
{
    std::set<std::string> told;
    const auto add = [&](const std::string &text) {
        if (told.insert(text).second)
            report.recommendations.push_back(text);
    };
    for (const Failure &failure : report.failures) {
        const Hint &hint = failure.hint;
        const std::string where = hint.look_at.empty() ? failure.runbook.look_at : hint.look_at;
        add(failure.id + ", " + failure.check.name + ": "
            + (hint.hypothesis.empty() ? failure.runbook.means : hint.hypothesis) + " Look at " + where
            + (where.ends_with('.') ? "" : "."));
    }
    for (const TestEntry &entry : report.entries) {
        if (is_error(entry))
            add(entry.id + " made no statement (" + entry.error + "): its area is not assessed until it does.");
        if (is_flaky(entry))
            add(entry.id + " is flaky: a race is likelier than bad luck. Its failed run has the evidence.");
    }
    for (const SaboteurLine &line : report.saboteurs)
        if (!line.caught)
            add(line.id + ", saboteur " + line.name + ": "
                + (line.status == Status::Error || line.status == Status::NotRun
                       ? "no statement (" + line.error + ")."
                       : "missed. The check '" + line.declared
                             + "' does not see what it is there for; mend the check."));
}

void plan_next(Report &report)
{
    const auto step = [&](const std::string &text) { report.next_steps.push_back(text); };
    const std::string run = "holdfastctl scenario run ";
    if (const std::string failed = list_ids(report.entries, has_failed, " "); !failed.empty())
        step("Mend what failed, the worst first; then: " + run + failed);
    if (const std::string errors = list_ids(report.entries, is_error, " "); !errors.empty())
        step("Run again what made no statement: " + run + errors);
    if (const std::string flaky = list_ids(report.entries, is_flaky, " "); !flaky.empty())
        step("See how often it fails: " + run + flaky + " --repeat 20");
    if (!report.unseen.empty())
        step("Look again at what failed before and was not looked at now (" + std::to_string(report.unseen.size())
             + "): " + run + "all");
    else if (!report.record.not_selected.empty() || count(report, Status::NotRun) > 0)
        step("Come to a verdict: " + run + "all");
    if (report.record.saboteurs) {
        const auto caught = std::ranges::count(report.saboteurs, true, &SaboteurLine::caught);
        if (caught == std::ssize(report.saboteurs) && caught > 0)
            step("Come to a verdict without saboteurs: " + run + "all");
        return;
    }
    if (!report.entries.empty() && report.failures.empty() && count(report, Status::Error) == 0) {
        step("Prove that the checks can fail: " + run + "all --saboteurs");
        step("Bound the chance of a violation below 1 %: 299 runs of each scenario without one (--repeat 299)");
    }
}

} // namespace

void add_advice(Report &report)
{
    report.headline = make_headline(report);
    recommend(report);
    plan_next(report);
}

} // namespace holdfast::scenarios
