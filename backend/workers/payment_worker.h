#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::payments {
class Gateway;
}

namespace holdfast::workers {

/// Which of the operations on money a worker takes.
enum class PaymentWork {
    Parties, ///< one party's: authorizations, unwinds, voids
    Commits, ///< captures of all parties, and the booking
};

struct PaymentOptions
{
    std::string dsn;
    PaymentWork work = PaymentWork::Parties;
    std::size_t threads = 4;                  ///< operations at a time, each with a connection of its own
    std::chrono::milliseconds period{100};    ///< between looks when nothing is due
    std::chrono::milliseconds lease{30'000};  ///< real time; another worker takes over after it
    std::int32_t most_attempts = 8;           ///< of what asks for money
    std::int32_t most_unwind_attempts = 20;   ///< of what gives it back, before people have to look
    std::chrono::milliseconds first_delay{500}; ///< before the second attempt; doubles
    std::chrono::milliseconds longest_delay{30'000};
    /// What never did anything, for certain, comes again no sooner: the gateway is away, or wants us to slow down.
    std::chrono::milliseconds outage_delay{2'000};
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the worker
    std::function<void()> on_commit; ///< called from the worker's threads after something changed
};

struct PaymentMetrics
{
    std::uint64_t performed = 0; ///< operations brought to their end
    std::uint64_t postponed = 0; ///< attempts that led nowhere
    std::uint64_t stale = 0;     ///< results that did not count any more
    std::uint64_t dead = 0;      ///< operations that people have to look at
    std::uint64_t failures = 0;  ///< results the database did not take; they come again after their lease
    bool connected = false;      ///< the last look of every thread reached the database
};

/// Performs planned operations on money: leases one, talks to the gateway outside of any transaction, records what came of
/// it under the lease's fence. Any number of workers may run at once. Owns its threads; the destructor waits for the
/// operations under way, which end soon once the gateway is stopped.
class PaymentWorker final
{
public:
    /// The gateway outlives the worker.
    PaymentWorker(PaymentOptions options, payments::Gateway &gateway);
    ~PaymentWorker();
    /// Something was planned: look now. Thread-safe.
    void wake();
    [[nodiscard]] PaymentMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::workers
