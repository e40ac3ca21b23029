#include "backend/scenarios/runner.h"

#include "backend/scenarios/invocation.h"
#include "backend/scenarios/report/formats.h"
#include "backend/scenarios/single_run.h"

#include <spdlog/spdlog.h>

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

namespace holdfast::scenarios {

namespace {

/// Small enough to be typed again, and exact in every JSON reader.
std::uint64_t draw_seed()
{
    std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>(1, 999'999'999)(device);
}

void refuse_odd_parameters(const RunRequest &request)
{
    std::set<std::string> names;
    for (const std::string &given : request.parameters) {
        const std::string name = given.substr(0, given.find('='));
        if (!names.insert(name).second)
            throw UsageError("the parameter '" + name + "' is given twice");
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

/// Carries a plan out.
class Execution final
{
public:
    Execution(const RunRequest &request, const std::vector<PlannedRun> &plan, const Observer &observer)
        : request_(request), plan_(plan), invocation_(request, plan), results_(plan.size()),
          observer_([this, &observer](const RunEvent &event) {
              const std::lock_guard lock(observing_);
              observer(event);
          })
    {
    }

    int run();

private:
    using Places = std::vector<std::size_t>; ///< in the plan

    void share_out(const Places &places, int threads);
    void perform(std::size_t place);
    [[nodiscard]] bool passes_again(std::size_t place, const std::string &failed);
    [[nodiscard]] bool ended_differently_before(const Result &result);
    void keep(std::size_t place, const Result &result);
    [[nodiscard]] bool aborted();

    const RunRequest &request_;
    const std::vector<PlannedRun> &plan_;
    Invocation invocation_;
    std::vector<Result> results_; ///< by place; re-runs are not among them
    std::mutex observing_;
    const Observer observer_;
    std::atomic<bool> aborted_ = false; ///< once is enough
    std::mutex mutex_;
    std::map<std::string, std::set<Status>> seen_; ///< how runs of a scenario ended
    std::exception_ptr broken_;                    ///< what an observer threw
};

int Execution::run()
{
    Places shared;
    Places alone;
    for (std::size_t place = 0; place < plan_.size(); ++place)
        (request_.jobs > 1 && plan_[place].scenario->exclusive ? alone : shared).push_back(place);
    share_out(shared, request_.jobs);
    share_out(alone, 1);
    if (broken_)
        std::rethrow_exception(broken_);
    const int exit = exit_status(results_, aborted(), request_.saboteurs);
    invocation_.finish(exit);
    observer_({wall_clock_now(), results_.empty() ? "" : results_.back().run,
               Finished{exit, invocation_.id(), invocation_.folder().string(), report_on(invocation_)}});
    return exit;
}

void Execution::share_out(const Places &places, int threads)
{
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        ::pthread_setname_np(::pthread_self(), "scenario");
        try {
            for (std::size_t taken = next++; taken < places.size(); taken = next++)
                perform(places[taken]);
        } catch (...) {
            aborted_ = true;
            const std::lock_guard lock(mutex_);
            if (!broken_)
                broken_ = std::current_exception();
        }
    };
    std::vector<std::jthread> crew;
    for (int i = 0; i < threads; ++i)
        crew.emplace_back(work);
}

bool Execution::aborted()
{
    if (request_.aborted && request_.aborted())
        aborted_ = true;
    return aborted_;
}

void Execution::perform(std::size_t place)
{
    const PlannedRun &planned = plan_[place];
    const bool skip = aborted();
    Result result = skip ? describe_unrun(planned) : SingleRun(request_, planned, invocation_, observer_).execute();
    if (!skip && !planned.saboteur)
        result.flaky = ended_differently_before(result);
    if (result.status == Status::Fail && !planned.saboteur && planned.of == 1 && request_.reruns > 0) {
        keep(place, result); // whatever becomes of the re-runs
        result.flaky = passes_again(place, result.run);
    }
    keep(place, result);
    (void)aborted();
    observer_({wall_clock_now(), result.run, result});
    results_[place] = std::move(result);
}

bool Execution::passes_again(std::size_t place, const std::string &failed)
{
    PlannedRun again = plan_[place];
    again.rerun_of = failed;
    for (int k = 1; k <= request_.reruns && !aborted(); ++k) {
        ++again.seed;
        const Result result = SingleRun(request_, again, invocation_, observer_).execute();
        keep(place, result);
        observer_({wall_clock_now(), result.run, result});
        if (result.status == Status::Pass)
            return true;
    }
    return false;
}

bool Execution::ended_differently_before(const Result &result)
{
    if (result.aborted) // cut short, it has no outcome
        return false;
    const std::lock_guard lock(mutex_);
    std::set<Status> &statuses = seen_[result.id];
    statuses.insert(result.status);
    return statuses.size() > 1;
}

void Execution::keep(std::size_t place, const Result &result)
{
    if (!result.report.empty())
        write_result(result);
    invocation_.record(place, result);
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
    refuse_odd_parameters(request);
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
        if (!request.saboteur.empty()
            && std::ranges::find(scenario->saboteurs, request.saboteur, &Saboteur::name) == scenario->saboteurs.end())
            throw UsageError("scenario " + scenario->id + " names no saboteur '" + request.saboteur + "'");
        for (run.repeat = 1; run.repeat <= run.of; ++run.repeat) {
            run.seed = seed + static_cast<std::uint64_t>(run.repeat - 1);
            if (!request.saboteurs)
                runs.push_back(run);
            for (const Saboteur &saboteur : scenario->saboteurs) {
                run.saboteur = &saboteur;
                if (request.saboteurs && (request.saboteur.empty() || request.saboteur == saboteur.name))
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
    return Execution(request, plan, observer).run();
}

} // namespace holdfast::scenarios
