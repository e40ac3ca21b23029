#pragma once

#include "backend/scenarios/result.h"
#include "backend/scenarios/run_event.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// A fault while it was on. Without an end it was on until the run's.
struct FaultSpan
{
    std::string name;
    std::string detail;
    std::chrono::milliseconds from{0}; ///< since the run began
    std::optional<std::chrono::milliseconds> until;
};

/// One run of an invocation, as its folder tells it.
struct RunRecord
{
    Result result;                ///< ERROR, with a reason, when the folder does not tell how it ended
    std::filesystem::path folder; ///< below that of the invocation; empty when it was never begun
    std::vector<LoadSample> load;
    std::vector<FaultSpan> faults;
};

/// One `scenario run`, as it left it on disk, also when it was killed in the middle.
struct InvocationRecord
{
    std::filesystem::path folder;
    std::string id;
    std::string started_at;
    std::string finished_at; ///< empty: it was aborted or killed before its end
    std::string version;
    std::string command;
    std::uint64_t seed = 0;
    std::vector<std::string> selected;     ///< scenarios, in the order of the catalogue
    std::vector<std::string> not_selected; ///< what else the catalogue had
    bool saboteurs = false;
    std::optional<int> exit;
    std::vector<RunRecord> runs;
};

enum class Depth { Results, ResultsAndEvents };

/// What is below an invocation's folder. Throws std::runtime_error when it has no readable invocation.json; whatever is
/// missing or damaged below becomes an ERROR run that says so.
[[nodiscard]] InvocationRecord read_invocation(const std::filesystem::path &folder, Depth depth);

/// The folders of invocations directly below `folder`, oldest first.
[[nodiscard]] std::vector<std::filesystem::path> find_invocations(const std::filesystem::path &folder);

/// The invocation meant by `folder`: itself, or the latest below it that can be read. Throws std::runtime_error when
/// there is none.
[[nodiscard]] std::filesystem::path find_invocation(const std::filesystem::path &folder);

/// A line of `result.json`. Throws std::runtime_error for what is none.
[[nodiscard]] Result parse_result(std::string_view json);

/// Two intervals as one: sums of counts, and the worst of percentiles, which are never averaged.
void add_sample(LoadSample &total, const LoadSample &sample);

} // namespace holdfast::scenarios
