#pragma once

#include "backend/process/descriptor.h"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

namespace holdfast::process {

/// A process as /proc shows it, ours or not. One that has ended but was not reaped shows no executable.
struct Observed
{
    pid_t pid = 0;
    std::filesystem::path executable;        ///< empty when we may not see it
    std::filesystem::path working_directory; ///< likewise
};
[[nodiscard]] std::optional<Observed> observe(pid_t pid);
[[nodiscard]] std::vector<Observed> observe_all();

/// Keeps hold of a process that is not our child, so that neither waiting for its end nor a signal can ever concern
/// another one that got its number later.
class Watch final
{
public:
    /// Throws std::system_error when it can't be had hold of; one that has ended is no error.
    explicit Watch(pid_t pid);
    [[nodiscard]] bool running() const;
    /// False when it still runs after `timeout`.
    [[nodiscard]] bool wait(std::chrono::milliseconds timeout) const;
    void signal(int number) const;

private:
    Descriptor pidfd_; ///< none when it had ended already
};

} // namespace holdfast::process
