#include "app/ctl/scenario_text.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

namespace holdfast::ctl::scenarios_text {

using namespace scenarios;

namespace {

std::string seconds(std::chrono::milliseconds duration)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", static_cast<double>(duration.count()) / 1000.0);
    return text;
}

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.resize(width, ' ');
    return text;
}

std::string tell_check(const Check &check)
{
    if (check.ok)
        return "  ok    " + check.name;
    return "  FAIL  " + check.name + " (" + std::string(name(check.severity)) + "): expected " + check.expected
           + ", observed " + check.observed;
}

std::string verdict(const Result &result)
{
    if (result.saboteur && result.status != Status::Error)
        return result.caught_by ? "CAUGHT" : "MISSED";
    return std::string(name(result.status));
}

} // namespace

std::string describe(const Scenario &scenario)
{
    std::string text = padded(scenario.id, 6) + scenario.title + "\n      " + scenario.expectation;
    for (const Parameter &parameter : scenario.parameters)
        text += "\n      --param " + padded(parameter.name + "=" + std::to_string(parameter.fallback), 16)
                + parameter.text;
    for (const Saboteur &saboteur : scenario.saboteurs)
        text += "\n      saboteur " + saboteur.name + ": " + saboteur.text;
    return text;
}

std::vector<std::string> Narrator::tell(const RunEvent &event)
{
    if (const auto *finished = std::get_if<Finished>(&event.body))
        return sum_up(*finished);
    auto run = std::ranges::find(runs_, event.run, &Run::id);
    if (run == runs_.end())
        run = runs_.insert(runs_.end(), Run{event.run, {}, false});
    std::ranges::move(describe_event(event), std::back_inserter(run->lines));
    run->over = std::holds_alternative<Result>(event.body);
    std::vector<std::string> told;
    for (bool next = true; next && !runs_.empty();) {
        std::ranges::move(std::exchange(runs_.front().lines, {}), std::back_inserter(told));
        next = runs_.front().over;
        if (next)
            runs_.pop_front();
    }
    return told;
}

std::vector<std::string> Narrator::describe_event(const RunEvent &event)
{
    if (const auto *start = std::get_if<RunStarted>(&event.body)) {
        std::string line = padded(start->scenario, 6) + start->title + "  (seed " + std::to_string(start->seed);
        if (start->of > 1)
            line += ", " + std::to_string(start->repeat) + " of " + std::to_string(start->of);
        if (start->saboteur)
            line += ", saboteur " + *start->saboteur;
        if (start->rerun_of)
            line += ", again after it failed";
        return {line + ")"};
    }
    if (const auto *step = std::get_if<Step>(&event.body)) {
        if (step->state == Step::State::Failed)
            return {"  FAIL  " + step->name + ": " + step->detail};
        return {};
    }
    if (const auto *check = std::get_if<Check>(&event.body))
        return {tell_check(*check)};
    if (const auto *result = std::get_if<Result>(&event.body))
        return end(*result);
    return {};
}

std::vector<std::string> Narrator::end(const Result &result)
{
    saboteurs_ = result.saboteur.has_value();
    flaky_ += result.flaky;
    if (result.rerun_of) // counted with the run it repeats
        ++reruns_;
    else
        ++ended_;
    if (!result.rerun_of && (saboteurs_ ? result.caught_by.has_value() : result.status == Status::Pass))
        ++passed_;

    std::vector<std::string> lines;
    const auto ok = std::ranges::count(result.checks, true, &Check::ok);
    lines.push_back("  " + verdict(result) + (result.flaky ? " (flaky)" : "") + "  " + std::to_string(ok) + " of "
                    + std::to_string(result.checks.size()) + " checks, " + seconds(result.duration));
    if (!result.error.empty())
        lines.push_back("  why:      " + result.error);
    if (result.caught_by)
        lines.push_back("  caught by: " + *result.caught_by);
    if (!result.saboteur)
        for (const Diagnosis &diagnosis : result.diagnoses)
            lines.push_back("  perhaps:  " + diagnosis.hint.hypothesis + " Look at " + diagnosis.hint.look_at + ".");
    if (!result.report.empty())
        lines.push_back("  evidence: " + result.report.string());
    if (!result.kept_sandbox.empty())
        lines.push_back("  kept:     " + result.kept_sandbox.string() + " (open it with --data-dir)");
    return lines;
}

std::vector<std::string> Narrator::sum_up(const Finished &finished) const
{
    std::string line = std::to_string(passed_) + " of " + std::to_string(ended_) + (saboteurs_ ? " caught" : " passed");
    if (flaky_ > 0)
        line += ", " + std::to_string(flaky_) + " flaky";
    if (reruns_ > 0)
        line += ", " + std::to_string(reruns_) + " run again";
    std::vector<std::string> lines = {line};
    if (!finished.verdict.empty()) {
        lines.push_back("verdict:  " + finished.verdict);
        lines.push_back("report:   " + finished.report + "/report.html");
    }
    return lines;
}

} // namespace holdfast::ctl::scenarios_text
