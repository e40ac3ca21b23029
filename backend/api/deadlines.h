#pragma once

#include "backend/api/call.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace holdfast::api {

/// The API's own timer: a call that waits for the database longer than this is answered 503, whatever hangs. One that
/// waits for an operation says itself until when.
inline constexpr auto database_patience = std::chrono::milliseconds(1500);

/// Answers calls that are out of time. One thread; all are equally patient with the database, so a queue keeps them in
/// order. Those that turn out to wait for an operation then, few and bounded, are looked through at every tick.
class Deadlines final
{
public:
    /// `on_tick` is called on its thread every 25 ms while a call is watched.
    Deadlines(std::shared_ptr<Metrics> metrics, std::function<void()> on_tick);
    ~Deadlines(); ///< answers what is left

    void watch(const CallPtr &call);

private:
    void run();
    [[nodiscard]] std::vector<CallPtr> take_overdue(Clock::time_point now);

    std::shared_ptr<Metrics> metrics_;
    std::function<void()> on_tick_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::pair<Clock::time_point, std::weak_ptr<Call>>> waiting_;
    std::vector<std::weak_ptr<Call>> for_operations_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace holdfast::api
