#include "backend/api/operation_results.h"

#include "backend/api/reservation_answer.h"
#include "backend/booking/operations.h"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <utility>

namespace holdfast::api {

namespace {

constexpr std::chrono::milliseconds between_polls{20};
constexpr std::chrono::milliseconds until_woken{3'600'000};
constexpr std::chrono::milliseconds after_nonsense{1'000};

storage::SessionThreadOptions thread_options(const std::string &dsn)
{
    storage::SessionThreadOptions options;
    options.name = "api operations";
    options.dsn = dsn;
    options.connection.read_only = true;
    options.connection.statement_timeout = std::chrono::milliseconds(1500);
    options.step_limit = std::chrono::milliseconds(2000);
    options.patience = std::chrono::milliseconds(500);
    return options;
}

} // namespace

OperationResults::OperationResults(const std::string &dsn, std::chrono::milliseconds patience,
                                   std::shared_ptr<Metrics> metrics)
    : patience_(patience), metrics_(std::move(metrics)),
      thread_(std::make_unique<storage::SessionThread>(
          thread_options(dsn), [this](storage::Connection &connection) { return poll(connection); }))
{
}

void OperationResults::drain()
{
    Waiters left;
    {
        const std::lock_guard lock(mutex_);
        draining_ = true;
        left.swap(waiters_);
    }
    for (const auto &[operation, waiter] : left)
        waiter.call->fail_unavailable({});
}

void OperationResults::stop()
{
    drain();
    std::unique_ptr<storage::SessionThread> thread;
    const std::lock_guard lock(mutex_);
    thread.swap(thread_);
    // Destroyed after the lock is let go of: a poll under way needs it.
}

std::size_t OperationResults::waiting() const
{
    const std::lock_guard lock(mutex_);
    return waiters_.size();
}

void OperationResults::await(const CallPtr &call, const booking::Done &done)
{
    if (!call->begin_wait(pending_response(done), Clock::now() + patience_))
        return; // out of time before the command was accepted: the client was told to repeat it
    if (!enlist(done.operation.value(), {call, done.replayed}))
        call->fail_unavailable({});
}

/// False: it cannot wait.
bool OperationResults::enlist(const Uuid &operation, Waiter waiter)
{
    const std::lock_guard lock(mutex_);
    if (draining_)
        return false;
    if (waiters_.size() >= most_waiting)
        forget_answered();
    if (waiters_.size() >= most_waiting) {
        metrics_->waits_full.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    waiters_.emplace(operation, std::move(waiter));
    thread_->wake();
    return true;
}

std::chrono::milliseconds OperationResults::poll(storage::Connection &connection)
{
    const auto operations = awaited();
    if (operations.empty())
        return until_woken;
    try {
        for (const auto &result : booking::operation_results(connection, operations)) {
            for (const auto &waiter : take(result.operation))
                answer_result(*waiter.call, result, waiter.replayed);
        }
    } catch (const std::logic_error &error) {
        // Written by a newer program, perhaps. Those who wait are answered 202 in time.
        spdlog::error("api: the results of operations cannot be read: {}", error.what());
        return after_nonsense;
    }
    return waiting() > 0 ? between_polls : until_woken;
}

/// Each operation once.
std::vector<Uuid> OperationResults::awaited()
{
    const std::lock_guard lock(mutex_);
    forget_answered();
    std::vector<Uuid> operations;
    for (const auto &[operation, waiter] : waiters_) {
        if (operations.empty() || operations.back() != operation) // those of one stand together
            operations.push_back(operation);
    }
    return operations;
}

std::vector<OperationResults::Waiter> OperationResults::take(const Uuid &operation)
{
    const std::lock_guard lock(mutex_);
    std::vector<Waiter> taken;
    const auto [first, last] = waiters_.equal_range(operation);
    for (auto at = first; at != last; ++at)
        taken.push_back(std::move(at->second));
    waiters_.erase(first, last);
    return taken;
}

/// With the lock. Their time was over.
void OperationResults::forget_answered()
{
    std::erase_if(waiters_, [](const auto &entry) { return entry.second.call->answered(); });
}

} // namespace holdfast::api
