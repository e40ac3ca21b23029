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

struct Finished
{
    int exit = 0;
};

/// Something a run says while it happens.
struct RunEvent
{
    Timestamp at;
    std::string run; ///< id; that of the last run for Finished
    std::variant<RunStarted, SandboxUp, Step, Progress, Metric, Check, LogLine, FaultChange, Result, Finished> body;
};

/// Called by the thread that runs the scenario.
using Observer = std::function<void(const RunEvent &)>;

/// Each is one JSON object in one line: an event as of `scenario run --events`, a result line, an entry of the
/// catalogue, and what `sandbox up` and `demo` say when they stand.
[[nodiscard]] std::string to_json(const RunEvent &event);
[[nodiscard]] std::string to_json(const Result &result);
[[nodiscard]] std::string to_json(const Scenario &scenario);

/// `pids`: of its processes, by name.
[[nodiscard]] std::string ready_line(const SandboxInfo &sandbox, const std::map<std::string, int> &pids);

} // namespace holdfast::scenarios
