#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

/// What the kernel says of processes that are not necessarily our children.
namespace holdfast::scenarios {

/// A process beyond doubt: a pid alone may be another's by now.
struct ProcessIdentity
{
    pid_t pid = 0;
    std::uint64_t started = 0; ///< in clock ticks since the machine's start

    bool operator==(const ProcessIdentity &) const = default;
};

/// nullopt when no such process runs; a zombie does not run.
[[nodiscard]] std::optional<ProcessIdentity> identify(pid_t pid);
[[nodiscard]] bool still_runs(const ProcessIdentity &process);

/// Signals exactly this process; false when it is gone, or a stranger has its pid.
bool send_signal(const ProcessIdentity &process, int number);
/// False when it still runs after `timeout`.
bool wait_until_gone(const ProcessIdentity &process, std::chrono::milliseconds timeout);

[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);

/// The PostgreSQL server of this data folder, found by its postmaster.pid and believed only when the process of that
/// number works in the very folder.
[[nodiscard]] std::optional<ProcessIdentity> find_postmaster(const std::filesystem::path &cluster);
/// Ends it within some seconds, politely first; what it held in memory is lost. False when it could not be ended.
bool end_postmaster(const std::filesystem::path &cluster);

struct ResourceUse
{
    std::chrono::milliseconds cpu{0}; ///< user and system
    std::uint64_t resident_kib = 0;   ///< shared pages counted for each process
};

/// Of these processes together; those that are gone count nothing.
[[nodiscard]] ResourceUse resource_use(std::span<const pid_t> processes);

} // namespace holdfast::scenarios
