#pragma once

#include "backend/api/call.h"
#include "backend/booking/command.h"
#include "backend/storage/session_thread.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace holdfast::api {

/// Answers calls with the end of the operation that their command planned. One thread with one connection asks for all
/// of them at once, every 20 ms, and only while somebody waits. It does not keep time: a call that has waited for its
/// patience is answered 202 by the API's timer, also when the database hangs. Thread-safe.
class OperationResults final
{
public:
    static constexpr std::size_t most_waiting = 4096; ///< one more is answered 202 at once

    OperationResults(const std::string &dsn, std::chrono::milliseconds patience, std::shared_ptr<Metrics> metrics);
    ~OperationResults() { stop(); }

    /// `done` names an operation. The call is answered once it has ended, from whichever thread.
    void await(const CallPtr &call, const booking::Done &done);
    /// Answers 202 whoever waits, and whoever comes from now on.
    void drain();
    /// The same, and ends the thread.
    void stop();
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Waiter
    {
        CallPtr call;
        bool replayed = false;
    };
    using Waiters = std::unordered_multimap<Uuid, Waiter>;

    [[nodiscard]] bool enlist(const Uuid &operation, Waiter waiter);
    [[nodiscard]] std::chrono::milliseconds poll(storage::Connection &connection);
    [[nodiscard]] std::vector<Uuid> awaited();
    [[nodiscard]] std::vector<Waiter> take(const Uuid &operation);
    void forget_answered();

    const std::chrono::milliseconds patience_;
    const std::shared_ptr<Metrics> metrics_;
    mutable std::mutex mutex_;
    Waiters waiters_;
    bool draining_ = false;
    std::unique_ptr<storage::SessionThread> thread_; // null once stopped
};

} // namespace holdfast::api
