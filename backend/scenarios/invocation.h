#pragma once

#include "backend/core/time.h"
#include "backend/process/file_lock.h"
#include "backend/scenarios/result.h"

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

struct PlannedRun;
struct RunRequest;

/// The folder of one call of `scenario run`: a folder for each run, and invocation.json, which tells what was asked for
/// and what has come of it so far. That file is replaced in one step after every result, so that it is true also when
/// the runner is killed. Thread-safe. While it exists nobody clears the folder away (`holdfastctl clean`).
class Invocation final
{
public:
    static constexpr const char *file_name = "invocation.json";
    static constexpr const char *lock_name = ".running"; ///< in the folder; locked by whoever writes there

    /// What the folder of an invocation is called: 20261121T140732Z-9f3ac2d1, from its start and its id.
    [[nodiscard]] static std::string folder_name(Timestamp started_at, const std::string &id);

    /// Makes the folder, below `request.report_dir`. Throws std::runtime_error when it cannot.
    Invocation(const RunRequest &request, const std::vector<PlannedRun> &planned);

    [[nodiscard]] const std::string &id() const { return id_; }
    [[nodiscard]] const std::filesystem::path &folder() const { return folder_; } ///< absolute
    /// Of one run: 1.1-9f3ac2d1, or 1.1-capacity-unchecked-9f3ac2d1. Does not make it.
    [[nodiscard]] std::filesystem::path run_folder(const Result &result) const;

    /// Keeps what a run came to, beside those of the same place in the plan, whichever ended first; the same run's
    /// former result is replaced.
    void record(std::size_t place, const Result &result);
    void finish(int exit);

private:
    /// What is told of a run.
    struct Entry
    {
        std::string run;
        std::string scenario;
        std::optional<std::string> saboteur;
        std::optional<std::string> rerun_of;
        int repeat = 1;
        Status status = Status::NotRun;
        bool flaky = false;
        std::chrono::milliseconds duration{0};
        std::string folder; ///< name of
    };

    void write() const;

    const std::string id_;
    const RunRequest &request_;
    const Timestamp started_at_;
    const std::uint64_t seed_;
    std::filesystem::path folder_;
    std::optional<process::FileLock> lock_;
    std::mutex mutex_;
    std::vector<std::vector<Entry>> runs_; ///< by place in the plan
    std::optional<Timestamp> finished_at_;
    std::optional<int> exit_;
};

/// The command that makes the same invocation again.
[[nodiscard]] std::string reproduce_command(const RunRequest &request, std::uint64_t seed);

} // namespace holdfast::scenarios
