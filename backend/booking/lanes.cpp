#include "backend/booking/lanes.h"

#include "backend/booking/lane.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace holdfast::booking {

namespace {

constexpr std::chrono::milliseconds watch_period{50};

const Uuid &named_id(const Command &command)
{
    if (const auto *hold = std::get_if<Hold>(&command))
        return hold->slot_id;
    return std::get<Change>(command).reservation_id;
}

} // namespace

struct Lanes::State
{
    explicit State(LaneOptions given) : options(std::move(given))
    {
        options.lanes = std::max<std::size_t>(options.lanes, 1);
        for (std::size_t i = 0; i < options.lanes; ++i)
            lanes.push_back(std::make_unique<Lane>(options, counters, i));
        watchdog = std::thread([this] { watch(); });
    }

    /// Until told to stop, ends calls that hang.
    void watch()
    {
        std::unique_lock lock(mutex);
        while (!wake.wait_for(lock, watch_period, [this] { return stopping; })) {
            for (const auto &lane : lanes)
                lane->watch();
        }
    }

    void stop(std::chrono::milliseconds patience)
    {
        const auto deadline = Lane::Clock::now() + patience;
        for (const auto &lane : lanes)
            lane->stop(deadline);
        for (const auto &lane : lanes)
            lane->join();
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_one();
        if (watchdog.joinable())
            watchdog.join();
    }

    LaneOptions options;
    LaneCounters counters;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::mutex mutex;
    std::condition_variable wake;
    bool stopping = false;
    std::thread watchdog; // outlives the lanes' threads: it is what ends their hanging calls
};

Lanes::Lanes(LaneOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Lanes::~Lanes()
{
    drain(state_->options.patience);
}

void Lanes::submit(Command command, Reply reply)
{
    const std::size_t number = std::hash<Uuid>{}(named_id(command)) % state_->lanes.size();
    state_->lanes[number]->submit(std::move(command), std::move(reply));
}

void Lanes::drain(std::chrono::milliseconds patience)
{
    state_->stop(patience);
}

LaneMetrics Lanes::metrics() const
{
    const LaneCounters &counters = state_->counters;
    LaneMetrics metrics;
    metrics.commands = counters.commands;
    metrics.batches = counters.batches;
    metrics.rejected_full = counters.rejected_full;
    metrics.timed_out_waiting = counters.timed_out_waiting;
    metrics.unknown = counters.unknown;
    metrics.reruns = counters.reruns;
    metrics.poisoned = counters.poisoned;
    metrics.rolled_back = counters.rolled_back;
    metrics.largest_batch = counters.largest_batch;
    metrics.connected = true;
    for (const auto &lane : state_->lanes) {
        metrics.queued += lane->queued();
        metrics.connected = metrics.connected && lane->connected();
        metrics.writable = metrics.writable && lane->writable();
    }
    return metrics;
}

} // namespace holdfast::booking
