#pragma once

#include "backend/booking/command.h"
#include "backend/booking/lanes.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace holdfast::storage {
class Connection;
class StatementFailed;
}

namespace holdfast::booking {

/// Counters of all lanes of a node.
struct LaneCounters
{
    std::atomic<std::uint64_t> commands{0}, batches{0}, rejected_full{0}, timed_out_waiting{0}, unknown{0}, reruns{0},
        poisoned{0}, rolled_back{0};
    std::atomic<std::size_t> largest_batch{0};
};

/// One thread with one connection that settles commands in batches. The queue is bounded: what does not fit is turned
/// away at once. On stop() it settles what is queued until the deadline, then turns the rest away.
class Lane final
{
public:
    using Clock = std::chrono::steady_clock;

    Lane(const LaneOptions &options, LaneCounters &counters, std::size_t number);
    ~Lane(); ///< as stop() now, and join()

    void submit(Command command, Reply reply);
    void stop(Clock::time_point deadline);
    void join();
    /// Ends a call that has taken longer than the options' patience. Called now and then from another thread.
    void watch();
    [[nodiscard]] std::size_t queued() const;
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] bool writable() const;

private:
    struct Item
    {
        Command command;
        Reply reply;
        Clock::time_point submitted;
    };
    using Batch = std::vector<Item *>;

    void run();
    [[nodiscard]] bool await_work();
    void keep_connected();
    [[nodiscard]] std::vector<Item> take();
    void settle(std::vector<Item> &items);
    template <typename Kind>
    void settle_kind(Batch &batch);
    template <typename Kind>
    void call(std::span<Item *> batch);
    template <typename Kind>
    [[nodiscard]] std::vector<Outcome> call_guarded(std::span<Item *> batch);
    template <typename Kind>
    void split(std::span<Item *> batch, std::string_view reason, bool bad_value);
    void note_rollback(const storage::StatementFailed &error, std::size_t commands);
    void note_write();
    [[nodiscard]] storage::Connection &connection();
    void drop_connection();
    void answer_all(std::span<Item *> batch, const Outcome &outcome);

    const LaneOptions &options_;
    LaneCounters &counters_;
    std::size_t number_;

    mutable std::mutex mutex_; // queue_, stopping_, stop_deadline_
    std::condition_variable wake_;
    std::deque<Item> queue_;
    bool stopping_ = false;
    Clock::time_point stop_deadline_{};

    std::mutex connection_mutex_; // connection_ against watch(), call_started_
    std::unique_ptr<storage::Connection> connection_;
    std::optional<Clock::time_point> call_started_;
    std::atomic<bool> connected_{false};
    bool said_unreachable_ = false; // one line in the log per outage
    std::uint64_t rollbacks_in_a_row_ = 0; // since the last batch that wrote; likewise
    std::atomic<Clock::rep> write_refused_at_{0}; // 0: the last write went through

    std::thread thread_;
};

} // namespace holdfast::booking
