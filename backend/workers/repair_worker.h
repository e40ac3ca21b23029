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

struct RepairOptions
{
    std::string dsn;
    std::chrono::milliseconds period{1'000}; ///< between passes that found nothing
    std::size_t batch = 100;
    payments::Gateway *gateway = nullptr; ///< null: reconciliations that are asked for wait; outlives the worker
    faultpoints::FaultPoints *fault_points = nullptr; ///< may be null; outlives the worker
    std::function<void()> on_commit; ///< called from the worker's thread after a pass that took something up
};

struct RepairMetrics
{
    std::uint64_t passes = 0;
    std::uint64_t reconciled = 0; ///< runs brought to their end
    std::uint64_t repaired = 0; ///< things taken up that nobody else would have come back to
    bool connected = false;
    bool reconciles = false; ///< it has a gateway to compare the books with
};

/// Takes up what fell between the others: commits past their deadline that no operation works on, ended reservations whose
/// money no unwind is after. Performs reconciliations that were asked for. Any number may run at once. Owns its thread.
class RepairWorker final
{
public:
    explicit RepairWorker(RepairOptions options);
    ~RepairWorker();
    [[nodiscard]] RepairMetrics metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::workers
