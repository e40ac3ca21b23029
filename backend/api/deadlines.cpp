#include "backend/api/deadlines.h"

#include <pthread.h>

namespace holdfast::api {

namespace {

constexpr auto tick = std::chrono::milliseconds(25);

} // namespace

Deadlines::Deadlines(std::shared_ptr<Metrics> metrics, std::function<void()> on_tick)
    : metrics_(std::move(metrics)), on_tick_(std::move(on_tick)), thread_([this] { run(); })
{
    pthread_setname_np(thread_.native_handle(), "api-deadlines");
}

Deadlines::~Deadlines()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Deadlines::watch(const CallPtr &call)
{
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(call->started() + database_patience, call);
    if (waiting_.size() == 1)
        wake_.notify_one();
}

/// With the lock.
std::vector<CallPtr> Deadlines::take_overdue(Clock::time_point now)
{
    std::vector<CallPtr> overdue;
    while (!waiting_.empty() && (waiting_.front().first <= now || stopping_)) {
        if (auto call = waiting_.front().second.lock()) {
            if (call->waits_until())
                for_operations_.push_back(call);
            else
                overdue.push_back(std::move(call));
        }
        waiting_.pop_front();
    }
    std::erase_if(for_operations_, [&](const std::weak_ptr<Call> &waiting) {
        auto call = waiting.lock();
        const auto until = call ? call->waits_until() : std::nullopt;
        if (until && *until > now && !stopping_)
            return false;
        if (until)
            overdue.push_back(std::move(call));
        return true;
    });
    return overdue;
}

void Deadlines::run()
{
    std::unique_lock lock(mutex_);
    const auto idle = [this] { return waiting_.empty() && for_operations_.empty(); };
    while (!stopping_ || !idle()) {
        if (idle())
            wake_.wait(lock, [&] { return stopping_ || !idle(); });
        else
            wake_.wait_for(lock, tick, [this] { return stopping_; });
        auto overdue = take_overdue(Clock::now());
        lock.unlock();
        for (const auto &call : overdue) {
            if (call->fail_unavailable("The database did not answer in time."))
                metrics_->out_of_time.fetch_add(1, std::memory_order_relaxed);
        }
        overdue.clear();
        on_tick_();
        lock.lock();
    }
}

} // namespace holdfast::api
