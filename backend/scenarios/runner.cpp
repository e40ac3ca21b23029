#include "backend/scenarios/runner.h"

#include "backend/scenarios/invocation.h"
#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/single_run.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace holdfast::scenarios {

namespace {

/// Small enough to be typed again, and exact in every JSON reader.
std::uint64_t draw_seed()
{
    std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>(1, 999'999'999)(device);
}

void refuse_unknown_parameters(const RunRequest &request)
{
    for (const std::string &given : request.parameters) {
        const std::string name = given.substr(0, given.find('='));
        const bool known = std::ranges::any_of(request.scenarios, [&](const Scenario *scenario) {
            return std::ranges::find(scenario->parameters, name, &Parameter::name) != scenario->parameters.end();
        });
        if (!known)
            throw UsageError("no chosen scenario has a parameter '" + name + "'");
    }
}

int exit_status(const std::vector<Result> &results, bool aborted, bool saboteurs)
{
    const auto some = [&](Status status) {
        return std::ranges::find(results, status, &Result::status) != results.end();
    };
    if (aborted)
        return exit_aborted;
    const bool failed = saboteurs ? std::ranges::any_of(results, [](const Result &result) {
        return result.status != Status::Error && !result.caught_by;
    })
                                  : some(Status::Fail);
    if (failed)
        return exit_some_failed;
    return some(Status::Error) ? exit_some_could_not : exit_all_passed;
}

/// The verdict of the report, once it stands in the invocation's folder. A disk that is full by then fails no run.
std::string report_on(const Invocation &invocation)
{
    try {
        return write_report(invocation.folder(), all_formats).verdict.text;
    } catch (const std::exception &error) {
        spdlog::error("the report could not be written: {}", error.what());
        return {};
    }
}

} // namespace

std::vector<const Scenario *> choose_scenarios(const std::vector<std::string> &ids)
{
    std::vector<const Scenario *> chosen;
    std::set<std::string_view> named;
    for (const std::string &id : ids) {
        if (id == "all") {
            if (ids.size() > 1)
                throw UsageError("'all' stands alone");
            for (const Scenario &scenario : catalogue())
                chosen.push_back(&scenario);
            return chosen;
        }
        const Scenario *scenario = find_scenario(id);
        if (!scenario)
            throw UsageError("there is no scenario '" + id + "'; see holdfastctl scenario list");
        if (!named.insert(id).second)
            throw UsageError("scenario " + id + " is named twice; use --repeat");
        chosen.push_back(scenario);
    }
    if (chosen.empty())
        throw UsageError("name the scenarios to run, or all");
    return chosen;
}

std::vector<PlannedRun> plan_runs(const RunRequest &request)
{
    refuse_unknown_parameters(request);
    const std::uint64_t seed = request.seed ? *request.seed : draw_seed();
    std::vector<PlannedRun> runs;
    for (const Scenario *scenario : request.scenarios) {
        PlannedRun run;
        run.scenario = scenario;
        run.of = request.repeat;
        run.real_time = request.real_time;
        try {
            run.parameters = parse_parameters(*scenario, request.parameters);
        } catch (const std::invalid_argument &error) {
            throw UsageError(error.what());
        }
        if (request.saboteurs && scenario->saboteurs.empty())
            throw UsageError("scenario " + scenario->id + " names no saboteur");
        for (run.repeat = 1; run.repeat <= run.of; ++run.repeat) {
            run.seed = seed + static_cast<std::uint64_t>(run.repeat - 1);
            if (!request.saboteurs)
                runs.push_back(run);
            for (const Saboteur &saboteur : scenario->saboteurs) {
                run.saboteur = &saboteur;
                if (request.saboteurs)
                    runs.push_back(run);
            }
            run.saboteur = nullptr;
        }
    }
    return runs;
}

int run_scenarios(const RunRequest &request, const Observer &observer)
{
    const std::vector<PlannedRun> plan = plan_runs(request);
    Invocation invocation(request, plan);
    std::vector<Result> results;
    std::map<const Scenario *, std::set<Status>> seen;
    bool aborted = false;
    for (const PlannedRun &run : plan) {
        aborted = aborted || (request.aborted && request.aborted());
        const bool skip = aborted;
        Result result = skip ? describe_unrun(run) : SingleRun(request, run, invocation, observer).execute();
        aborted = aborted || (request.aborted && request.aborted());
        if (!request.saboteurs && !skip) {
            auto &statuses = seen[run.scenario];
            statuses.insert(result.status);
            result.flaky = statuses.size() > 1;
        }
        if (!result.report.empty())
            write_result(result);
        invocation.record(results.size(), result);
        observer({wall_clock_now(), result.run, result});
        results.push_back(std::move(result));
    }
    const int exit = exit_status(results, aborted, request.saboteurs);
    invocation.finish(exit);
    observer({wall_clock_now(), results.empty() ? "" : results.back().run,
              Finished{exit, invocation.id(), invocation.folder().string(), report_on(invocation)}});
    return exit;
}

} // namespace holdfast::scenarios
