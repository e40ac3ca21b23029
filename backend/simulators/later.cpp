#include "backend/simulators/later.h"

#include <pthread.h>

#include <algorithm>

namespace holdfast::simulators {

Later::Later(std::chrono::milliseconds period, std::function<void()> tick) : period_(period), tick_(std::move(tick))
{
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "later");
        run();
    });
}

Later::~Later()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool Later::after(std::chrono::milliseconds time, std::function<void()> act)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= max_waiting)
            return false;
        waiting_.emplace(Clock::now() + time, std::move(act));
    }
    changed_.notify_all();
    return true;
}

void Later::run()
{
    auto next_tick = Clock::now() + period_;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = Clock::now();
        std::function<void()> act;
        if (!waiting_.empty() && waiting_.begin()->first <= now) {
            act = std::move(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
        } else if (next_tick <= now) {
            act = tick_;
            next_tick = now + period_;
        } else {
            changed_.wait_until(lock, waiting_.empty() ? next_tick : std::min(next_tick, waiting_.begin()->first));
            continue;
        }
        lock.unlock();
        act();
        lock.lock();
    }
}

} // namespace holdfast::simulators
