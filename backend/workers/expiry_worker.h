#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::workers {

struct ExpiryOptions
{
    std::string dsn;
    std::chrono::milliseconds period{250};   ///< between sweeps when nothing is due
    std::chrono::milliseconds lease{10'000}; ///< real time; another worker may take over after it. I3 gives it three times
    std::size_t batch = 512;
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the worker
    std::function<void()> on_commit; ///< called from the worker's thread after a batch that ended something
};

struct ExpiryMetrics
{
    std::uint64_t sweeps = 0;   ///< passes recorded that left nothing behind
    std::uint64_t left_behind = 0; ///< by the last pass recorded: due, and neither ended by it nor by another worker
    std::uint64_t expired = 0;  ///< reservations ended
    std::uint64_t failures = 0; ///< reservations that could not be ended this time; they come again after their lease
    bool connected = false;     ///< the last pass reached the database
};

/// Ends reservations whose deadline has passed. Leases rows with SKIP LOCKED, commits the lease, then expires them
/// through the same set-based function as any command. Any number may run at once. Each pass is recorded in
/// holdfast.sweep with what it left behind of what was due when it began; of idle ones, one a second. Also forgets, once
/// a minute and a bounded part at a time, idempotency keys of commands and of slots after 25 h, and records of sweeps
/// after a day.
/// Owns its thread; the destructor finishes the batch under way, in two seconds at most.
class ExpiryWorker final
{
public:
    explicit ExpiryWorker(ExpiryOptions options);
    ~ExpiryWorker();
    [[nodiscard]] ExpiryMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::workers
