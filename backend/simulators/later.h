#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace holdfast::simulators {

/// Does things after a while, one after another on a thread of its own, and a tick in between. What is still waiting
/// when it is destroyed is discarded. Thread-safe.
class Later final
{
public:
    static constexpr std::size_t max_waiting = 10'000;

    Later(std::chrono::milliseconds period, std::function<void()> tick);
    ~Later();
    Later(const Later &) = delete;
    Later &operator=(const Later &) = delete;

    /// False when too many wait.
    [[nodiscard]] bool after(std::chrono::milliseconds time, std::function<void()> act);

private:
    using Clock = std::chrono::steady_clock;
    void run();

    const std::chrono::milliseconds period_;
    const std::function<void()> tick_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::multimap<Clock::time_point, std::function<void()>> waiting_;
    std::thread thread_;
};

} // namespace holdfast::simulators
