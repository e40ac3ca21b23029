#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::faultpoints {
class FaultPoints;
}

namespace holdfast::workers {

struct ExpiryOptions
{
    std::string dsn;
    std::chrono::milliseconds period{250};       ///< between sweeps when nothing is due
    std::chrono::seconds lease{10};              ///< real time; another worker may take over after it
    std::size_t batch = 512;
    faultpoints::FaultPoints *fault_points = nullptr;
};

struct ExpiryMetrics
{
    std::uint64_t sweeps = 0, expired = 0, failures = 0;
    bool connected = false;
};

/// Ends reservations whose deadline has passed. Leases rows with SKIP LOCKED, commits the lease, then expires them
/// through the same set-based function as any command. Any number may run at once. A pass that left nothing due is
/// recorded in holdfast.sweep. Owns its thread; the destructor finishes the batch under way.
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
