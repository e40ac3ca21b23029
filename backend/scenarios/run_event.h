#pragma once

#include "backend/core/time.h"
#include "backend/scenarios/check.h"
#include "backend/scenarios/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace holdfast::scenarios {

struct Scenario;
struct SandboxInfo;

struct RunStarted
{
    std::string scenario;
    std::string title;
    std::uint64_t seed = 0;
    std::optional<std::string> saboteur;
    int repeat = 1; ///< the k-th
    int of = 1;     ///< of n
    std::vector<std::string> steps;
    std::optional<std::string> rerun_of; ///< the failed run it repeats by itself
    std::string invocation;              ///< id
    std::string report;                  ///< folder of the invocation
};

struct SandboxUp
{
    std::string name;
    std::string dsn;
    std::string api_url;
};

struct Step
{
    enum class State { Running, Done, Failed };
    std::string name;
    State state = State::Running;
    std::string detail;
    std::chrono::milliseconds took{0};
};

struct Progress
{
    std::int64_t done = 0;
    std::int64_t total = 0;
};

struct Metric
{
    std::string name;
    double value = 0;
};

struct LogLine
{
    enum class Level { Info, Warn, Fault, Fail };
    Level level = Level::Info;
    std::string source;
    std::string text;
};

struct FaultChange
{
    std::string name;
    bool on = false;
    std::string detail;
};

/// What a load did in an interval, about once a second while it lasts. Percentiles are of what ended in the interval, in
/// milliseconds, and nullopt with too few samples for them; those without "service" count from the intended start.
struct LoadSample
{
    std::string phase;                    ///< the load's name
    std::chrono::milliseconds at{0};      ///< the interval's end, since the run began
    std::chrono::milliseconds interval{0};
    std::int64_t offered = 0; ///< intended to start in it
    std::int64_t started = 0;
    std::int64_t dropped = 0; ///< not started: too many were under way
    std::int64_t ok = 0;
    std::int64_t refused = 0; ///< 4xx
    std::int64_t failed = 0;  ///< 5xx
    std::int64_t unknown = 0; ///< without an answer
    std::optional<double> p50_ms, p95_ms, p99_ms;
    std::optional<double> service_p50_ms, service_p95_ms, service_p99_ms;
    double lag_ms = 0; ///< the worst start behind its intention: the generator's own
};

struct Finished
{
    int exit = 0;
    std::string invocation; ///< id
    std::string report;     ///< folder of the invocation
    std::string verdict;    ///< empty when no report could be written
};

/// Something a run says while it happens.
struct RunEvent
{
    Timestamp at;
    std::string run; ///< id; that of the last run for Finished
    std::variant<RunStarted, SandboxUp, Step, Progress, Metric, Check, LogLine, FaultChange, LoadSample, Result, Finished>
        body;
};

/// Called by the threads that run scenarios, one at a time. Runs may be told in turns: `run` says whose event it is.
using Observer = std::function<void(const RunEvent &)>;

/// Each is one JSON object in one line: an event as of `scenario run --events`, a result line, an entry of the
/// catalogue, and what `sandbox up` and `demo` say when they stand.
[[nodiscard]] std::string to_json(const RunEvent &event);
[[nodiscard]] std::string to_json(const Result &result);
[[nodiscard]] std::string to_json(const Scenario &scenario);

/// `pids`: of its processes, by name.
[[nodiscard]] std::string ready_line(const SandboxInfo &sandbox, const std::map<std::string, int> &pids);

} // namespace holdfast::scenarios
