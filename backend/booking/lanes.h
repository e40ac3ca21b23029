#pragma once

#include "backend/booking/command.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::booking {

struct LaneOptions
{
    std::string dsn;
    std::size_t lanes = 2;             ///< threads, each with one connection
    std::size_t queue_capacity = 4096; ///< commands waiting per lane; more are answered at once: Unknown, not attempted
    std::size_t batch_limit = 512;     ///< commands in one call
    /// A call that takes longer has its socket shut; a command that waited longer is not attempted, nor again.
    std::chrono::milliseconds patience{1400};
    /// How long a refusal to write counts against `writable` when nothing is tried any more.
    std::chrono::milliseconds refusal_memory{10'000};
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the lanes
    std::function<void()> on_commit; ///< called from a lane's thread after a batch that changed something
};

struct LaneMetrics
{
    std::uint64_t commands = 0;          ///< settled in a batch, whatever the outcome
    std::uint64_t batches = 0;           ///< calls that were answered
    std::uint64_t rejected_full = 0;     ///< turned away because a queue was full
    std::uint64_t timed_out_waiting = 0; ///< turned away because they had waited too long
    std::uint64_t unknown = 0;           ///< commands in calls whose outcome is unknown
    std::uint64_t reruns = 0;            ///< calls repeated after a deadlock, a lock time-out or a moved row
    std::uint64_t poisoned = 0;          ///< commands that alone made their batch fail
    std::uint64_t rolled_back = 0;       ///< batches the database refused as a whole
    std::size_t queued = 0;              ///< now, over all lanes
    std::size_t largest_batch = 0;       ///< so far
    bool connected = false;              ///< every lane has a connection
    bool writable = true; ///< no lane was told lately that the database cannot write (disk full, read-only), and not since that it can
};

/// The write path of one node. Commands go to the lane of the id they name, for locality only: correctness never
/// depends on it, and any number of nodes may run lanes against one database. Thread-safe.
/// Destroying it stops new commands, finishes what is queued within `patience`, then answers the rest Unknown.
class Lanes final
{
public:
    explicit Lanes(LaneOptions options);
    ~Lanes();
    void submit(Command command, Reply reply);
    /// Stop taking commands; wait until those queued are settled or the time is over. Then stop.
    void drain(std::chrono::milliseconds patience);
    [[nodiscard]] LaneMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::booking
