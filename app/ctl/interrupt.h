#pragma once

#include "backend/process/lifeline.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace holdfast::ctl {

/// The one way a command is asked to end: SIGINT, SIGTERM, SIGHUP, the end of the lifeline, or request().
/// Must be made before any other thread, so that all of them inherit the blocked signals and only its own thread takes
/// them. SIGPIPE is ignored: a closed pipe is an error of the write. Thread-safe after construction.
class Interrupt final
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    /// Also ends when this descriptor, a pipe's read end, reports end-of-file. Takes it over; marks it close-on-exec.
    /// Once. Throws std::invalid_argument when nothing is open there.
    void watch_lifeline(int descriptor);

    [[nodiscard]] bool requested() const { return requested_.load(); }
    void request();

    /// Returns when the command should end.
    void wait();
    /// True when it should end, false when `timeout` passed first.
    bool wait_for(std::chrono::milliseconds timeout);

    /// Called once, from the thread of this object, when the command should end; at once when that is already so.
    /// One at a time; an empty function forgets the last one and returns only when it is not running.
    void on_request(std::function<void()> callback);

private:
    void run();
    void wake() const;

    std::atomic<bool> requested_ = false;
    std::mutex mutex_;
    std::mutex callback_mutex_; // held while the callback runs
    std::condition_variable changed_;
    std::function<void()> callback_;
    std::atomic<bool> stopping_ = false;
    int signals_ = -1;
    int wake_ = -1;
    std::thread thread_;
    std::optional<process::Lifeline> lifeline_; // last: it calls request()
};

} // namespace holdfast::ctl
