#pragma once

#include "backend/scenarios/result.h"
#include "backend/scenarios/run_event.h"
#include "backend/scenarios/scenario.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// What was asked for makes no sense: an unknown scenario, parameter or value. Found before anything starts.
class UsageError final : public std::invalid_argument
{
public:
    using std::invalid_argument::invalid_argument;
};

/// What the program's exit status says of a run.
inline constexpr int exit_all_passed = 0;     ///< or, with saboteurs, all were caught
inline constexpr int exit_some_failed = 1;
inline constexpr int exit_some_could_not = 3; ///< none failed, some ERROR
inline constexpr int exit_aborted = 4;

inline constexpr int most_jobs = 4;
inline constexpr int most_reruns = 3;

struct RunRequest
{
    std::vector<const Scenario *> scenarios;
    std::vector<std::string> parameters; ///< "name=value", checked by plan_runs
    int repeat = 1;
    int jobs = 1; ///< runs at a time, at most most_jobs; an exclusive scenario is alone in any case
    /// How often at most a scenario that FAILs is run again, with the next seed each time. Not with `repeat`, which says
    /// the same, nor with saboteurs.
    int reruns = most_reruns;
    std::optional<std::uint64_t> seed; ///< of the first run, the k-th repeat's is k-1 more; drawn when not given
    bool saboteurs = false;            ///< once per saboteur instead of without
    std::string saboteur;              ///< of these, only the one of this name; empty: all
    bool keep = false;                 ///< leave the sandboxes' data folders
    bool real_time = false;            ///< wait for deadlines instead of moving the sandbox's clock
    std::chrono::milliseconds pace{0}; ///< to wait after each of a scenario's own steps, for people who watch
    std::string version;               ///< of the program, for the report
    std::filesystem::path executable;  ///< holdfastctl
    std::filesystem::path data_dir;
    std::filesystem::path runtime_dir;
    std::filesystem::path report_dir; ///< for the invocation's folder; empty: data_dir/runs
    std::function<bool()> aborted;    ///< asked often, by any thread; from then on everything is taken down
};

/// The scenarios named, or all of them for "all". Throws UsageError.
[[nodiscard]] std::vector<const Scenario *> choose_scenarios(const std::vector<std::string> &ids);

/// One run of one scenario in a sandbox of its own.
struct PlannedRun
{
    const Scenario *scenario = nullptr;
    const Saboteur *saboteur = nullptr; ///< may be null
    Parameters parameters;
    std::uint64_t seed = 0;
    int repeat = 1;
    int of = 1;
    bool real_time = false;
    std::optional<std::string> rerun_of; ///< the run that failed
};

/// Everything that will be run, in order. Throws UsageError for a parameter that no chosen scenario knows, a value out
/// of range, values that contradict each other, or saboteurs asked of a scenario that names none, or not that one.
[[nodiscard]] std::vector<PlannedRun> plan_runs(const RunRequest &request);

/// Runs it all, each on a thread that keeps its sandbox from its making to its end, and tells the observer. What failed
/// is run again at once; its own result is told when it is known whether it is flaky. Gives the exit status. Throws std::runtime_error when the
/// folder for the results cannot be made; never for what happens in a run: that is its result. With the same request and seed it does the same again, apart from timing.
int run_scenarios(const RunRequest &request, const Observer &observer);

} // namespace holdfast::scenarios
