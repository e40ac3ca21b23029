#pragma once

#include <chrono>
#include <functional>

#include <sys/types.h>

namespace holdfast::test {

/// Waits for a condition; false when it did not come true in time.
[[nodiscard]] bool eventually(const std::function<bool()> &condition,
                              std::chrono::milliseconds timeout = std::chrono::seconds(20));

/// Whether a thread of this process waits in the kernel.
[[nodiscard]] bool thread_sleeps(pid_t thread);

} // namespace holdfast::test
