#include "backend/api/deadlines.h"

#include <pthread.h>

#include <vector>

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

void Deadlines::run()
{
    std::vector<CallPtr> overdue;
    std::unique_lock lock(mutex_);
    while (!stopping_ || !waiting_.empty()) {
        if (waiting_.empty())
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        else
            wake_.wait_for(lock, tick, [this] { return stopping_; });
        const auto now = Clock::now();
        while (!waiting_.empty() && (waiting_.front().first <= now || stopping_)) {
            if (auto call = waiting_.front().second.lock())
                overdue.push_back(std::move(call));
            waiting_.pop_front();
        }
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
