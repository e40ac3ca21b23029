#pragma once

#include "backend/storage/connection.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace holdfast::storage {

struct SessionThreadOptions
{
    std::string name; ///< of the thread, and in the log; at most 15 characters
    std::string dsn;
    ConnectionOptions connection;
    std::chrono::milliseconds step_limit{30'000}; ///< a step that takes longer has its socket shut: the server hangs
    std::chrono::milliseconds patience{1'500};    ///< the same for the step under way when it is destroyed
};

/// A thread with a connection of its own that does one thing again and again: a worker's pass, a report each second.
/// `step` returns how long to wait before the next one. What it throws of DatabaseError is logged when it begins and
/// when it is over, and followed by another try with back-off (50 ms doubling to 2 s), on a new connection after a
/// loss. Destroying it lets the step under way finish, then calls `farewell` once when connected; it never hangs on a
/// database that does: after `patience` the socket is shut.
class SessionThread final
{
public:
    using Step = std::function<std::chrono::milliseconds(Connection &)>;

    SessionThread(SessionThreadOptions options, Step step, std::function<void(Connection &)> farewell = {});
    ~SessionThread();
    SessionThread(const SessionThread &) = delete;
    SessionThread &operator=(const SessionThread &) = delete;

    /// Ends the wait before the next step. Thread-safe.
    void wake();
    /// The last try to connect or to do a step succeeded. Thread-safe.
    [[nodiscard]] bool healthy() const { return healthy_.load(); }
    /// A long step looks at this between its statements. Thread-safe.
    [[nodiscard]] bool stopping() const { return stopping_.load(); }

private:
    using Clock = std::chrono::steady_clock;

    void run();
    void watch();
    std::chrono::milliseconds run_once();
    void say_farewell();
    void begin_call();
    void end_call();
    void report(const std::string &trouble);

    SessionThreadOptions options_;
    Step step_;
    std::function<void(Connection &)> farewell_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable watch_;
    std::optional<Connection> connection_;      // replaced under the mutex; used by thread_ alone but for shut_down()
    std::optional<Clock::time_point> deadline_; // of the call under way
    bool woken_ = false;
    bool finished_ = false;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> healthy_ = false;
    std::chrono::milliseconds back_off_{0};
    std::string trouble_; // what was logged last
    std::thread thread_;
    std::thread watchdog_;
};

} // namespace holdfast::storage
